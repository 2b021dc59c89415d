"""Options that several commands share."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from otelevals.api.registry import Registry
    from otelevals.config.loader import Loaded

DEFAULT_CONFIG = "collector.yaml"


class _Append(argparse.Action):
    """Like `append`, but the first use replaces the default."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: Any) -> None:
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, [values] if before is self.default else [*before, values])


def add_config_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        action=_Append,
        default=[DEFAULT_CONFIG],
        metavar="SOURCE",
        help=f"a file, env:NAME or yaml:TEXT; may be repeated, later ones win (default: {DEFAULT_CONFIG})",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="one option, such as exporters.debug.verbosity=detailed; may be repeated, wins over every source",
    )


def add_output_options(parser: argparse.ArgumentParser) -> None:
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--csv", action="store_true", help="print CSV")
    output.add_argument("--json", action="store_true", help="print JSON")


def load_config(args: argparse.Namespace, registry: "Registry | None" = None) -> "Loaded":
    """The configuration that the options name; its warnings go to stderr. InvalidConfiguration when it is wrong."""
    from otelevals.api.registry import Registry
    from otelevals.config.loader import load

    loaded = load(args.config, args.set, registry or Registry(), os.environ)
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return loaded
