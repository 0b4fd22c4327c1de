"""Reports reads from an object that this framework does not have: `import.meta.env` in Next, `process.env` in Vite."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_of_another_framework(evidence: Evidence) -> Iterable[Hit]:
    """Code reads variables the way of another framework.

    Vite gives client code `import.meta.env.VITE_X`, Next and create-react-app `process.env.X`. Neither has what the
    other has.

    Reads with something to fall back on, and those behind a test (`typeof process`), are left out.

    ## Why it matters

    The build passes. When the code runs it breaks off: "process is not defined" in a browser (Vite), "Cannot read
    properties of undefined" in Next, where `import.meta.env` is `undefined`.

    ## How to fix

    Vite: `import.meta.env.VITE_X`, with the variable named accordingly. Next: `process.env.NEXT_PUBLIC_X`.

    Source: next 16.0.3 with both bundlers (executed): webpack writes `(void 0).VITE_X`, Turbopack an object without
    `env`; https://vite.dev/guide/env-and-mode
    """
    environment = evidence.survey.environment
    prefix = environment.prefixes[0] if environment.prefixes else ""
    named = [(each.name, read) for each in environment.variables.values() for read in each.reads]
    seen: set[tuple[str, str]] = set()
    for name, read in named:
        key = (name, read.at.path)
        if read.barrier == "object" and not read.fallback and key not in seen:
            seen.add(key)
            wanted = name if name.startswith(prefix) else f"{prefix}{bare(name)}"
            given = "import.meta.env" if read.of == "process.env" else "process.env"
            yield Hit(
                message=f"`{read.of}.{name}` can't be read here: {read.in_vain}",
                at=read.at,
                fix=f"Read `{given}.{wanted}`, and set {wanted}, if everybody may know its value.",
                docs="https://nextjs.org/docs/app/guides/environment-variables"
                if evidence.survey.next is not None
                else "https://vite.dev/guide/env-and-mode",
                anchor=name,
            )


def bare(name: str) -> str:
    """Give ``name`` without another framework's prefix."""
    for prefix in ("NEXT_PUBLIC_", "REACT_APP_", "VITE_", "PUBLIC_"):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name
