"""Options -> Settings."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click
import pytest

from buildcheck.cli import options
from buildcheck.cli.app import verify
from buildcheck.cli.options import settings_from
from buildcheck.cli.quantities import Output, duration, env, output, size
from buildcheck.model.plan import ImageVariant, NetworkMode
from buildcheck.model.settings import EngineName, EnvDepth, FailOn, Settings
from buildcheck.reports import FORMATS


def _settings(*arguments: str) -> Settings:
    parameters = verify.make_context("verify", list(arguments)).params
    mine = set(Settings.__struct_fields__)
    return settings_from({name: value for name, value in parameters.items() if name in mine})


def test_without_options_the_settings_are_the_defaults() -> None:
    assert _settings() == Settings(env="synthetic")


def test_every_option_reaches_the_settings(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("")
    words = (
        "--source head --engine local --network none --allow-host a.example.test --allow-host b.example.test "
        "--registry-auth r.example.test --env file:.env.ci --node 20 --image slim --memory 4g --disk 2g "
        "--timeout 1h30m --no-cache --fail-on warning --env-depth full --seed other"
    )
    assert _settings(*words.split(), "--ca-file", str(bundle)) == Settings(
        source="head",
        engine="local",
        network="none",
        allow_hosts=("a.example.test", "b.example.test"),
        registry_auth=("r.example.test",),
        env="file:.env.ci",
        node="20",
        variant="slim",
        memory=4 * 1024**3,
        disk=2 * 1024**3,
        timeout=5400,
        cache=False,
        ca_file=str(bundle.resolve()),
        fail_on="warning",
        env_depth="full",
        seed="other",
    )


def test_the_choices_are_those_of_the_model() -> None:
    assert get_args(EngineName) == options.ENGINES
    assert get_args(NetworkMode) == options.NETWORKS
    assert get_args(ImageVariant) == options.IMAGES
    assert get_args(FailOn) == options.FAIL_ON
    assert get_args(EnvDepth) == options.ENV_DEPTHS


@pytest.mark.parametrize(
    ("text", "value"),
    [("512m", 512 * 1024**2), ("8g", 8 * 1024**3), ("1.5GiB", 3 * 512 * 1024**2), ("1024", 1024), ("2 KB", 2048)],
)
def test_sizes(text: str, value: int) -> None:
    assert size(text) == value


@pytest.mark.parametrize(("text", "value"), [("90", 90), ("90s", 90), ("30m", 1800), ("1h30m", 5400), ("1H2M3S", 3723)])
def test_durations(text: str, value: int) -> None:
    assert duration(text) == value


@pytest.mark.parametrize("text", ["", "0", "-1", "8x", "g", "1e9", "٣g"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    for convert in (size, duration):
        with pytest.raises(click.BadParameter):
            convert(text)


def test_outputs(tmp_path: Path) -> None:
    assert output("json") == Output("json")
    assert output(f"json={tmp_path}/a=b.json") == Output("json", tmp_path / "a=b.json")
    for text in (f"json={tmp_path}", f"json={tmp_path}/no/such.json", "json=", "yaml", ""):
        with pytest.raises(click.BadParameter):
            output(text)
    assert {output(name).format for name in FORMATS} == set(FORMATS)


def test_two_reports_in_one_place_are_refused(tmp_path: Path) -> None:
    file = f"={tmp_path}/report"
    for first, second in (("json", "terminal"), (f"json{file}", f"terminal{file}")):
        with pytest.raises(click.BadParameter, match="one place"):
            verify.make_context("verify", ["--format", first, "--format", second])
    both = verify.make_context("verify", ["--format", "json", "--format", f"terminal{file}"]).params["outputs"]
    assert both == (Output("json"), Output("terminal", tmp_path / "report"))


def test_env_is_none_or_a_file() -> None:
    assert (env("none"), env("file:.env")) == ("none", "file:.env")
    for text in ("file:", ".env", ""):
        with pytest.raises(click.BadParameter):
            env(text)
