"""`print-config` prints what several sources give together, secrets only when asked to."""

import json
from pathlib import Path

import pytest
import yaml

from otelevals.cli import exit_codes, main
from tests.config.parts import MINIMAL, registry


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = registry()
    monkeypatch.setattr("otelevals.api.registry.Registry", lambda: known)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEY", "hush")
    Path("collector.yaml").write_text(MINIMAL.replace("{debug: }", "{debug: {api_key: '${KEY}'}}"))


def test_secrets_are_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print-config"]) == exit_codes.OK
    assert yaml.safe_load(capsys.readouterr().out)["exporters"] == {"debug": {"api_key": "[REDACTED]"}}


def test_secrets_are_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print-config", "--mode", "unredacted", "--format", "json"]) == exit_codes.OK
    assert json.loads(capsys.readouterr().out)["exporters"] == {"debug": {"api_key": "hush"}}


def test_a_wrong_configuration_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print-config", "--set", "exporters.debug.api_key=[x]"]) == exit_codes.INVALID_CONFIGURATION
    assert capsys.readouterr() == (
        "",
        "--set exporters.debug.api_key :: exporters::debug::api_key :: […] :: expected a string\n",
    )
