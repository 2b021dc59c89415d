"""`otelevals schema`: the JSON Schema of configurations, for editors."""

import argparse
import json
from typing import Any

from otelevals.cli.exit_codes import OK


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "schema",
        help="print the JSON Schema of configurations",
        description="Print the JSON Schema of configurations with the installed components, for editors.",
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from otelevals.api.registry import Registry
    from otelevals.config.schema import build_schema

    print(json.dumps(build_schema(Registry()), indent=2))
    return OK
