"""What the name of a variable says of who may have its value."""

from __future__ import annotations

import pytest

from buildcheck.exposure.verdicts import verdict_of
from buildcheck.model.environment import Inventory, Variable
from buildcheck.survey.environment.sensitivity import known_of
from buildcheck.synthetic import synthesise


@pytest.mark.parametrize("name", ["NEWS_API_KEY", "YOUTUBE_API_KEY", "TMDB_API_KEY", "ALGOLIA_API_KEY", "INFURA_KEY"])
def test_a_key_with_a_quota_is_for_browsers_only_behind_a_public_prefix(name: str) -> None:
    assert known_of(name).sensitivity == "unknown"
    assert _verdict(name, public=False) == "doubtful"
    assert _verdict(f"NEXT_PUBLIC_{name}", public=True) == "public"


def _verdict(name: str, *, public: bool) -> str:
    known = known_of(name)
    variable = Variable(name=name, public=public, sensitivity=known.sensitivity, service=known.service)
    made = synthesise(Inventory(variables={name: variable}), seed="1").values[name]
    return verdict_of(variable, made, "prop")[0]
