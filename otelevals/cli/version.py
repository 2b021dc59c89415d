"""`otelevals version`: the version of this installation."""

import argparse
from typing import Any

from otelevals import __version__
from otelevals.cli.exit_codes import OK


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("version", help="print the version", description="Print the version.")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    print(f"otelevals {__version__}")
    return OK
