"""What further builds and the started app tell of the absence of variables, from what such runs give."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from buildcheck.exposure.instead import Instead
from buildcheck.exposure.layout import Layout
from buildcheck.model.build import Answer, Artefact, Build, HostContact, Isolation, Served, StepRun
from buildcheck.model.check import Cause
from buildcheck.model.environment import Inventory, Leak, ObservedRead, ReadPhase, Variable, VariableRead, Where
from buildcheck.model.synthetic import Synthetic, SyntheticValue
from buildcheck.model.value import At
from buildcheck.trials.compare import UNDEFINED, compare, unwritten
from buildcheck.trials.failure import Failure, failure_of
from buildcheck.trials.replaced import Looking
from buildcheck.trials.serving import at_request
from buildcheck.trials.suspects import asked, blamed, by_name, named

NAMES = ("STRIPE_KEY", "HOOK_JSON", "SITE_URL")
INVENTORY = Inventory(
    variables={
        name: Variable(
            name=name,
            service="stripe" if name == "STRIPE_KEY" else None,
            reads=(VariableRead(at=At(path=f"{name}.js", line=1), where=("server",), how="member"),),
        )
        for name in NAMES
    }
)
SYNTHETIC = Synthetic(
    seed="1",
    values={
        name: SyntheticValue(name=name, value=f"https://{canary}.example", type="url", canary=canary, reason="a test")
        for name, canary in zip(NAMES, ("bc0d6b000001", "bc0d6b000002", "bc0d6b000003"), strict=True)
    },
)


def step(log: str = "", *, failed: bool = True) -> StepRun:
    return StepRun(
        phase="build",
        name="build",
        argv=("build",),
        cwd=".",
        exit_code=int(failed),
        seconds=1.0,
        outcome="failed" if failed else "ok",
        log=log,
        log_bytes=len(log),
    )


def build(run: StepRun, **more: object) -> Build:
    return replace(Build(isolation=Isolation(engine="docker", version="1", statement=""), steps=(run,)), **more)


def cause(*lines: str, id: str = "unrecognised", kind: str = "unknown") -> Cause:
    return Cause(id=id, title="it failed", explanation="", fix="", kind=kind, step="build", first_line=1, lines=lines)


def read(name: str, route: str | None, *, found: bool = False, phase: ReadPhase = "page-data") -> ObservedRead:
    return ObservedRead(name=name, phase=phase, route=route, set=found)


def test_the_lines_of_a_failure_name_its_variable() -> None:
    assert named(cause("Error: SITE_URL is missing"), build(step()), INVENTORY) == (("SITE_URL",), True)


def test_a_longer_name_is_another_name() -> None:
    assert named(cause("Error: SITE_URL_2 is missing"), build(step()), INVENTORY) == ((), False)


def test_a_list_of_a_schema_goes_on_below_the_lines_that_are_shown() -> None:
    log = "Invalid environment variables\n" + "\n" * 30 + "HOOK_JSON: Required\nSITE_URL: Required"
    of = cause("Invalid environment variables", id="env-invalid", kind="environment")
    assert named(of, build(step(log)), INVENTORY)[0] == ("HOOK_JSON", "SITE_URL")


def test_the_service_of_a_diagnosis_names_its_variable() -> None:
    assert named(cause("no key", id="env-stripe"), build(step()), INVENTORY) == (("STRIPE_KEY",), True)


def test_the_route_that_failed_read_what_is_missing() -> None:
    log = "Error: Failed to collect page data for /api/hook\n"
    reads = (read("SITE_URL", "/other"), read("STRIPE_KEY", "/api/hook", found=True), read("HOOK_JSON", "/api/hook"))
    assert named(cause("SyntaxError"), build(step(log), reads=reads), INVENTORY) == (("HOOK_JSON",), True)


def test_what_the_build_was_given_is_not_missing() -> None:
    given = build(step(), variables=("SITE_URL",))
    found = failure_of(given, (cause("SITE_URL is missing"),), INVENTORY)
    assert found is not None
    assert found.suspects == ()


@pytest.mark.parametrize(("seen", "place"), [(None, "src/db.ts"), ("src/other.ts", "src/other.ts")])
def test_a_failure_is_shown_where_the_build_reads_the_variable(seen: str | None, place: str) -> None:
    at = {name: At(path=name, line=1) for name in ("drizzle.config.ts", "old.ts", "src/a.ts", "src/db.ts")}
    where: tuple[Where, ...] = ("script", "unreached", "server", "server")
    reads = tuple(
        VariableRead(at=each, where=(runs,), how="member", at_import=each.path.endswith(("config.ts", "db.ts")))
        for each, runs in zip(at.values(), where, strict=True)
    )
    inventory = Inventory(variables={"DB": Variable(name="DB", reads=reads)})
    observed = (ObservedRead(name="DB", phase="page-data", at=At(path=seen, line=1) if seen else None),)
    failure = failure_of(build(step(), reads=observed), (cause("DB is not set"),), inventory)
    assert failure is not None
    found = next(failure.consequences(None)).at
    assert found is not None
    assert found.path == place


def test_a_failure_that_stays_proves_nothing() -> None:
    first = Failure(cause=cause("one"), suspects=("SITE_URL",), sure=False)
    assert first.proof_after(first) is None
    assert first.proof_after(Failure(cause=cause("two"), suspects=(), sure=False)) is not None
    assert first.proof_after(None) is not None
    assert first.proof_at_once(()) is None


@pytest.mark.parametrize("line", ["Invalid URL ***SITE_URL***", "getaddrinfo ENOTFOUND bc0d6b000003.example"])
def test_a_made_value_in_the_lines_is_in_the_way(line: str) -> None:
    assert blamed(build(step()), (cause(line),), SYNTHETIC, INVENTORY) == ("SITE_URL",)


def test_a_made_address_that_was_asked_is_in_the_way_and_called_by_its_variable() -> None:
    contact = HostContact(phase="build", host="bc0d6b000003.example", outcome="refused")
    done = build(step(), hosts=(contact,))
    assert asked(done, SYNTHETIC) == ("SITE_URL",)
    assert blamed(done, (cause("fetch failed"),), SYNTHETIC, INVENTORY) == ("SITE_URL",)
    called = [(each.host, each.reason) for each in by_name(done, SYNTHETIC).hosts]
    assert called == [("$SITE_URL", "an address that buildcheck made up")]


def test_where_the_engine_sees_no_hosts_the_log_tells() -> None:
    done = build(step("TypeError: fetch failed\n  [cause]: Error: getaddrinfo ENOTFOUND bc0d6b000003.example"))
    assert blamed(done, (cause("TypeError: fetch failed"),), SYNTHETIC, INVENTORY) == ("SITE_URL",)


def test_a_page_that_could_not_be_rendered_may_have_lacked_the_answer() -> None:
    contact = HostContact(phase="build", host="bc0d6b000003.example", outcome="refused")
    symptom = cause("Cannot read properties of null", id="prerender-error", kind="dev-versus-build")
    assert blamed(build(step(), hosts=(contact,)), (symptom,), SYNTHETIC, INVENTORY) == ("SITE_URL",)


def test_a_mistake_in_the_source_is_none_of_a_made_address() -> None:
    contact = HostContact(phase="build", host="bc0d6b000003.example", outcome="refused")
    wrong = cause("Type error", id="type-error", kind="source")
    assert blamed(build(step(), hosts=(contact,)), (wrong,), SYNTHETIC, INVENTORY) == ()


def served(status: int, log: str = "") -> Served:
    answer = Answer(route="/api", url="/api", status=status)
    return Served(run=step(log, failed=False), started=True, answers=(answer,))


@pytest.mark.parametrize(
    ("with_it", "without", "log", "effect"),
    [
        (200, 500, "Error: SITE_URL is not set", "request-fails"),
        (200, 200, "", "request-differs"),
        (500, 500, "Error: SITE_URL is not set", "request-differs"),
    ],
)
def test_a_request_fails_for_a_variable_where_it_did_not_before(
    with_it: int, without: int, log: str, effect: str
) -> None:
    reads = (read("SITE_URL", "/api", phase="serve"), read("HOOK_JSON", "/api", phase="serve"))
    done = build(
        step(failed=False),
        variables=NAMES,
        reads=reads,
        served=served(with_it),
        served_without=served(without, log),
    )
    found = at_request(INVENTORY.variables["SITE_URL"], done)
    assert found is not None
    assert found.effect == effect


@pytest.mark.parametrize(
    ("other", "effect"), [("/b", "request-fails"), (None, "request-differs"), ("/api", "request-differs")]
)
def test_what_runs_for_every_route_may_be_why_one_fails(other: str | None, effect: str) -> None:
    """A route that reads one variable alone fails, but middleware reads another."""
    reads = (read("SITE_URL", "/api", phase="serve"), read("HOOK_JSON", other, phase="serve"))
    done = build(
        step(failed=False), variables=NAMES, reads=reads, served=served(200), served_without=served(500, "TypeError")
    )
    found = at_request(INVENTORY.variables["SITE_URL"], done)
    assert found is not None
    assert found.effect == effect


def test_all_routes_that_fail_are_counted() -> None:
    def answered(status: int, log: str) -> Served:
        routes = ("/a", "/b", "/c")
        answers = tuple(Answer(route=each, url=each, status=status) for each in routes)
        return Served(run=step(log, failed=False), started=True, answers=answers)

    reads = (read("SITE_URL", "/a", phase="serve"), read("SITE_URL", None, phase="serve"))
    before, after = answered(200, ""), answered(500, "SITE_URL is missing")
    found = at_request(
        INVENTORY.variables["SITE_URL"], build(step(failed=False), reads=reads, served=before, served_without=after)
    )
    assert found is not None
    assert found.message == "The build passes without it, and /a and 2 more routes answer with status 500."
    assert found.routes == ("/a", "/b", "/c")


def test_the_lines_of_an_error_end_where_the_next_begins() -> None:
    log = (
        "GET /a\n[auth][error] SITE_URL\nhttps://docs.example Please set it {\n    at a.js:1\n}\n[time] another\n  at b"
    )
    reads = (read("SITE_URL", "/api", phase="serve"),)
    done = build(step(failed=False), reads=reads, served=served(200), served_without=served(500, log))
    found = at_request(INVENTORY.variables["SITE_URL"], done)
    assert found is not None
    assert found.evidence is not None
    assert (found.evidence.first, found.evidence.lines) == (2, tuple(log.split("\n")[1:5]))


def test_of_two_variables_that_a_failing_request_read_none_is_named_for_sure() -> None:
    reads = (read("SITE_URL", "/api", phase="serve"), read("HOOK_JSON", "/api", phase="serve"))
    done = build(
        step(failed=False), variables=NAMES, reads=reads, served=served(200), served_without=served(500, "TypeError")
    )
    found = at_request(INVENTORY.variables["SITE_URL"], done)
    assert found is not None
    assert found.effect == "request-differs"


CLERK = tuple(
    Variable(
        name=name,
        service="clerk",
        reads=(
            VariableRead(at=At(path="a.ts", line=1), where=("server",), how="package", fallback=name == "CLERK_URL"),
        ),
    )
    for name in ("CLERK_KEY", "CLERK_URL")
)


@pytest.mark.parametrize(
    ("log", "among", "effect"),
    [
        ("Error: @clerk/nextjs: Missing secretKey. You can", CLERK, "request-fails"),
        ("Error: @clerk/nextjs: Missing secretKey. You can", (*CLERK, replace(CLERK[0], name="B")), "request-differs"),
        ("Error: something else", CLERK, "request-differs"),
    ],
)
def test_a_log_that_tells_what_a_service_lacks_names_its_only_variable(
    log: str, among: tuple[Variable, ...], effect: str
) -> None:
    reads = tuple(read(each.name, None, phase="serve") for each in among)
    done = build(step(failed=False), reads=reads, served=served(200), served_without=served(500, log))
    found = at_request(CLERK[0], done, among, tried=False)
    assert found is not None
    assert (found.effect, found.message.startswith("The build passes")) == (effect, False)


def test_what_a_package_demands_is_undefined_in_the_browser_though_it_asks() -> None:
    name, path = "NEXT_PUBLIC_KEY", ".next/static/chunks/a.js"
    leak = Leak(variable=name, path=path, offset=0, length=9, encoding="plain", road="prefix", verdict="public")
    looking = Looking(Instead((), Layout(work=".next")), [name])
    looking.left[name] = True
    effects = []
    for fallback in (False, True):
        package = VariableRead(at=At(path="a.ts", line=1), where=("browser",), how="package", fallback=fallback)
        variables = (Variable(name=name, reads=(package,)),)
        made = build(step(failed=False), leaks=(leak,))
        effects += [each.effect for each in compare(variables, made, build(step(failed=False)), looking, SYNTHETIC)]
    assert effects == ["baked", "nothing"]


def test_what_a_request_read_is_shown_where_its_route_reads_it() -> None:
    reads = tuple(
        VariableRead(
            at=At(path=path, line=1), where=("server",), how="package" if path == "b.ts" else "member", routes=(route,)
        )
        for path, route in (("a.ts", "/a"), ("b.ts", "/b"), ("c.ts", "/b"))
    )
    done = build(
        step(failed=False), reads=(read("A", "/b", phase="serve"),), served=served(200), served_without=served(200)
    )
    found = at_request(Variable(name="A", reads=reads), done)
    assert found is not None
    assert str(found.at) == "c.ts:1"


def test_what_is_written_into_code_of_the_server_is_no_nothing() -> None:
    inlined = VariableRead(at=At(path="lib/a.ts", line=4), where=("server",), how="member", inlined=True)
    variable = Variable(name="NEXT_PUBLIC_KEY", public=True, reads=(inlined,))
    found = unwritten(variable, build(step(failed=False), reads=()), proof="two builds")
    assert (found.effect, found.at) == ("request-differs", inlined.at)


@pytest.mark.parametrize(
    ("routes", "line", "effect"),
    [
        (("/a",), 3, "nothing"),
        (("/a", "/api/b"), 3, "request-differs"),
        (("/a",), 9, "request-differs"),
    ],
)
def test_what_the_build_ran_for_all_its_routes_no_request_runs_again(
    routes: tuple[str, ...], line: int, effect: str
) -> None:
    source = VariableRead(at=At(path="auth.ts", line=3), where=("server",), how="member", routes=routes)
    seen = ObservedRead(name="A", phase="prerender", at=At(path="auth.ts", line=line))
    made = build(
        step(failed=False), reads=(seen,), artefacts=(Artefact(path=".next/server/app/a.html", size=1, sha256="0"),)
    )
    assert unwritten(Variable(name="A", reads=(source,)), made, proof="two builds").effect == effect


@pytest.mark.parametrize(("seen", "effect"), [((), "unknown"), ((read("A", "/x"),), "request-differs")])
def test_what_a_package_takes_from_its_caller_first_has_no_default(seen: tuple[ObservedRead, ...], effect: str) -> None:
    package = VariableRead(at=At(path="a.ts", line=1), where=("server",), how="package", fallback=True)
    found = unwritten(Variable(name="A", reads=(package,)), build(step(failed=False), reads=seen), proof="two builds")
    assert found.effect == effect
    assert "default" not in found.message


@pytest.mark.parametrize(
    ("code", "asks_first"),
    [
        ("fetch(`${a.env.SITE_URL}/ask`)", False),
        ("fetch(a.env.SITE_URL||'/api')", True),
        ("a.env.SITE_URL&&start()", True),
        ("if(a.env.SITE_URL)start()", True),
        ("a.env.SITE_URL?1:2", True),
        ("a.env.SITE_URL&&b(a.env.SITE_URL)", True),
        ("if(!a.env.SITE_URL)throw Error('none')", False),
        ("if(!a.env.SITE_URL||!a.env.B){throw Error('none')}", False),
        ("if(!a.env.SITE_URL)return;throw Error('none')", True),
    ],
)
def test_client_code_that_asks_first_is_told_from_code_that_does_not(code: str, asks_first: bool) -> None:
    looking = Looking(Instead((), Layout(work=".next")), NAMES)
    data = code.encode()
    feed = looking.sink(".next/static/chunks/a.js", len(data))
    assert feed is not None
    feed(memoryview(data))
    assert looking.left == {"SITE_URL": asks_first}


def test_code_of_the_server_is_not_looked_at() -> None:
    assert Looking(Instead((), Layout()), NAMES).sink(".next/server/app/a.js", 10) is None


@pytest.mark.parametrize("text", ["undefined", "", "${void 0}", "`${undefined}", "null", "$undefined", '""'])
def test_what_stands_for_nothing(text: str) -> None:
    assert UNDEFINED.fullmatch(text) is not None


@pytest.mark.parametrize("text", ["light", "/api", "undefined-theme", "0"])
def test_what_stands_for_a_default(text: str) -> None:
    assert UNDEFINED.fullmatch(text) is None
