"""Reports keys of Supabase that stand under the name of the other kind of key."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def env_key_of_another_role(evidence: Evidence) -> Iterable[Hit]:
    """A key of Supabase stands under the name of the other kind of key.

    Supabase's keys say whose rights they give: `anon` or `service_role` in a token's claims, `sb_publishable_` or
    `sb_secret_`. An env file of the production build sets the anonymous key's variable to one of the service role, or
    the other way round. Variables that nothing of the project reads are left out.

    ## Why it matters

    The key of the service role passes by all rules of the database, and the name says that everybody may have it. With
    the anonymous key in its place the server's requests are subject to those rules, and find nothing or are refused;
    that is a warning.

    ## How to fix

    Exchange the values. A key of the service role that was in a browser or a repository has to be replaced.

    Source: https://supabase.com/docs/guides/api/api-keys
    """
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        if variable is None or variable.service != "supabase" or not variable.is_used:
            continue
        docs = "https://supabase.com/docs/guides/api/api-keys"
        if "service-key" in line.shape.traits and variable.sensitivity == "public":
            message = f"{name} holds the key of the service role, which passes by all rules of the database"
            fix = f"Set {name} to the anonymous or publishable key, and replace the other one in Supabase's dashboard."
            yield Hit(message=message, at=line.at, fix=fix, docs=docs, anchor=name)
        elif "anon-key" in line.shape.traits and variable.sensitivity == "secret":
            message = f"{name} holds the anonymous key, so that the server has no more rights than any visitor"
            fix = f"Set {name} at the host to the key of the service role, and take the line out of this file."
            yield Hit(message=message, at=line.at, severity="warning", fix=fix, docs=docs, anchor=name)
