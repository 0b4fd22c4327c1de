"""Notes variables without which production takes an address of the developer's machine."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

LIVE = frozenset({"build", "server", "edge", "browser"})


@check("info")
def env_local_default(evidence: Evidence) -> Iterable[Hit]:
    """A variable falls back on `localhost`, and nothing tells whoever deploys the app to set it.

    `process.env.NEXT_PUBLIC_SITE_URL ?? "http://localhost:3000"` is a good way to write it where an example, a schema
    or a host's file names the variable. Here none does. Where code tells development from production beside it, nothing
    is said.

    ## Why it matters

    The build passes without the variable, and so does the deployment: links, requests and sign-in lead every visitor
    to a machine of his own.

    ## How to fix

    Name the variable in `.env.example`, and set it where the app is built.

    Source: Next.js, "Bundling Environment Variables for the Browser": the value is frozen at build time.
    """
    for name, variable in evidence.survey.environment.variables.items():
        if variable.declarations or variable.platform is not None:
            continue
        live = (each for each in variable.reads if not LIVE.isdisjoint(each.where) and each.barrier is None)
        read = next((each for each in live if each.written_out and each.local_default), None)
        if read is not None:
            baked = ", and the build writes that into the browser's code" if "browser" in read.where else ""
            place = "built" if variable.public else "run"
            yield Hit(
                message=f"Without {name} production takes an address of the developer's own machine{baked}; "
                f"nothing in the repository declares {name}",
                at=read.at,
                fix=f"Name {name} in .env.example, and set it where the app is {place}.",
                docs="https://nextjs.org/docs/app/guides/environment-variables" if evidence.survey.next else None,
                anchor=name,
            )
