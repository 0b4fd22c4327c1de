"""The environment of a step, built from nothing: a phase, the plan's variables and the run's folders in, variables out.

Of this machine's environment only what concerns its way to the network is taken: certificate authorities, and in the
fetch phase a proxy, since this engine uses the host's network as it is. A proxy's address with a password stays out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from buildcheck.engines import certificates
from buildcheck.engines.environment_trace import trace_name
from buildcheck.engines.probe_files import PROBES, watched
from buildcheck.model.plan import Plan, Step

SYSTEM_PATH = ("/usr/bin", "/bin", "/usr/sbin", "/sbin") if sys.platform == "darwin" else ("/usr/bin", "/bin")
"""Where the basics are: sh, git, python3, make, a compiler. They are this machine's own."""

_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy")
_WINDOWS = ("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE")


def environment(
    plan: Plan,
    step: Step,
    root: Path,
    *,
    values: Mapping[str, str],
    credentials: Mapping[str, str],
    ca_file: Path | None,
) -> dict[str, str]:
    """Give the variables of a step. ``credentials`` reach the fetch phase only, ``values`` the scripts and build phases
    only; what makes the run a clean one (``PATH``, ``HOME``, ``TMPDIR``) can be overridden by none of them."""
    variables = {
        **_machine(),
        **(certificates.variables(str(ca_file)) if ca_file else {}),
        **plan.environment,
        **({**_proxies(), **credentials} if step.phase == "fetch" else values),
        **step.env,
        **_folders(root, step),
        # Steps are started without a shell, which would set it; scripts and Yarn's own shell expand it.
        "PWD": str(root / "work" / step.cwd),
    }
    return variables if step.phase == "fetch" else variables | _watching(step, root, variables.get("NODE_OPTIONS", ""))


def _watching(step: Step, root: Path, options: str) -> dict[str, str]:
    """Give the variables by which each Node process tells what it reads."""
    return {
        "NODE_OPTIONS": watched(options, str(PROBES / "watch.cjs")),
        "BUILDCHECK_ENVIRONMENT_TRACE": str(root / "trace" / trace_name(step.phase)),
        "BUILDCHECK_ROOT": str(root / "work"),
    }


def _machine() -> dict[str, str]:
    """Give the locale, and what a Windows program can't start without."""
    language = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    needed = {name: os.environ[name] for name in _WINDOWS if name in os.environ} if sys.platform == "win32" else {}
    return {"LANG": language, **needed}


def _proxies() -> dict[str, str]:
    return {name: os.environ[name] for name in _PROXIES if "@" not in os.environ.get(name, "@")}


def _folders(root: Path, step: Step) -> dict[str, str]:
    """Give the variables that name folders of the run. npm looks for a machine-wide configuration beside Node unless
    another place is named for it."""
    home, temporary = str(root / "home"), str(root / "tmp")
    system = _windows_path() if sys.platform == "win32" else SYSTEM_PATH
    added = (str(root / "work" / each) for each in step.path)
    windows = {"USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home, "TEMP": temporary, "TMP": temporary}
    return {
        "PATH": os.pathsep.join((*added, str(root / "bin"), *system)),
        "HOME": home,
        "TMPDIR": temporary,
        "npm_config_globalconfig": str(root / "home" / ".npmrc-of-the-machine"),
        **(windows if sys.platform == "win32" else {}),
    }


def _windows_path() -> tuple[str, ...]:
    windows = os.environ.get("SYSTEMROOT", r"C:\Windows")
    return rf"{windows}\System32", windows
