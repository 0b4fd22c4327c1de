"""Reports variables that code for the browser reads and that have another framework's prefix, or a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

FOREIGN = {
    "NEXT_PUBLIC_": "Next",
    "VITE_": "Vite",
    "REACT_APP_": "create-react-app",
    "EXPO_PUBLIC_": "Expo",
    "NUXT_PUBLIC_": "Nuxt",
    "GATSBY_": "Gatsby",
    "VUE_APP_": "Vue CLI",
    "PUBLIC_": "Astro and SvelteKit",
}


@check("warning")
def env_prefix_of_another_framework(evidence: Evidence) -> Iterable[Hit]:
    """Code for the browser reads a variable with a prefix that this framework does not know.

    Each framework hands variables with one prefix of its own to the browser: `NEXT_PUBLIC_` (Next), `VITE_` (Vite),
    `REACT_APP_` (create-react-app), `PUBLIC_` (Astro, SvelteKit). The prefix is compared letter by letter.

    ## Why it matters

    The variable is set, the name looks public, and the value in the browser is `undefined` all the same. This is what
    is left over when a project moves from one framework to another.

    ## How to fix

    Rename it in the code, in the env files and at the host.

    Source: the prefixes of each framework's documentation; the match is exact (lib/static-env.ts of Next).
    """
    environment = evidence.survey.environment
    for variable in environment.variables.values():
        read = next((each for each in variable.reads if each.barrier == "name"), None)
        prefix = variable.lookalike
        if read is None or prefix is None:
            continue
        wanted = f"{environment.prefixes[0]}{variable.name[len(prefix) :]}"
        whose = f"is the prefix of {FOREIGN[prefix]}" if prefix in FOREIGN else "is a misspelt prefix"
        yield Hit(
            message=f"{variable.name} is undefined in the browser: `{prefix}` {whose}, and {read.in_vain}",
            at=read.at,
            fix=f"Name it {wanted}, in the code, in the env files and at the host.",
            docs="https://nextjs.org/docs/app/guides/environment-variables"
            if evidence.survey.next is not None
            else "https://vite.dev/guide/env-and-mode",
            anchor=variable.name,
        )
