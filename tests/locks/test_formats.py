"""Which versions of a manager take which lockfile formats as they are, against what was recorded of them."""

from __future__ import annotations

import json

import pytest

from buildcheck.model.project import Lockfile, ManagerName
from tests.locks.record import RECORDED

ANSWERS: dict[ManagerName, dict[str, dict[str, str]]] = json.loads((RECORDED / "formats.json").read_text("utf-8"))
CASES = [
    pytest.param(manager, form, version, answer, id=f"{manager}-{version}-{form}")
    for manager, forms in ANSWERS.items()
    for form, answers in forms.items()
    for version, answer in answers.items()
]
# pnpm 7 installs from format 6 once its setting of peers agrees; Yarn 4.9 packs its cache otherwise than Yarn 4.0, and
# took the lockfile's checksums for old. Neither is a matter of the format.
OTHER_REASONS = {("pnpm", "7.33.7", "6.0"), ("yarn", "4.9.1", "8")}


@pytest.mark.parametrize(("manager", "form", "version", "answer"), CASES)
def test_a_format_is_readable_where_its_manager_says_so(
    manager: ManagerName, form: str, version: str, answer: str
) -> None:
    ours = Lockfile(manager=manager, path="lock", format=form).is_readable_by(version)
    if (manager, version, form) not in OTHER_REASONS:
        assert ours == (answer == "accepted"), answer
