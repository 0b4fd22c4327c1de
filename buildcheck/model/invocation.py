"""What a script, a Dockerfile or a host's settings run: one value per simple command, with what a shell makes of it."""

from __future__ import annotations

from buildcheck.model.value import At, Value


class Invocation(Value, frozen=True, kw_only=True):
    """A program that is run. ``words`` begin with the tool itself: what only starts it (``npx``, ``pnpm exec``,
    ``cross-env``, ``dotenv --`` …) is taken off and named in ``runners``. ``env`` are the variables that are set for
    it. ``folder`` is where a ``cd`` before it leads, relative to where the text begins (``None``: not known).
    ``certain`` is false where a condition decides whether it runs (``if``, after ``||``). ``script`` is the script of
    package.json that holds it."""

    words: tuple[str, ...]
    env: dict[str, str] = {}
    runners: tuple[str, ...] = ()
    folder: str | None = "."
    certain: bool = True
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
