"""The run and its traces put together: a command on this machine in, `Observed` out."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from buildcheck.engines.environment_trace import LARGEST as LARGEST_READS
from buildcheck.engines.environment_trace import read_environment, trace_name
from buildcheck.engines.folder import read_below
from buildcheck.engines.network_trace import read_trace
from buildcheck.engines.probe_files import PROBES
from buildcheck.model.observed import Observed, UsedHost
from buildcheck.observe.programs import which
from buildcheck.observe.surroundings import Surroundings
from buildcheck.observe.versions import of_node
from buildcheck.observed_run.command import run_command
from buildcheck.observed_run.node_options import leading_through, loading
from buildcheck.observed_run.trace import LARGEST, read_use
from buildcheck.observed_run.used import Used, used

_FULL = 1024**2
_OWN = "own.json"
_USE, _NETWORK, _READS = "use", "network", trace_name("build")
_WORD = re.compile(r"[\w:.@/-]{1,60}")
_MANAGERS = frozenset({"npm", "npx", "pnpm", "pnpx", "yarn", "bun", "bunx"})


def observed_run(argv: Sequence[str], around: Surroundings, sources: Collection[str]) -> Observed:
    """Run ``argv`` in the app's folder with the environment of ``around``, watched, and give what it used. Its output
    goes where ours goes. ``sources`` are the paths of the project's own files.

    Raises:
        CommandError: it could not be started.
    """
    with tempfile.TemporaryDirectory(prefix="buildcheck-", ignore_cleanup_errors=True) as folder:
        traces = Path(os.path.realpath(folder))
        environ, remark = _watched(around, traces)
        started = time.monotonic()
        code = run_command(argv, around.folder, environ)
        ended = Observed(command=shown(argv), exit_code=code, seconds=round(time.monotonic() - started, 3))
        told = _told(ended, traces, around, sources)
        return msgspec.structs.replace(told, unwatched=(*remark, *told.unwatched))


def _watched(around: Surroundings, traces: Path) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Give the environment in which every Node loads the probes, and what to say where that can't be had."""
    options = around.environ.get("NODE_OPTIONS", "")
    node = which("node", around)
    version = of_node(Path(os.path.realpath(node))).version if node is not None else None
    # With --import Node looks for the program by its own means, which find nothing in Plug'n'Play's archives.
    imports = not (around.source / ".pnp.cjs").is_file()
    added = loading(options, leading_through(traces, PROBES / "observe.cjs"), version if imports else None)
    if added is None:
        return around.environ, ("Everything: NODE_OPTIONS loads files of its own in each way that there is.",)
    own = {
        "NODE_OPTIONS": f"{options} {added}".strip(),
        "BUILDCHECK_LOADING": added,
        "BUILDCHECK_ROOT": str(around.source),
        "BUILDCHECK_USE_TRACE": str(traces / _USE),
        "BUILDCHECK_NETWORK_TRACE": str(traces / _NETWORK),
        "BUILDCHECK_ENVIRONMENT_TRACE": str(traces / _READS),
    }
    (traces / _OWN).write_text(json.dumps(own), "utf-8")
    return {**around.environ, **own}, ()


def _told(ended: Observed, traces: Path, around: Surroundings, sources: Collection[str]) -> Observed:
    """Add to a run what its traces tell."""
    use, network = (read_below(traces, name, LARGEST) for name in (_USE, _NETWORK))
    reads = read_below(traces, _READS, LARGEST_READS)
    found = used(read_use(use), around)
    return msgspec.structs.replace(
        ended,
        scripts=found.scripts,
        nodes=found.nodes,
        modules=found.modules,
        programs=found.programs,
        reads=read_environment(reads, sources),
        hosts=_hosts(network),
        files=found.files,
        system_files=found.system_files,
        unwatched=tuple(
            _unwatched(found, ended.command, full=any(len(each) >= _FULL for each in (use, network, reads)))
        ),
    )


def shown(argv: Sequence[str]) -> str:
    """Give a command as it may be told: the arguments of a package manager where they are plain words, of no other
    program, and never a value."""
    name = re.split(r"[\\/]", argv[0])[-1]
    rest = argv[1:]
    if re.sub(r"\.(?:cmd|exe)$", "", name) in _MANAGERS and all(_WORD.fullmatch(each) for each in rest):
        return " ".join((name, *rest))
    return f"{name} …" if rest else name


def _hosts(trace: bytes) -> tuple[UsedHost, ...]:
    """Give each host once for each port; without a port only where nothing else is known of it."""
    attempts = read_trace(trace)
    connected = {each.host for each in attempts if each.port is not None}
    kept = [each for each in attempts if each.port is not None or each.host not in connected]
    first = {(each.host, each.port): each for each in reversed(kept)}
    return tuple(UsedHost(host=each.host, port=each.port, by=each.by) for each in reversed(first.values()))


def _unwatched(found: Used, command: str, *, full: bool) -> Iterator[str]:
    if not found.nodes:
        yield f"Everything: no Node process of `{command}` loaded the probes."
        return
    blind = ", ".join(sorted({each.version for each in found.nodes if not each.imports}))
    if blind:
        yield f"Modules that are imported, not required: Node {blind} has no way to watch them (22.15 and 23.5 have)."
    if command.split(maxsplit=1)[0].removesuffix(".exe") in ("bun", "bunx"):
        yield "What Bun itself runs and loads."
    if full:
        yield "What came after the first megabyte of a trace."
    yield "What package managers themselves read and reach."
    yield "What is no JavaScript: compilers such as Turbopack, SWC and esbuild, and other programs than Node."
