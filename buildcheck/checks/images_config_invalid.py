"""Reports what is wrong below `images` of the Next configuration: that alone ends the build."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Listing
from buildcheck.model.value import At

DOCS = "https://nextjs.org/docs/messages/invalid-images-config"


@check("error")
def images_config_invalid(evidence: Evidence) -> Iterable[Hit]:
    """The key `images` of the Next configuration holds something that Next refuses.

    Other unknown keys are only warned of. Below `images`, each one ends the build since 13.2 (`server/config`): unknown
    keys, patterns that are plain texts, a loader's file that does not exist.

    ## Why it matters

    `next dev` and `next build` both end as they read the configuration. The same lines may have been right for another
    version of Next.

    ## How to fix

    Write `remotePatterns` as objects (`{ protocol: "https", hostname: "images.example.com" }`), and remove keys that
    the installed version does not have.
    """
    app = evidence.survey.next
    if app is None or not app.at_least(13, 2) or not app.certain:
        return
    for option in evidence.survey.unknown_options:
        if option.name.startswith("images."):
            when = f"it was one until {option.until}" if option.until else f"it is one since {option.since}"
            known = when if option.until or option.since else "no version has it"
            yield hit(option.at, f"`{option.name}` is no option of {app.name}: {known}", "Remove the key.", option.name)
    yield from of_patterns(app)
    yield from of_loader(evidence, app)


def of_patterns(app: NextApp) -> Iterable[Hit]:
    """Texts where objects are wanted: a later form allows `URL` objects, and never plain text."""
    for key in ("remotePatterns", "localPatterns"):
        answer = app.option("images", key)
        items = answer.node.items if isinstance(answer.node, Listing) else ()
        for item in items:
            if isinstance(item, Known) and isinstance(item.value, str) and app.config is not None:
                at = At(path=app.config.path, line=item.line, column=item.column)
                fix = f'Write an object: {{ protocol: "https", hostname: "{item.value}" }}.'
                yield hit(at, f"images.{key} holds the text {item.value!r}, and wants objects", fix, key)


def of_loader(evidence: Evidence, app: NextApp) -> Iterable[Hit]:
    """`loaderFile` has to exist, relative to the app."""
    answer = app.option("images", "loaderFile")
    if not isinstance(answer.value, str) or answer.at is None:
        return
    path = posixpath.normpath(posixpath.join(app.root, answer.value.lstrip("/")))
    if all(each.path != path for each in evidence.project.source.entries):
        yield hit(answer.at, f"images.loaderFile names {path}, which does not exist", "Name the file.", "loaderFile")


def hit(at: At, fact: str, fix: str, anchor: str) -> Hit:
    """Say it with its consequence."""
    return Hit(message=f"{fact}: Next ends the build", at=at, fix=fix, docs=DOCS, predicts="build", anchor=anchor)
