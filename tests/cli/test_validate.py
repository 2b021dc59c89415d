"""`validate` says OK with counts, or everything that is wrong, on stderr."""

from pathlib import Path

import pytest

from otelevals.api.errors import ConfigError
from otelevals.cli import exit_codes, main
from otelevals.config.loader import SECTIONS
from tests.config.parts import MINIMAL, Debug, registry


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = registry()
    monkeypatch.setattr("otelevals.api.registry.Registry", lambda: known)
    monkeypatch.chdir(tmp_path)
    Path("collector.yaml").write_text(MINIMAL)


def test_a_right_configuration_is_ok(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == exit_codes.OK
    assert capsys.readouterr() == ("OK: 1 pipeline, 2 components, 0 warnings\n", "")


def test_warnings_are_said_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--set", "processors.batch.size=5"]) == exit_codes.OK
    captured = capsys.readouterr()
    assert captured.out == "OK: 1 pipeline, 3 components, 1 warning\n"
    assert captured.err == (
        "warning: --set processors.batch.size :: processors::batch :: batch :: "
        "not used by any pipeline: it is not started\n"
    )


def test_everything_wrong_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["validate", "--config", "collector.yaml", "--config", "yaml:exporters::debug::ratio: x", "--set=a=1"]
    assert main(arguments) == exit_codes.INVALID_CONFIGURATION
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        f"--set a :: a :: unknown section (valid: {', '.join(SECTIONS)})",
        "<yaml>:1 :: exporters::debug::ratio :: x :: expected a number",
    ]


def test_components_are_built_to_hear_what_they_refuse(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ConfigError("it cannot be sent", ("headers", "a"))

    monkeypatch.setattr(Debug, "__init__", refuse)
    assert main(["validate", "--set", "exporters.debug.headers={a: b}"]) == exit_codes.INVALID_CONFIGURATION
    assert capsys.readouterr() == (
        "",
        "--set exporters.debug.headers :: exporters::debug::headers::a :: [REDACTED] :: it cannot be sent\n",
    )


def test_sources_replace_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--config", "none.yaml"]) == exit_codes.INVALID_CONFIGURATION
    assert capsys.readouterr().err == "none.yaml :: cannot read none.yaml: No such file or directory\n"
