"""`otelevals components`: what is installed, as YAML or JSON."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from otelevals import __version__
from otelevals.cli.exit_codes import OK

if TYPE_CHECKING:
    from otelevals.api.registry import Registry


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "components",
        help="list the installed components",
        description="List the installed components with their aliases, signals and where they come from.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of YAML")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    import yaml

    from otelevals.api.registry import Registry

    listing = describe(Registry())
    if args.json:
        print(json.dumps(listing, indent=2))
    else:
        yaml.safe_dump(listing, sys.stdout, sort_keys=False)
    return OK


def describe(registry: "Registry") -> dict[str, Any]:
    """Everything that is installed, by section; a component that cannot be loaded says why."""
    from otelevals.api.registry import KINDS
    from otelevals.config.installed import installed

    listing: dict[str, Any] = {"buildinfo": {"command": "otelevals", "version": __version__}}
    for kind in KINDS:
        found: dict[Any, dict[str, Any]] = {}
        for name, cls in installed(registry, kind):
            distribution = registry.source(kind, name)
            if isinstance(cls, Exception):
                found[name] = {"name": name, "distribution": distribution, "error": str(cls)}
            else:
                found[cls] = _entry(kind, cls, distribution)
        listing[kind] = sorted(found.values(), key=lambda entry: str(entry["name"]))
    return listing


def _entry(kind: str, cls: Any, distribution: str) -> dict[str, Any]:
    entry = {"name": cls.type}
    if cls.aliases:
        entry["aliases"] = list(cls.aliases)
    entry["module"] = cls.__module__
    entry["distribution"] = distribution
    if kind != "extensions":
        entry["signals"] = sorted(signal.value for signal in cls.signals)
    return entry
