"""Reports hosts' settings that publish a folder which the build does not write."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Setting
from buildcheck.model.output import Output
from buildcheck.model.report import Hit
from buildcheck.model.value import At

KEYS: dict[str, tuple[str, ...]] = {
    "vercel": ("outputDirectory",),
    "netlify": ("build.publish",),
    "amplify": ("artifacts.baseDirectory",),
    "firebase": ("hosting.public",),
    "cloudflare": ("pages_build_output_dir", "assets.directory"),
    "render": ("staticPublishPath",),
    "github-pages": ("publish",),
}
"""Which key of each host's file names the folder that it publishes."""
ADAPTERS = ("@opennextjs/cloudflare", "@cloudflare/next-on-pages", "@opennextjs/aws", "next-on-netlify", "sst")
"""They make another folder from Next's."""


@check("error")
def output_directory_mismatch(evidence: Evidence) -> Iterable[Hit]:
    """A host is told to publish a folder that the build does not write.

    What the build writes follows from its configuration: Next writes `.next`, or `out` with `output: "export"` (or the
    `distDir` that is set then); Vite writes `dist` or its `build.outDir`.

    ## Why it matters

    The build passes, and the deployment after it fails or publishes nothing. On one's own machine a folder of an
    earlier build may still lie there.

    ## How to fix

    Name the folder that the build writes in the host's file, or remove the key where the host knows the framework.
    """
    output = evidence.survey.output
    if output is None or output.mode is None or output.folder is None:
        return
    for made in evidence.survey.deployments:
        if made.kind == "dockerfile":
            yield from of_dockerfile(evidence, made, output)
            continue
        for key in KEYS.get(made.kind, ()):
            setting = made.get(key)
            place = published(evidence, made, setting) if setting is not None else None
            if setting is None or place is None or not beside(evidence, place, output):
                continue
            if (words := wrong(made, place, output)) is not None:
                yield hit(setting.at, f"`{shown(made, key)}` is {setting.value}, {words}", output, key)


def published(evidence: Evidence, made: Deployment, setting: Setting) -> str | None:
    """Give the folder of the repository that is published; ``None`` where that is another app's, or not known."""
    app, value = evidence.project.app, setting.value.strip()
    if not value or "$" in value or any(evidence.project.manifest.requirement(each) for each in ADAPTERS):
        return None
    folder = made.folder
    if made.kind == "netlify" and (base := made.get("build.base")) is not None:
        folder = posixpath.join(folder, base.value.strip("/"))
    place = posixpath.normpath(posixpath.join(folder, value.lstrip("/")))
    own = app in (made.folder, ".") or place.startswith(f"{app}/")
    committed = any(each.path.startswith(f"{place}/") for each in evidence.project.source.entries)
    return None if not own or committed or moved(evidence, made, place) or other_builder(evidence, made) else place


def beside(evidence: Evidence, place: str, output: Output) -> bool:
    """Whether a folder lies where an app's output does: another place is another thing, such as a site of documents."""
    above = posixpath.dirname(place) or "."
    return above in (evidence.project.app, posixpath.dirname(output.folder or "") or ".")


def moved(evidence: Evidence, made: Deployment, place: str) -> bool:
    """Whether a command may write that folder: it is named in one, or a program of the project's own follows."""
    name = posixpath.basename(place)
    runs = evidence.survey.scripts.get("build", ())
    framework = evidence.project.framework
    own = framework.name if framework else ""
    known = (own, "tsc", "prisma", "rm", "rimraf", "echo", "eslint", "vue-tsc")
    words = [word for each in runs if each.tool != own for word in each.words]
    words += [
        word for each in made.settings if each.key == "run" or "ommand" in each.key for word in each.value.split()
    ]
    return any(names(word, name) for word in words) or any(each.tool not in known for each in runs)


def names(word: str, folder: str) -> bool:
    """Whether a word of a command names the folder; ``build`` alone is also the name of scripts and commands."""
    bare = word.removeprefix("./").rstrip("/")
    return folder in bare.replace("=", "/").split("/") and (folder != "build" or word != "build")


def other_builder(evidence: Evidence, made: Deployment) -> bool:
    """Whether the host's file says a build of its own that is not the script that we know."""
    command = next((each.value for key in ("buildCommand", "build.command") if (each := made.get(key))), None)
    framework = evidence.project.framework.name if evidence.project.framework else ""
    usual = (f"{framework} build", "run build", "yarn build", "pnpm build", "bun build")
    steps = [each.value for each in made.settings if each.key in ("run", "phases.build.commands")]
    texts = [command] if command is not None else steps
    return bool(texts) and not any(word in each for each in texts for word in usual)


def wrong(made: Deployment, place: str, output: Output) -> str | None:
    """Say what is wrong with publishing ``place``; ``None`` when it is right or may be."""
    if place == output.folder or (output.work == place and output.is_static and made.kind in ("vercel", "netlify")):
        return None
    if output.is_static:
        return f"and the build writes {output.folder}"
    if made.kind in ("vercel", "netlify", "amplify"):
        return f"and the build writes {output.folder}: there is no static export"
    if posixpath.basename(place) == "out" and made.kind in ("firebase", "github-pages", "render", "cloudflare"):
        return 'which only an app with output: "export" has'
    return None


def of_dockerfile(evidence: Evidence, made: Deployment, output: Output) -> Iterable[Hit]:
    """`COPY --from=builder /app/build …` of a folder that is not made."""
    known = {posixpath.normpath(posixpath.join(evidence.project.app, each)) for each in ("dist", "build", "out")}
    if any(each.tool in ("mv", "cp", "mkdir") for line in made.instructions for each in line.commands):
        return
    builders = {line.stage for line, run in made.builds(evidence.project.app) if "build" in run.words}
    for line in made.instructions:
        for copied in line.copied if line.flags.get("from", "").lower() in builders else ():
            mode_fits = output.is_static or posixpath.basename(copied.origin or "") == "out"
            there = any(each.path.startswith(f"{copied.origin}/") for each in evidence.project.source.entries)
            if copied.origin not in known or copied.origin == output.folder or there or not mode_fits:
                continue
            if not moved(evidence, made, copied.origin or ""):
                fact = f"{copied.source} is copied from the stage that builds, and the build writes {output.folder}"
                yield hit(line.at, fact, output, copied.source)


def hit(at: At, fact: str, output: Output, anchor: str) -> Hit:
    """Say it, and name the folder that is right."""
    place = f" ({output.folder_at})" if output.folder_at is not None else ""
    return Hit(
        message=f"{fact}{place}",
        at=at,
        fix=f"Name {output.folder} here."
        if output.is_static
        else 'Remove the line and let the host find the framework, or set output: "export".',
        anchor=anchor,
    )


def shown(made: Deployment, key: str) -> str:
    """Name a key as it stands in its file."""
    return {"publish": "path", "build.publish": "publish"}.get(key, key)
