"""`otelevals redact`: what a configuration would take out of recorded telemetry. Values are not shown."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.cli.options import add_config_options, load_config

if TYPE_CHECKING:
    from otelevals.redact.options import RedactionOptions


class CannotChoose(Exception):
    """No redaction, or none of several, is meant."""


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "redact",
        help="say what would be taken out of telemetry",
        description="Say what a redaction of the configuration would take out of files, by kind and key, with counts. "
        "Values are not shown, and nothing is changed.",
    )
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="OTLP as JSON, JSON lines or protobuf, traces or logs; - for standard input",
    )
    add_config_options(parser)
    parser.add_argument("--processor", metavar="ID", help="which redaction, when there are several")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from otelevals.cli.redact_trial import Trial
    from otelevals.config.problem import InvalidConfiguration

    try:
        trial = Trial(_chosen(args))
    except InvalidConfiguration as error:
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION
    except CannotChoose as error:
        print(f"otelevals redact: error: {error}", file=sys.stderr)
        return USAGE
    problems = [f"{name}{problem}" for name in args.files for problem in trial.take(name)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if args.json:
        print(json.dumps(trial.named(), indent=2))
    else:
        print(trial.text(), end="")
    return FAILED if problems else OK


def _chosen(args: argparse.Namespace) -> "RedactionOptions":
    from otelevals.redact.options import RedactionOptions

    processors = load_config(args).sections["processors"]
    found = {str(id_): spec.config for id_, spec in processors.items() if isinstance(spec.config, RedactionOptions)}
    if args.processor is not None:
        if args.processor not in found:
            known = f" (there is {', '.join(found)})" if found else ""
            raise CannotChoose(f"argument --processor: no redaction {args.processor} is configured{known}")
        return found[args.processor]
    if len(found) != 1:
        reason = f"there are {', '.join(found)}: name one with --processor" if found else "no redaction is configured"
        raise CannotChoose(reason)
    return next(iter(found.values()))
