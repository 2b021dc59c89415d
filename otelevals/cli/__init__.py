"""The command line: `otelevals COMMAND`, one module a command.

A command's module has `add_parser(subparsers)`, which describes it, and `execute(args)`, which does it and gives the
exit code. Modules are imported when their command is used, and import what is slow inside `execute`.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from otelevals import __version__
from otelevals.cli.exit_codes import FAILED, USAGE

COMMANDS = (
    "run",
    "validate",
    "inspect",
    "redact",
    "sample",
    "explain",
    "report",
    "slo",
    "alerts",
    "eval",
    "components",
    "print-config",
    "schema",
    "journal",
    "version",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    chosen = arguments[0] if arguments and arguments[0] in COMMANDS else None
    try:
        args = build_parser(chosen).parse_args(arguments)
    except SystemExit as stop:  # argparse has said why
        return stop.code if isinstance(stop.code, int) else USAGE
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # what others wrote may not fit the encoding of a terminal
    try:
        code: int = args.execute(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read the output has gone; Python would complain about it once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    return code


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser with all commands, or with only one of them."""
    parser = argparse.ArgumentParser(
        prog="otelevals",
        description="Receive OpenTelemetry data, score its GenAI spans, and send everything on.",
    )
    parser.add_argument("--version", action="version", version=f"otelevals {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in COMMANDS if command is None else (command,):
        import_module(f"otelevals.cli.{name.replace('-', '_')}").add_parser(subparsers)
    return parser
