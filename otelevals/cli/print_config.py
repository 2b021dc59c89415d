"""`otelevals print-config`: show the configuration that several sources and substitutions give together."""

import argparse
import sys
from typing import Any

from otelevals.cli.exit_codes import INVALID_CONFIGURATION, OK
from otelevals.cli.options import add_config_options, load_config


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "print-config",
        help="print the resolved configuration",
        description="Print the configuration after merging its sources and making its substitutions.",
    )
    add_config_options(parser)
    parser.add_argument(
        "--mode",
        choices=("redacted", "unredacted"),
        default="redacted",
        help="whether secrets and headers are shown (default: redacted)",
    )
    parser.add_argument("--format", choices=("yaml", "json"), default="yaml", help="how it is written (default: yaml)")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from otelevals.config.problem import InvalidConfiguration
    from otelevals.config.render import render

    try:
        loaded = load_config(args)
    except InvalidConfiguration as error:
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION
    sys.stdout.write(render(loaded.raw, redact=args.mode == "redacted", as_json=args.format == "json"))
    return OK
