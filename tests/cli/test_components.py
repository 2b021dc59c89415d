"""`components` lists what is installed, also what cannot be loaded."""

import json
from importlib.metadata import EntryPoint

import pytest
import yaml

from otelevals import __version__
from otelevals.api.registry import Registry
from otelevals.cli import exit_codes, main
from otelevals.cli.components import describe
from tests.config.parts import registry


def test_components_are_described_once_with_their_aliases() -> None:
    found = describe(registry())
    signals = ["logs", "metrics", "traces"]
    rest = {"module": "tests.config.parts", "distribution": "otelevals"}
    assert found == {
        "buildinfo": {"command": "otelevals", "version": __version__},
        "receivers": [{"name": "otlp", **rest, "signals": signals}],
        "processors": [
            {"name": "batch", **rest, "signals": signals},
            {"name": "filter", **rest, "signals": ["traces"]},
        ],
        "exporters": [{"name": "debug", "aliases": ["logging"], **rest, "signals": ["evals", *signals]}],
        "extensions": [{"name": "health_check", **rest}],
    }


def test_a_component_that_cannot_be_loaded_says_why() -> None:
    point = EntryPoint(name="kafka", value="no.such.module:Kafka", group="otelevals.exporters")
    assert describe(Registry(points=[point]))["exporters"] == [
        {"name": "kafka", "distribution": "otelevals", "error": "No module named 'no'"}
    ]


def test_the_listing_is_yaml_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["components"]) == exit_codes.OK
    as_yaml = yaml.safe_load(capsys.readouterr().out)
    assert main(["components", "--json"]) == exit_codes.OK
    as_json = json.loads(capsys.readouterr().out)
    assert as_yaml == as_json
    assert "otlp" in [entry["name"] for entry in as_json["receivers"]]
