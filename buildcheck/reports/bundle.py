"""Bundle -> text: what is in it, before it is written and given away."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.bundle import Bundle
from buildcheck.reports.view import View, columns, draw, indented, line, plural, size

_MOST = 20
_WHAT = {
    "plan.json": "what was planned",
    "machine.json": "this machine: names, versions and places",
    "report.json": "the answer, with what was read and which hosts were contacted",
    "git/commit": "the last commit: author, date and message",
}


def render(bundle: Bundle, view: View) -> str:
    """Give the listing for ``view``."""
    blocks: list[RenderableType] = [line(("bundle", "bold cyan"), f"  {bundle.project or 'this project'}"), Text()]
    blocks.append(columns([tuple(line(cell) for cell in row) for row in _rows(bundle)]))
    if bundle.blanked:
        blocks += [Text(), indented(line(("values that are not in it; made text stands in their place", "bold")))]
        shown = [(line(each.path), line(f"{each.count:,}"), line(each.what)) for each in bundle.blanked]
        blocks.append(columns([(first, count, what) for first, count, what in shown[:_MOST]]))
        if len(shown) > _MOST:
            blocks.append(indented(line(f"and {plural(len(shown) - _MOST, 'file')} more")))
    blocks += [Text(), *(indented(line((each, "dim"))) for each in _remarks(bundle))]
    return draw(blocks, view)


def _rows(bundle: Bundle) -> Iterator[tuple[str, str, str]]:
    sizes = {each.path: each.size for each in bundle.members}
    source = [each for name, each in sizes.items() if name.startswith("source/")]
    held = "all of the clean source" if bundle.source.complete else "manifests, lockfiles and settings, no code"
    yield "source/", f"{plural(len(source), 'file')}, {size(sum(source))}", held
    logs = [each for name, each in sizes.items() if name.startswith("logs/")]
    if logs:
        yield "logs/", f"{plural(len(logs), 'file')}, {size(sum(logs))}", "what each step printed"
    for name, what in _WHAT.items():
        if name in sizes:
            yield name, size(sizes[name]), what


def _remarks(bundle: Bundle) -> Iterator[str]:
    if not bundle.source.complete:
        yield "Names, sizes and hashes of all files of the source are in it, too."
    if bundle.given:
        yield f"Of variables from the env file, the names: {', '.join(bundle.given)}."
    if bundle.source.commit != bundle.source.built_commit and bundle.source.built_commit is not None:
        yield "A replay builds in another commit, because the hash of this one is a hash of the values, too."
    yield "It was searched for the secret values of this machine's shell, settings and env files: none is in it."
