"""What a script, a Dockerfile or a host's settings run: one value per simple command, with what a shell makes of it."""

from __future__ import annotations

from buildcheck.model.value import At, Value

_RUN = {"npm": ("run", "run-script"), "pnpm": ("run",), "yarn": ("run",), "bun": ("run",)}
_ALSO_BARE = frozenset({"pnpm", "yarn"})
_NPM_NAMES = frozenset({"start", "test", "stop", "restart"})
_SEVERAL = frozenset({"run-s", "run-p", "npm-run-all", "npm-run-all2"})
_ELSEWHERE = ("--prefix", "--filter", "-C", "-w", "--workspace", "-F", "--cwd", "--recursive", "-r")
_INSTALL = {"npm": ("ci", "install", "i", "clean-install"), "pnpm": ("install", "i"), "yarn": ("install",),
            "bun": ("install", "i", "ci")}  # fmt: skip


class Invocation(Value, frozen=True, kw_only=True):
    """A program that is run. ``words`` begin with the tool itself: what only starts it (``npx``, ``pnpm exec``,
    ``cross-env``, ``dotenv --`` …) is taken off and named in ``runners``. ``env`` are the variables that are set for
    it. ``folder`` is where a ``cd`` before it leads, relative to where the text begins (``None``: not known).
    ``certain`` is false where a condition decides whether it runs (``if``, after ``||``). ``shell`` is the shell that
    is named for it (``bash -c "…"``), ``script`` the script of package.json that holds it."""

    words: tuple[str, ...]
    env: dict[str, str] = {}
    runners: tuple[str, ...] = ()
    folder: str | None = "."
    certain: bool = True
    shell: str | None = None
    script: str | None = None
    at: At | None = None

    @property
    def tool(self) -> str:
        """The name of the program, without its path."""
        return self.words[0].rpartition("/")[2] if self.words else ""

    def runs(self, *words: str) -> bool:
        """Whether it is that tool with those first arguments (``runs("next", "build")``)."""
        return (self.tool, *self.words[1 : len(words)]) == words

    def flag(self, *names: str) -> str | None:
        """Give the value of the first of these options that it has: what stands behind ``=``, else the next word, else
        an empty text; ``None`` when it has none of them."""
        for index, word in enumerate(self.words):
            name, equals, value = word.partition("=")
            if name in names:
                following = self.words[index + 1 : index + 2]
                after = following[0] if following and not following[0].startswith("-") else ""
                return value if equals else after
        return None

    def calls(self) -> tuple[str, ...]:
        """Give the names that it runs as scripts of the manifest in the same folder: ``npm run x``, ``yarn x``."""
        rest = [each for each in self.words[1:] if not each.startswith("-")]
        if self.tool in _SEVERAL:
            return tuple(rest)
        if self.tool not in _RUN or not rest or any(each.startswith(_ELSEWHERE) for each in self.words):
            return ()
        if rest[0] in _RUN[self.tool]:
            return tuple(rest[1:2])
        bare = self.tool in _ALSO_BARE or (self.tool == "npm" and rest[0] in _NPM_NAMES)
        return tuple(rest[:1]) if bare else ()

    @property
    def installs(self) -> bool:
        """Whether it installs what a manifest declares (``npm ci``, ``yarn``), and no packages that it names."""
        rest = [each for each in self.words[1:] if not each.startswith("-")]
        if self.tool == "yarn" and not rest:
            return True
        return len(rest) == 1 and rest[0] in _INSTALL.get(self.tool, ()) and not {"-g", "--global"} & set(self.words)
