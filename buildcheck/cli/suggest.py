"""A group of commands that knows what was probably meant. (For options click does so itself.)"""

from __future__ import annotations

from pathlib import Path

import click


class SuggestingGroup(click.Group):
    """Says the nearest command for one that is not there, and ``verify`` for a folder; lists the main command first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            ctx.fail(f"there is no command {name!r}.{self._hint(ctx, name)}")
        return super().resolve_command(ctx, args)

    def _hint(self, ctx: click.Context, name: str) -> str:
        if Path(name).is_dir():
            return f" Did you mean: {ctx.command_path} verify {name}"
        import difflib

        near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
        return f" Did you mean: {ctx.command_path} {near[0]}" if near else ""
