"""Reports keys of Supabase that belong to another project than the address beside them."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_key_of_another_project(evidence: Evidence) -> Iterable[Hit]:
    """A key of Supabase was made for another project than the one whose address the env files give.

    Keys that are tokens name their project, and so does the address (`https://<project>.supabase.co`). Nothing is said
    where the files hold addresses of several projects, or a domain of one's own.

    ## Why it matters

    Supabase refuses every request: `Invalid API key`.

    ## How to fix

    Take the address and the keys from the same project's settings.

    Source: https://supabase.com/docs/guides/api/api-keys
    """
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        if "another-project" in line.shape.traits and variable is not None and variable.is_used:
            yield Hit(
                message=f"{name} is a key of another Supabase project than the one whose address is set",
                at=line.at,
                fix="Take the address and the keys from the same project's settings.",
                docs="https://supabase.com/docs/guides/api/api-keys",
                anchor=name,
            )
