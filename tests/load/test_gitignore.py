"""Our reading of .gitignore files against git's own."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildcheck.load import load
from buildcheck.load.folder import plain_folder
from tests.load.conftest import git, write

_NAMES = ("a", "b", "ab", "a.js", "b.js", ".env")
_FILES = [
    "/".join(parts) for one in _NAMES for two in _NAMES for parts in ((f"d{one}", two), (f"d{one}", f"d{two}", one))
]
_WORDS = st.sampled_from(["*", "a", "b", "ab", "*.js", "d*", "da", "db", "?", "[ab]", "**", "da.js", ".env", "d[!a]"])
_PATTERN = st.builds(
    lambda negated, rooted, parts, folder: f"{negated}{rooted}{'/'.join(parts)}{folder}",
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(_WORDS, min_size=1, max_size=3),
    st.sampled_from(["", "/"]),
)
_IGNORE = st.lists(_PATTERN, max_size=5).map("\n".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(top=_IGNORE, inner=_IGNORE)
def test_agrees_with_git(top: str, inner: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root, dict.fromkeys(_FILES, "") | {".gitignore": top, "da/.gitignore": inner})
        ours = {each.path for each in plain_folder(root).entries}
        git(root, "init", "-q")
        argv = ["git", "-c", "core.excludesFile=", "ls-files", "-z", "--others", "--exclude-standard"]
        listing = subprocess.run(argv, cwd=root, capture_output=True, text=True, check=True).stdout
        assert ours == {each for each in listing.split("\0") if each}


def test_rules_are_values_with_their_places_the_nearest_file_last(tmp_path: Path) -> None:
    files = {"package.json": "{}", "app/.gitignore": "!lib\n", ".gitignore": "# Python\nlib/\n\n*a*b*c*d\n"}
    write(tmp_path, files)
    with load(tmp_path) as project:
        found = [(str(each.at), each.pattern, each.ignores) for each in project.ignore_rules]
    assert found == [(".gitignore:2", "lib/", True), ("app/.gitignore:1", "!lib", False)]
