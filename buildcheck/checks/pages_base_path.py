"""Reports GitHub project pages of an app that asks for its files at the root of the domain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Answer


@check("warning")
def pages_base_path(evidence: Evidence) -> Iterable[Hit]:
    """The app is published on GitHub Pages, and has no base path.

    Pages of a project are served below the repository's name (`https://user.github.io/repository/`). Without `basePath`
    (Next) or `base` (Vite) the app asks for its scripts and styles at the root of the domain. A repository called
    `user.github.io` and one with a domain of its own are served at the root, and need none.

    ## Why it matters

    The build and the deployment pass, and the page stays empty: every script is a 404.

    ## How to fix

    Set `basePath: "/repository"` (Next) or `base: "/repository/"` (Vite), or let `actions/configure-pages` set it with
    `static_site_generator`.
    """
    output = evidence.survey.output
    if output is None or not output.is_static or has_domain(evidence) or sets_base(evidence):
        return
    for made in evidence.survey.deployments:
        publish = made.get("publish") if made.kind == "github-pages" else None
        if publish is None or made.get("generator") or made.get("cname") or passes_base(made):
            continue
        key, value = ("basePath", "/repository") if output.mode == "export" else ("base", "/repository/")
        yield Hit(
            message=(
                "This publishes the app on GitHub Pages, below the name of the repository, and the app asks for its "
                f"files at the root: `{key}` is not set"
            ),
            at=publish.at,
            fix=f'Set `{key}: "{value}"`, unless the repository is called user.github.io.',
            docs="https://vite.dev/guide/static-deploy#github-pages"
            if key == "base"
            else "https://nextjs.org/docs/app/api-reference/config/next-config-js/basePath",
            anchor=key,
        )


def has_domain(evidence: Evidence) -> bool:
    """Whether a domain of its own or the name of the project says that it is served at the root."""
    names = {each.path.rpartition("/")[2] for each in evidence.project.source.entries}
    name = evidence.project.manifest.name or ""
    homepage = str(evidence.project.manifest.raw.get("homepage") or "")
    top = re.fullmatch(r"https?://[^/]+/?", homepage) is not None
    return "CNAME" in names or name.endswith((".github.io", ".github.com")) or top or root_is_user_site(evidence)


def root_is_user_site(evidence: Evidence) -> bool:
    """Whether the folder that it was checked out into is called like a user's own site."""
    return evidence.project.source.root.rstrip("/").endswith(".github.io")


def sets_base(evidence: Evidence) -> bool:
    """Whether the configuration sets it, or may."""
    app = evidence.survey.next
    if app is not None:
        answers = [app.option("basePath"), app.option("assetPrefix")]
    else:
        path = evidence.project.framework.config if evidence.project.framework else None
        config = evidence.survey.configs.get(path) if path is not None else None
        answers = [config.get("base") if config else Answer(state="unknown" if path else "absent")]
    return any(each.state != "absent" and each.value != "/" for each in answers)


def passes_base(made: Deployment) -> bool:
    """Whether a step of the workflow gives a base path to the build."""
    return any("base" in each.value.lower() or "base" in each.key.lower() for each in made.settings)
