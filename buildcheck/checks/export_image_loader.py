"""Reports `next/image` with Next's own optimizer in a static export."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def export_image_loader(evidence: Evidence) -> Iterable[Hit]:
    """A static export uses `next/image` with the optimizer that only a Next server has.

    Images that `next/image` shows are asked for at `/_next/image`, which a file server does not know. For pages of the
    pages router the build ends with an error (`export/index`); for the app router it passes (tried with 14.2, 15.5 and
    16.4), and the images are missing.

    ## Why it matters

    `next dev` has the optimizer. On the static host, every such image is a 404.

    ## How to fix

    Set `images: { unoptimized: true }` in the Next configuration, or name a loader of your own (`images.loaderFile`).
    """
    app, output = evidence.survey.next, evidence.survey.output
    if app is None or output is None or output.mode != "export" or not app.at_least(13, 3):
        return
    keys = (("images", "unoptimized"), ("images", "loader"), ("images", "loaderFile"))
    if any(app.option(*each).state != "absent" and app.option(*each).value not in (False, "default") for each in keys):
        return
    # Where it is not known what the build reads, the files of the routes certainly are read.
    reached = evidence.survey.reached if evidence.survey.reached is not None else {each.path for each in app.routes}
    for path, module in evidence.survey.modules.items():
        used = next((each for each in module.elements if each.module == "next/image"), None)
        if used is None or path not in reached or "unoptimized" in used.attributes:
            continue
        if "loader" in used.attributes or "loader" in used.handlers:
            continue
        in_pages = app.pages_dir is not None and path.startswith(f"{app.pages_dir}/")
        fate = f"{app.name} ends the build" if in_pages else "the images are asked for at /_next/image, and missing"
        yield Hit(
            message=f"next/image is used with Next's optimizer in a static export, which has none: {fate}",
            at=At(path=path, line=used.line, column=used.column),
            fix="Set `images: { unoptimized: true }` in the Next configuration.",
            docs="https://nextjs.org/docs/messages/export-image-api",
            severity=None if in_pages else "warning",
            predicts="build" if in_pages else None,
            anchor="next/image",
        )
        return
