"""Notes addresses without TLS that are written into the browser's code."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("info")
def env_http_address(evidence: Evidence) -> Iterable[Hit]:
    """A public address begins with `http://` and goes into the browser's code.

    An env file of the production build sets a variable that the browser's code gets to an address without TLS on a
    public host.

    ## Why it matters

    On a site that is served over HTTPS browsers block requests to `http://` addresses (mixed content).

    ## How to fix

    Use the `https://` address of the service.

    Source: https://developer.mozilla.org/docs/Web/Security/Mixed_content
    """
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        if "http" in line.shape.traits and variable is not None and variable.public and variable.is_used:
            yield Hit(
                message=f"{name} is an address without TLS, and pages over HTTPS can't ask it",
                at=line.at,
                fix=f"Set {name} to the address with https://.",
                docs="https://developer.mozilla.org/docs/Web/Security/Mixed_content",
                anchor=name,
            )
