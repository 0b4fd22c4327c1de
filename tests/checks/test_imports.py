"""The checks of imports, where no fixture can hold the state: another disk, what install scripts may run, a log."""

from __future__ import annotations

import msgspec
import pytest

from buildcheck.checks.generated_code_not_made import generated_code_not_made
from buildcheck.checks.import_case_mismatch import corrected, import_case_mismatch
from buildcheck.checks.import_not_found import import_not_found
from buildcheck.diagnose import diagnose
from buildcheck.model.check import Evidence
from buildcheck.model.module import Import
from buildcheck.model.plan import ScriptPolicy
from buildcheck.model.survey import Edge, Generator, Survey
from tests.parts import build, plan, project, step


def asked(specifier: str) -> Import:
    """An import of one value."""
    return Import(line=1, column=8, specifier=specifier, kind="import", names=("it",))


def test_a_rename_that_git_did_not_notice() -> None:
    edge = Edge(
        importer="app.js",
        request=asked("./Lib"),
        outcome="letter-case",
        target="lib.js",
        wanted="Lib.js",
        respelled=True,
    )
    survey = Survey(edges={"app.js": (edge,)}, reached={"app.js": None})
    [hit] = import_case_mismatch.run(Evidence(project=project(), survey=survey))
    assert "git holds `lib.js`" in hit.message
    assert hit.fix == "Rename it in git in two steps: git mv lib.js lib.js.tmp && git mv lib.js.tmp Lib.js"


@pytest.mark.parametrize(
    ("specifier", "wanted", "target", "expected"),
    [
        ("./header", "app/header.tsx", "app/Header.tsx", "./Header"),
        ("@/Components/header", "src/Components/header.tsx", "src/components/Header.tsx", "@/components/Header"),
        ("../UI", "UI/index.ts", "ui/index.ts", "../ui"),
        ("./a.CSS", "app/a.CSS", "app/a.css", "./a.css"),
    ],
)
def test_the_import_as_it_must_be(specifier: str, wanted: str, target: str, expected: str) -> None:
    edge = Edge(importer="a.ts", request=asked(specifier), outcome="letter-case", target=target, wanted=wanted)
    assert corrected(edge) == expected


@pytest.mark.parametrize(
    ("policy", "count"),
    [
        (ScriptPolicy(default="run", reason="npm runs them"), 0),
        (ScriptPolicy(default="run", reason="npm runs them", denied=("@prisma/client",)), 1),
        (ScriptPolicy(default="block", reason="pnpm blocks them"), 1),
        (ScriptPolicy(default="block", reason="pnpm blocks them", allowed=("@prisma/client",)), 0),
    ],
)
def test_a_client_that_an_install_script_makes(policy: ScriptPolicy, count: int) -> None:
    prisma = Generator(
        name="Prisma",
        made=False,
        command="prisma generate",
        by_install="@prisma/client",
        modules=("@prisma/client",),
    )
    edge = Edge(importer="db.ts", request=asked("@prisma/client"), outcome="package", package="@prisma/client")
    survey = Survey(edges={"db.ts": (edge,)}, reached={"db.ts": None}, generators={"Prisma": prisma})
    planned = msgspec.structs.replace(plan(), scripts=policy)
    hits = list(generated_code_not_made.run(Evidence(project=project(), survey=survey, plan=planned)))
    assert len(hits) == count


LOG = """Error: Cannot find module './gone'
Require stack:
- /work/build.js
"""


def test_one_cause_makes_one_finding_with_the_lines_of_the_log() -> None:
    given = project(files=("package.json", "build.js"))
    failed = step(log=LOG)
    causes = diagnose(failed, given)
    edge = Edge(importer="build.js", request=asked("./gone"), outcome="missing", wanted="gone")
    read = Survey(edges={"build.js": (edge,)}, reached={"build.js": None})
    for survey in (read, Survey()):
        evidence = Evidence(project=given, survey=survey, builds=(build(failed),), causes=causes)
        [hit] = import_not_found.run(evidence)
        assert hit.cause == "module-not-found-file"
        assert hit.evidence is not None
        assert "Cannot find module './gone'" in hit.evidence.lines[0]
