"""Reports Dockerfiles that build with a Node that the framework refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.plan.ranges import satisfies

NODE = re.compile(r"(?:docker\.io/)?(?:library/)?node:v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[\w.-]+)?(?:@.*)?$")
NEXT: tuple[tuple[tuple[int, int], str], ...] = (
    ((16, 0), ">=20.9.0"),
    ((15, 0), "^18.18.0 || ^19.8.0 || >=20.0.0"),
    ((14, 0), ">=18.17.0"),
)
"""What `engines.node` of Next says, the newest first. Before 14 Next did not look."""


@check("error")
def dockerfile_node_version(evidence: Evidence) -> Iterable[Hit]:
    """The image in which the app is built has a Node that the framework refuses.

    Next checks the version of Node as it starts, since 14.0 (`bin/next`): 14 wants 18.17, 15 wants 18.18, 16 wants
    20.9.

    ## Why it matters

    `docker build` ends at the build: `You are using Node.js 16.20.2. For Next.js, Node.js version ">=18.17.0" is
    required.` The developer's machine has a newer one.

    ## How to fix

    Begin the stage with an image of a newer Node, the one that `.nvmrc` or `engines` names.
    """
    app = evidence.survey.next
    wanted = next((each for since, each in NEXT if app is not None and app.at_least(*since)), None)
    if app is None or wanted is None or not app.certain:
        return
    decided = evidence.plan.node.at.path if evidence.plan is not None and evidence.plan.node.at is not None else None
    for made in evidence.survey.deployments if wanted is not None else ():
        for line, run in made.builds(evidence.project.app):
            base = next((each for each in made.history(line) if each.name == "FROM" and each.words), None)
            tag = NODE.match(base.words[0]) if base is not None else None
            builds = any(each.runs("next", "build") for each in evidence.survey.runs(run))
            # Where the Dockerfile decides the Node of our own build, another check says so.
            if base is None or tag is None or not builds or decided == made.path:
                continue
            if not satisfies(f"{tag[1]}.{tag[2] or 99}.{tag[3] or 99}", wanted):
                yield Hit(
                    message=f"The app is built in {base.words[0]}, and {app.name} wants Node {wanted}: it ends there",
                    at=base.at,
                    fix="Begin the stage with a newer image, such as node:22-alpine.",
                    anchor=base.words[0],
                )
                break
