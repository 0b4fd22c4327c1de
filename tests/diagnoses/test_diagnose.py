"""What `diagnose` promises besides the catalogue: bounded text, bounded time, facts, the generic answer."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildcheck.diagnose import diagnose, is_transient
from buildcheck.diagnose.catalogue import catalogue
from buildcheck.diagnose.text import LONGEST_LINE
from buildcheck.model.build import HostContact
from buildcheck.model.project import Framework
from tests.diagnoses.scenes import SAMPLES, causes, samples
from tests.parts import project, step

FAILED_FETCH = """\
   Generating static pages (0/3) ...
Error occurred prerendering page "/". Read more: https://nextjs.org/docs/messages/prerender-error
TypeError: fetch failed
    at async c (app/page.tsx:1:43) {
  [cause]: Error: getaddrinfo ENOTFOUND api.example.test
      at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)
}
"""


def contact(outcome: str) -> HostContact:
    """A contact of the build with the host that the log names."""
    return HostContact(phase="build", host="api.example.test", outcome=outcome)  # type: ignore[arg-type]


def test_a_step_that_passed_has_no_cause() -> None:
    assert diagnose(step(log="npm error code E404", outcome="ok"), project()) == ()


def test_the_same_log_means_another_thing_when_we_refused_the_host() -> None:
    run = step(log=FAILED_FETCH)
    assert diagnose(run, project())[0].kind == "dev-versus-build"
    refused = diagnose(run, project(), (contact("refused"),))[0]
    assert (refused.id, refused.kind) == ("host-refused", "ours")
    assert "--allow-host api.example.test" in refused.fix
    unreachable = diagnose(run, project(), (contact("unreachable"),))[0]
    assert (unreachable.id, unreachable.kind) == ("host-unreachable", "infrastructure")


def test_a_host_that_was_reached_is_not_the_cause() -> None:
    found = diagnose(step(log=FAILED_FETCH), project(), (contact("refused"), contact("reached")))
    assert "host-refused" not in {each.id for each in found}


def test_a_refused_host_is_no_excuse_for_another_error() -> None:
    log = "./app/page.tsx:1:7\nType error: Type 'string' is not assignable to type 'number'.\n"
    found = diagnose(step(log=log), project(), (contact("refused"),))
    assert [each.id for each in found] == ["type-error"]


def test_only_trouble_of_the_network_is_worth_another_try() -> None:
    trouble = "npm error code ECONNRESET\nnpm error network request to https://registry.example.test/x failed\n"
    assert is_transient(step("fetch", trouble), project())
    assert not is_transient(step("fetch", "npm error code E404\n"), project())


def test_the_manual_of_next_is_for_projects_of_next() -> None:
    log = "src/App.tsx(2,25): error TS2307: Cannot find module 'left-pad' or its corresponding type declarations.\n"
    of_next = diagnose(step(log=log), project(framework=Framework(name="next")))[0]
    of_vite = diagnose(step(log=log), project(framework=Framework(name="vite")))[0]
    assert (of_next.id, of_vite.id) == ("package-not-declared", "package-not-declared")
    assert of_next.docs is not None
    assert of_vite.docs is None


def test_the_lines_of_an_error_do_not_end_with_warnings() -> None:
    log = """\
Failed to compile.

./pages/chat.tsx
199:31  Error: `"` can be escaped with `&quot;`.  react/no-unescaped-entities

./components/card.tsx
55:11  Warning: Using `<img>` could result in slower LCP.  @next/next/no-img-element

