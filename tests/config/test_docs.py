"""The page on configuration shows errors as they are."""

import re
from pathlib import Path

import pytest

from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, ServiceConfig, load

PAGE = (Path(__file__).parents[2] / "docs/configuration.md").read_text()


def test_the_errors_on_the_page_are_those_of_its_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = PAGE.partition("## When something is wrong")[2]
    shown, example = re.findall(r"```(?:yaml invalid)?\n(.*?)\n```", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("collector.yaml").write_text(example)
    with pytest.raises(InvalidConfiguration) as caught:
        load(["collector.yaml"], [], Registry(), {})
    assert str(caught.value) == shown


def test_every_option_of_the_service_is_on_the_page() -> None:
    telemetry = ServiceConfig().telemetry
    groups = {"logs": type(telemetry.logs).model_fields, "metrics": type(telemetry.metrics).model_fields}
    options = [f"`telemetry::{group}::{name}`" for group, fields in groups.items() for name in fields]
    options += [f"`{name}`" for name in ServiceConfig.model_fields if name != "telemetry"]
    assert [option for option in options if f"| {option} |" not in PAGE] == []
