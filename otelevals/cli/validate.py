"""`otelevals validate`: say whether a configuration is right, and everything that is wrong with it."""

import argparse
import sys
from typing import Any

from otelevals.cli.exit_codes import INVALID_CONFIGURATION, OK
from otelevals.cli.options import add_config_options, load_config


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "validate",
        help="check a configuration",
        description="Check a configuration and report everything that is wrong with it. Nothing is started.",
    )
    add_config_options(parser)
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from otelevals.config.problem import InvalidConfiguration
    from otelevals.pipeline.service import Service

    try:
        loaded = load_config(args)
        Service(loaded)  # components also check what options alone do not show: files, certificates, each other
    except InvalidConfiguration as error:
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION
    components = sum(len(section) for section in loaded.sections.values())
    counts = (
        _count(len(loaded.pipelines), "pipeline"),
        _count(components, "component"),
        _count(len(loaded.warnings), "warning"),
    )
    print(f"OK: {', '.join(counts)}")
    return OK


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
