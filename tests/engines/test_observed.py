"""What a run tells of itself, on every engine: the variables that its steps read, and what the built app answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from buildcheck.engines.base import Engine, Event
from buildcheck.engines.docker.engine import DockerEngine
from buildcheck.engines.local.engine import LocalEngine
from buildcheck.load import load
from buildcheck.model.build import Served
from buildcheck.model.environment import ObservedRead
from buildcheck.model.output import Output
from buildcheck.model.plan import Step
from buildcheck.model.settings import Settings
from buildcheck.plan.make import make_plan
from buildcheck.plan.serve import request_of, serve_plan
from tests.engines.conftest import NEEDS, Bench
from tests.engines.parts import source

FIXTURES = Path(__file__).parents[2] / "fixtures"

SERVER = """
const answer = (request, response) => {
  if (request.url === '/env') return response.end(JSON.stringify(process.env))
  if (request.url === '/away') return response.writeHead(302, { location: '/env' }).end()
  if (request.url === '/crash') process.exit(7)
  response.end(process.env.GREETING || 'no greeting')
}
require('http').createServer(answer).listen(process.env.PORT, process.env.HOSTNAME)
"""
FILES = {"package.json": "{}", "server.js": SERVER, "build.js": "process.env.GREETING; process.env.MISSING"}


def ignore(event: Event) -> None:
    """Watch nothing."""


def serve_step(*urls: str, without: tuple[str, ...] = ()) -> Step:
    spec = {"requests": [{"route": url, "url": url} for url in urls], "without": without}
    env = {"BUILDCHECK_SERVE": json.dumps(spec)}
    return Step(phase="serve", name="serve", argv=("node", "server.js"), cwd=".", env=env, timeout_seconds=60)


def test_a_step_tells_what_it_reads(bench: Bench, tmp_path: Path) -> None:
    of = source(tmp_path / "project", FILES)
    build = Step(phase="build", name="build", argv=("node", "build.js"), cwd=".", timeout_seconds=60)
    with bench.engine.open(bench.plan(), of, {"GREETING": "hello"}, ignore) as sandbox:
        assert sandbox.run(build).outcome == "ok"
        reads = sandbox.reads()
    assert reads is not None
    assert [(each.name, each.set, str(each.at)) for each in reads] == [
        ("GREETING", True, "build.js:1:13"),
        ("MISSING", False, "build.js:1:35"),
    ]


def test_the_built_app_is_started_and_asked(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's environment is in what answers."""
    of = source(tmp_path / "project", FILES)
    monkeypatch.setenv("OF_THIS_MACHINE", "canary")
    with bench.engine.open(bench.plan(), of, {"GREETING": "hello"}, ignore) as sandbox:
        served, bodies = sandbox.serve(serve_step("/", "/env", "/away"))
        assert (served.started, served.run.outcome) == (True, "ok"), served.run.log
        without, others = sandbox.serve(serve_step("/", "/crash", "/", without=("GREETING",)))
        reads = sandbox.reads()
    assert [(each.url, each.status, each.location) for each in served.answers] == [
        ("/", 200, None),
        ("/env", 200, None),
        ("/away", 302, "/env"),
    ]
    assert bodies["/"] == b"hello"
    assert json.loads(bodies["/env"])["GREETING"] == "hello"
    assert b"canary" not in bodies["/env"]
    assert (without.run.outcome, others["/"]) == ("failed", b"no greeting")
    assert [(each.url, each.status) for each in without.answers] == [("/", 200), ("/crash", None)]
    assert {(each.name, each.phase) for each in reads or ()} >= {("GREETING", "serve"), ("*", "serve")}


APP = {
    "next.config.mjs": "import { base } from './config.mjs'\nexport default { env: { BASE: base } }\n",
    "config.mjs": "export const base = process.env.BASE_URL ?? ''\n",
    "lib/db.js": "const url = process.env.DATABASE_URL\nexport const query = async () => (url ? 'with' : 'without')\n",
    "app/layout.js": "export default function Layout({ children }) { return <html><body>{children}</body></html> }\n",
    "app/page.js": "export default function Page() { return <p>{process.env.GREETING}</p> }\n",
    "app/blog/[slug]/page.js": """import { query } from '../../../lib/db'
export const generateStaticParams = () => (process.env.SLUGS || 'a').split(',').map((slug) => ({ slug }))
export default async function Page() { return <p>{await query()}</p> }
""",
    "app/api/key/route.js": """export const dynamic = 'force-dynamic'
export const GET = () => Response.json({ key: Boolean(process.env.API_KEY) })
""",
}
ROUTES = ("/", "/blog/[slug]", "/api/key")
EXPECTED = {
    ("config", None, "BASE_URL"),
    ("page-data", "/blog/[slug]", "SLUGS"),
    ("prerender", "/", "GREETING"),
    ("serve", "/api/key", "API_KEY"),
}


def project(folder: Path, case: str) -> Path:
    """The app, with the packages of a fixture: their installed tree is kept between runs."""
    for name, text in APP.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(FIXTURES / case / "project" / name, folder / name)
    return folder


def built(engine: Engine, folder: Path) -> tuple[Served, dict[str, bytes], Iterable[ObservedRead]]:
    """Build the app, serve it without its key, and give what that told."""
    values = {"API_KEY": "k", "GREETING": "hello"}
    with load(folder) as loaded:
        plan = make_plan(loaded, Settings(), environment_names=tuple(values))
        output = Output(mode="server", folder=".next", work=".next")
        step, _ = serve_plan(plan, loaded, output, map(request_of, ROUTES), without=("API_KEY",))
        assert step is not None
        with engine.open(plan, loaded.source, values, ignore) as sandbox:
            reused = sandbox.tree[0] == "reused"
            for each in plan.steps:
                if each.phase != "fetch" or not reused:
                    done = sandbox.run(each)
                    assert done.outcome == "ok", done.log
            if not reused:
                sandbox.keep_tree()
            return *sandbox.serve(step), sandbox.reads() or ()


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param("docker", "clean--next-15-pages", marks=NEEDS, id="15-webpack"),
        pytest.param("docker", "clean--next-16-app", marks=NEEDS, id="16-turbopack"),
        pytest.param("local", "clean--next-16-app", marks=NEEDS, id="16-turbopack-local"),
    ],
)
def test_a_next_build_tells_phases_and_routes(tmp_path: Path, name: str, case: str) -> None:
    engine: Engine = DockerEngine() if name == "docker" else LocalEngine()
    served, bodies, reads = built(engine, project(tmp_path / "app", case))
    seen = {(each.phase, each.route, each.name) for each in reads}
    assert seen >= EXPECTED
    database = {(each.phase, each.route) for each in reads if each.name == "DATABASE_URL"}
    assert database & {("page-data", "/blog/[slug]"), ("prerender", "/blog/[slug]")}
    assert [(each.route, each.status) for each in served.answers] == [(route, 200) for route in ROUTES]
    assert bodies["/api/key"] == b'{"key":false}'
    assert b"hello" in bodies["/"]
