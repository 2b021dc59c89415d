"""The command line imports one command at a time, and every way out of it has its exit code."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from otelevals import __version__
from otelevals.cli import COMMANDS, build_parser, exit_codes, main

ROOT = Path(__file__).parents[2]


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["version"], ["--version"]):
        assert main(arguments) == exit_codes.OK
        assert capsys.readouterr().out == f"otelevals {__version__}\n"


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "otelevals", "version"], capture_output=True, text=True, check=True, cwd="/"
    )
    assert (done.stdout, done.stderr) == (f"otelevals {__version__}\n", "")


def test_the_version_is_printed_without_loading_the_engine() -> None:
    code = "import sys, otelevals.cli as c; c.main(['version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/")
    assert not {"pydantic", "yaml", "grpc", "google.protobuf", "otelevals.config"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "otelevals: error: the following arguments are required: COMMAND"),
        (["validat"], "otelevals: error: argument COMMAND: invalid choice: 'validat'"),
        (["validate", "--confg", "x"], "otelevals: error: unrecognized arguments: --confg x"),
        (["print-config", "--mode", "x"], "otelevals print-config: error: argument --mode: invalid choice: 'x'"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == exit_codes.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith(message)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_no_error(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == exit_codes.OK
    assert capsys.readouterr().out.startswith(f"usage: {f'otelevals {command}'.strip()} ")


def test_a_reader_that_leaves_early_is_a_failure_without_a_traceback() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "otelevals", "version"], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (exit_codes.FAILED, "")


def test_the_commands_are_documented() -> None:
    text = (ROOT / "docs/cli.md").read_text()
    sections = [section for name in COMMANDS for section in _sections(_parsers(build_parser(name))[name], "##")]
    missing = [section for section in sections if section not in text]
    assert not missing, "\n".join(missing)


def _sections(parser: argparse.ArgumentParser, heading: str) -> Iterator[str]:
    """How the page describes a command: its description and a table of its options, and the same for its actions."""
    rows = [
        f"| `{' '.join(filter(None, [*action.option_strings, _value(action)]))}` | {action.help} |"
        for action in parser._actions
        if action.dest != "help" and not isinstance(action, argparse._SubParsersAction)
    ]
    yield "\n".join([f"{heading} `{parser.prog}`", "", str(parser.description), *_table(rows)])
    for inner in _parsers(parser).values():
        yield from _sections(inner, heading + "#")


def _parsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found[0]) if found else {}


def _value(action: argparse.Action) -> str:
    return str(action.metavar) if action.metavar else " or ".join(action.choices or ())


def _table(rows: list[str]) -> list[str]:
    return ["", "| Option | Meaning |", "|---|---|", *rows] if rows else []


def test_every_exit_code_is_documented() -> None:
    text = (ROOT / "docs/cli.md").read_text()
    codes = {name: value for name, value in vars(exit_codes).items() if name.isupper()}
    assert len(set(codes.values())) == len(codes)
    assert all(f"| {code} |" in text for code in codes.values())
