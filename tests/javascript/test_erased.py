"""Names that TypeScript erases, in files that do not parse."""

from __future__ import annotations

from buildcheck.javascript.parse import module_of


def test_a_merge_conflict_inside_an_import_ends() -> None:
    text = (
        b'import {\n  A,\n<<<<<<< HEAD\n=======\nimport {\n  A,\n>>>>>>> main\n} from "./icons"\nexport const a = A\n'
    )
    assert module_of(text, "tsx").error is not None
