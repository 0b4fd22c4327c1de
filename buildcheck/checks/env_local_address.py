"""Reports addresses of a developer's machine in the env files of the production build."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

OF_THE_APP = frozenset({"NEXTAUTH_URL", "AUTH_URL", "BETTER_AUTH_URL"})
"""Where sign-in returns to."""


@check("warning")
def env_local_address(evidence: Evidence) -> Iterable[Hit]:
    """A production build takes an address of the developer's own machine or network.

    An env file that the build of a clean checkout reads sets a variable to an address with `localhost`, `127.0.0.1` or
    a private network. It is a warning where the value ends up in the browser's code or is the address of the app
    itself; for variables that only the server reads it is a note, since the server may well have its database beside
    it. A value that the host sets goes before the file's.

    Only variables that code of the project reads are judged; files for development and examples are left out.

    ## Why it matters

    The browser of a visitor asks its own machine then, where nothing answers. Sign-in returns to `localhost`.

    ## How to fix

    Set the variable at the host, or write the public address into `.env.production`, and keep the local one in
    `.env.development`.

    Sources: the order of env files in @next/env (13.5 to 16) and in Vite's loadEnv (4 to 7).
    """
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        local = line.shape.traits & {"localhost", "private-address"}
        if not local or variable is None or not variable.is_used or line.shape.protocol is None:
            continue
        visible = variable.public or name in OF_THE_APP
        if not visible and "localhost" not in local:
            continue
        what = "of the developer's own machine" if "localhost" in local else "of a private network"
        then = ", and the build writes it into the browser's code" if variable.public else ""
        yield Hit(
            message=f"{name} has an address {what} in the production build{then}",
            at=line.at,
            severity=None if visible else "info",
            fix=f"Set {name} at the host, or to the public address in .env.production.",
            anchor=name,
        )
