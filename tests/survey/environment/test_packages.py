"""Packages that read variables by themselves."""

from __future__ import annotations

from buildcheck.model.module import Import, ImportKind
from buildcheck.model.survey import Edge, Survey
from buildcheck.survey.environment.packages import package_reads
from buildcheck.survey.environment.routes import Routes
from tests.survey.environment.conftest import Read


def reads(package: str, *, kind: ImportKind = "import", reached: bool = True) -> dict[str, bool]:
    """Give the names that an import of ``package`` brings, with whether something may stand in for them."""
    request = Import(specifier=package, kind=kind, names=("x",), line=1, column=1)
    edge = Edge(importer="a.ts", request=request, outcome="package", package=package)
    survey = Survey(edges={"a.ts": (edge,)}, reached={"a.ts": None} if reached else {})
    return {name: read.fallback for name, read in package_reads(survey, Routes(survey, {}))}


def test_what_a_package_reads_by_itself() -> None:
    assert reads("@clerk/nextjs") == {"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": False, "CLERK_SECRET_KEY": False}
    assert reads("openai") == {"OPENAI_API_KEY": True}


def test_only_where_the_build_loads_it() -> None:
    assert reads("openai", kind="type") == {}
    assert reads("openai", reached=False) == {}
    assert reads("react") == {}


def test_its_place_is_the_import_that_most_routes_include(read: Read) -> None:
    """Of Clerk's imports that is the one around all pages, and not that of some handler."""
    found = read(
        {
            "app/api/a/route.ts": "import { auth } from '@clerk/nextjs/server'; export const GET = () => auth()",
            "app/layout.tsx": "import { ClerkProvider } from '@clerk/nextjs'; export default ClerkProvider",
            "app/page.tsx": "export default () => null",
            "app/b/page.tsx": "export default () => null",
        }
    ).variables["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"]
    assert [(each.at.path, each.inlined) for each in found.reads] == [("app/layout.tsx", True)]
