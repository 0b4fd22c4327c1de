"""Texts of one written form (times, addresses, ids): what a schema says, and a value that its library takes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from buildcheck.javascript.parse import module_of
from buildcheck.model.environment import Expectation, Inventory, Variable
from buildcheck.model.value import At
from buildcheck.synthetic import synthesise
from tests.synthetic.installed import installed

BOTH = (
    "datetime()", "datetime({ precision: 3 })", "datetime({ precision: 0 })", "datetime({ offset: true })", "date()",
    "time()", "duration()", "cuid()", "cuid2()", "ulid()", "nanoid()", "uuid()", "base64()", "base64url()", "jwt()",
    "email()", "url()",
)  # fmt: skip
SOURCES = (
    *(f"z.string().{each}" for each in BOTH),
    *(f"z3.string().{each}" for each in BOTH),
    "z3.string().ip()", "z3.string().cidr()", "z3.string().datetime({ local: true })",
    *(f"z.iso.{each}" for each in ("datetime()", "datetime({ precision: -1 })", "date()", "time()", "duration()")),
    "z.iso.time({ precision: 3 })",
    *(f"z.{each}()" for each in (
        "ipv4", "ipv6", "cidrv4", "cidrv6", "cuid", "cuid2", "ulid", "nanoid", "xid", "ksuid", "e164", "uuidv4",
        "uuidv6", "uuidv7", "guid", "uuid", "base64", "base64url", "hostname", "hex", "jwt",
    )),
    "z.coerce.date()", "z3.coerce.date()",
    *(f"v.pipe(v.string(), v.{each}())" for each in (
        "isoDate", "isoDateTime", "isoTime", "isoTimeSecond", "isoTimestamp", "ip", "ipv4", "ipv6", "cuid2", "ulid",
        "nanoid", "uuid",
    )),
    *(f"Joi.string().{each}().required()" for each in ("ip", "isoDate", "isoDuration", "hostname")),
)  # fmt: skip
IMPORTS = {
    "z": 'import { z } from "zod";',
    "z3": 'import { z as z3 } from "zod";',
    "v": 'import * as v from "valibot";',
    "Joi": 'import Joi from "joi";',
}


def expectation(source: str) -> Expectation:
    library = source.partition(".")[0]
    schema = f"{library}.object({{ A_KEY: {source} }})"
    applied = f"v.parse({schema}, process.env)" if library == "v" else f"{schema}.parse(process.env)"
    (found,) = module_of(f"{IMPORTS[library]}\n{applied};".encode(), "typescript").env_schemas
    field = found.fields[0]
    said = {name: getattr(field, name) for name in ("type", "pattern", "least", "most", "opaque", "optional")}
    return Expectation(by=found.by, at=At(path="env.ts", line=1), **said)


@pytest.mark.network
def test_libraries_take_the_forms_that_they_ask_for() -> None:
    values = {}
    for source in SOURCES:
        found = expectation(source)
        assert not found.opaque, source
        variable = Variable(name="A_KEY", expectations=(found,))
        values[source] = synthesise(Inventory(variables={"A_KEY": variable}), seed="1").values["A_KEY"].value
    command = ["node", str(Path(__file__).parent / "forms.mjs"), json.dumps(values)]
    done = subprocess.run(command, cwd=installed(), capture_output=True, text=True, check=True, timeout=120)
    said = json.loads(done.stdout)
    assert said.keys() == set(SOURCES)
    assert {source: message for source, message in said.items() if message is not None} == {}


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        ("z.string().datetime()", r"T0\d:[0-5]\d:[0-5]\dZ$"),
        ("z.iso.datetime({ precision: 3 })", r":[0-5]\d\.\d{3}Z$"),
        ("z.iso.datetime({ precision: -1 })", r"T0\d:[0-5]\dZ$"),
    ],
)
def test_a_time_has_the_decimals_that_are_asked_for(source: str, pattern: str) -> None:
    assert (expectation(source).pattern or "").endswith(pattern)