info  - Need to disable some ESLint rules? Learn more here: https://nextjs.org/docs/app/api-reference/config/eslint
"""
    found = diagnose(step(log=log), project())[0]
    assert found.id == "eslint-error"
    assert found.lines == tuple(log.split("\n")[2:4])


@pytest.mark.parametrize("mark", ["npm error", ".../node_modules/electron postinstall:"])
def test_the_stack_of_an_install_script_is_left_out(mark: str) -> None:
    lines = ["RequestError: getaddrinfo ENOTFOUND api.example.test", "    at emit (node:events:536:35)"]
    hosts = (HostContact(phase="scripts", host="api.example.test", outcome="unreachable"),)
    found = diagnose(step("scripts", "".join(f"{mark} {each}\n" for each in lines)), project(), hosts)[0]
    assert found.id == "host-unreachable"
    assert found.lines == (f"{mark} {lines[0]}",)


def test_the_name_that_a_route_may_not_export_is_told() -> None:
    (found, *_) = causes(SAMPLES / "next-segment-export" / "next15-auth-options.log")
    assert found.fix == "Move authOptions to a file of its own and import it from there."


def test_the_place_is_a_file_of_the_source() -> None:
    log = 'Error: boom\n    at <unknown> (app/page.tsx:1:35)\nError occurred prerendering page "/".\n'
    assert diagnose(step(log=log), project(files=("app/page.tsx",)))[0].at is None
    log = 'Error occurred prerendering page "/".\nError: boom\n    at <unknown> (app/page.tsx:1:35)\n'
    assert diagnose(step(log=log), project(files=("app/page.tsx",)))[0].at == "app/page.tsx:1:35"
    assert diagnose(step(log=log), project(files=("web/app/page.tsx",), app="web"))[0].at == "web/app/page.tsx:1:35"
    assert diagnose(step(log=log), project(files=("other.ts",)))[0].at is None


@pytest.mark.parametrize(
    ("log", "first"),
    [
        (
            "npm warn EBADENGINE Unsupported engine\nsomething odd happened\nError: the odd thing\n"
            "npm error Lifecycle script `build` failed with error:\nnpm error code 1\n",
            "Error: the odd thing",
        ),
        ("Warning: x is deprecated\nwarning y\nfatal: no such thing\nexited with 1\n", "fatal: no such thing"),
        (
            "(node:1) DeprecationWarning: old\nFailed to compile.\n\n./pages/a.vue\nThe odd thing\n\nwarning z\n",
            "./pages/a.vue",
        ),
        ("⚠ multiple lockfiles\nnpm error code 3\nnpm error path /work\n", "npm error code 3"),
        ("first line\nsecond line\n", "first line"),
    ],
)
def test_where_nothing_matches_the_first_error_is_shown(log: str, first: str) -> None:
    (found,) = diagnose(step(log=log), project())
    assert found.id == "unrecognised"
    assert found.lines[0] == first
    assert log.split("\n")[found.first_line - 1] == first


@pytest.mark.parametrize("outcome", ["out-of-memory", "timed-out", "disk-full", "output-limit"])
def test_a_step_ended_from_outside_shows_its_last_lines(outcome: str) -> None:
    run = step(log="one\ntwo\nthree\n\n", outcome=outcome, exit_code=None)  # type: ignore[arg-type]
    (found,) = diagnose(run, project())
    assert found.lines[-1] == "three"
    assert found.check is not None


def test_extracted_text_is_bounded_and_printable() -> None:
    name = "a\x1b]0;owned\x07" + "\u202e" + "b" * 500
    log = f"Module not found: Can't resolve '{name[:190]}'\n"
    found = diagnose(step(log=log), project())[0]
    assert found.title.isprintable()
    assert len(found.title) < 300


def test_braces_in_a_log_are_not_templates() -> None:
    found = diagnose(step(log="Module not found: Can't resolve '{file.__class__}-x'\n"), project())[0]
    assert "{file.__class__}-x" in found.title


def test_a_megabyte_of_log_takes_less_than_two_seconds_of_work() -> None:
    logs = [each.read_text(encoding="utf-8") for each in samples()]
    noise = "".join(f"{number} transforming src/{number}.ts ... ok\n" for number in range(2000))
    text = (noise + "\n".join(logs))[: 1024 * 1024].ljust(1024 * 1024, "x")
    catalogue()
    started = time.process_time()
    assert diagnose(step(log=text), project())
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "'",
        "at ",
        "Error: ",
        "https://a",
        "1:1 ",
        "A_",
        "Can't resolve '",
        "/work/",
        "\n",
        "\n./a\n",
        "npm error ",
    ],
)
def test_no_line_makes_a_pattern_run_away(piece: str) -> None:
    text = piece * (1024 * 1024 // len(piece))
    started = time.process_time()
    diagnose(step(log=text), project())
    assert time.process_time() - started < 4


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=3000))
def test_any_text_is_diagnosed(text: str) -> None:
    found = diagnose(step(log=text), project())
    assert found
    assert all(len(line) <= LONGEST_LINE for each in found for line in each.lines)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_sample_is_diagnosed(data: st.DataObject) -> None:
    log = data.draw(st.sampled_from(samples())).read_text(encoding="utf-8")
    cut = data.draw(st.integers(0, len(log)))
    assert diagnose(step(log=log[cut:] + log[:cut]), project())


def test_samples_are_found() -> None:
    assert causes(samples()[0])


def test_a_git_dependency_whose_host_we_refused_is_not_the_projects_fault() -> None:
    log = (SAMPLES / "git-dependency" / "github-npm11.log").read_text(encoding="utf-8")
    run = step("fetch", log)
    assert diagnose(run, project())[0].id == "git-dependency"
    host = HostContact(phase="fetch", host="github.com", outcome="refused")
    found = diagnose(run, project(), (host,))[0]
    assert (found.id, found.kind) == ("host-refused", "ours")
    assert "--allow-host github.com" in found.fix


def test_a_better_explanation_of_a_later_error_does_not_hide_the_first() -> None:
    lines = ["./app/a.tsx", "Module not found: Can't resolve '@/gone'", *[""] * 8]
    lines += ["./app/a.tsx", "Module not found: Can't resolve '@/Header'"]
    here = project(files=("app/a.tsx", "src/header.tsx"))
    first, second = diagnose(step(log="\n".join(lines)), here)[:2]
    assert (first.id, second.id) == ("module-not-found-file", "import-case-mismatch")


@pytest.mark.parametrize(
    ("begin", "end"),
    [(" ⚠ Compiled with warnings in 9.0s", " ✓ Linting"), ("Turbopack build encountered 2 warnings:", "> Build error")],
)
def test_a_module_missing_in_a_warning_is_not_the_cause(begin: str, end: str) -> None:
    warning = (
        "./node_modules/node-fetch/lib/index.js\nModule not found: Can't resolve 'encoding'\n\nImport trace:\n./a.ts\n"
    )
    log = f"{begin}\n\n{warning}\n{end}\n./app/page.tsx:3:1\nType error: Cannot find name 'x'.\n"
    assert [each.id for each in diagnose(step(log=log), project())] == ["type-error"]


def test_a_broken_project_stays_broken_when_the_network_fails_too() -> None:
    log = (
        "request to https://fonts.googleapis.com/css2 failed, reason: getaddrinfo ENOTFOUND fonts.googleapis.com\n"
        "Failed to compile.\n\napp/layout.tsx\n`next/font` error:\nFailed to fetch `Inter` from Google Fonts.\n\n\n\n"
        "./app/page.tsx\nModule not found: Can't resolve '@/lib/utils'\n"
    )
    assert [each.id for each in diagnose(step(log=log), project())] == ["module-not-found-file", "google-fonts"]


def test_a_missing_binary_names_the_blocked_package_that_it_belongs_to() -> None:
    (first, *_) = causes(SAMPLES / "install-scripts-required" / "pnpm10-require.log")
    assert first.title == "An install script that was blocked is needed: fs-ext@2.1.1"
