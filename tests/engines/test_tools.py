"""Why a package manager could not be installed, from what npm said."""

from __future__ import annotations

import pytest

from buildcheck.engines.docker.tools import failure_of
from buildcheck.errors import BuildcheckError, EngineError, TransientError, UsageError

UNFIT = """npm error code EBADENGINE
npm error engine Unsupported engine
npm error engine Not compatible with your version of node/npm: npm@11.19.1
npm error notsup Not compatible with your version of node/npm: npm@11.19.1
npm error notsup Required: {"node":"^20.17.0 || >=22.9.0"}
npm error notsup Actual:   {"npm":"10.8.2","node":"v18.20.8"}
npm error A complete log of this run can be found in: /tmp/.npm/_logs/debug-0.log
"""


@pytest.mark.parametrize(
    ("output", "kind", "text"),
    [
        (UNFIT, UsageError, "does not run on the Node of this build: it needs ^20.17.0 || >=22.9.0."),
        ("npm error code ETARGET", UsageError, "does not exist in the registry."),
        ("npm error code ECONNRESET", TransientError, "could not be downloaded"),
        ("npm error code EACCES", EngineError, "could not be installed"),
    ],
)
def test_who_is_to_blame(output: str, kind: type[BuildcheckError], text: str) -> None:
    error = failure_of("npm@11.19.1", output)
    assert type(error) is kind
    assert text in error.what
