"""`otelevals sample`: what the scorers of a configuration would draw of recorded traffic, and why."""

import argparse
import json
import sys
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.cli.options import add_config_options, load_config

if TYPE_CHECKING:
    from otelevals.offline.sampled import Draw, Sampling, Spread
    from otelevals.scoring.configured import ConfiguredScorer

_LISTED = 10
_LONGEST = 100
_DECIMALS = 6


class CannotChoose(Exception):
    """There is nothing that draws."""


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "sample",
        help="say what scorers would draw of recorded traffic, and why",
        description="Say which targets of recorded traffic the scorers of a configuration would draw, by which policy "
        "and with which probability. Built-in checks run, since conditions may ask for them; judges are not asked.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="OTLP as JSON, JSON lines or protobuf, in any form")
    add_config_options(parser)
    parser.add_argument("--scorer", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument(
        "--list", type=_count, default=_LISTED, metavar="N", help=f"how many draws are listed (default: {_LISTED})"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from otelevals.config.problem import InvalidConfiguration
    from otelevals.offline.dataset import BadDataset
    from otelevals.offline.sampled import Sampling

    try:
        scorers, shown = _chosen(args)
        sampling = Sampling(scorers)
        draws, problems = _draw(args, sampling, shown)
    except (InvalidConfiguration, BadDataset) as error:
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION
    except CannotChoose as error:
        print(f"otelevals sample: error: {error}", file=sys.stderr)
        return USAGE
    for problem in problems:
        print(problem, file=sys.stderr)
    if args.json:
        print(json.dumps(_named(sampling, draws, shown), indent=2))
    else:
        _print(sampling, draws, shown)
    return FAILED if problems else OK


def _chosen(args: argparse.Namespace) -> "tuple[dict[str, ConfiguredScorer], list[str]]":
    """All scorers, and the names of those to be shown: the ones that draw, unless others are named."""
    from otelevals.offline.chosen import TYPE

    scorers: dict[str, ConfiguredScorer] = {}
    for spec in load_config(args).sections["processors"].values():
        if spec.cls.type == TYPE:
            config: Any = spec.config
            scorers = {**config.scorers, **scorers}
    for name in args.scorer:
        if name not in scorers:
            raise CannotChoose(f"argument --scorer: no scorer {name} is configured")
    shown = args.scorer or [name for name, scorer in scorers.items() if not scorer.rules.options.everything]
    if not shown:
        raise CannotChoose("no scorer of the configuration has sampling: every target is scored")
    return scorers, shown


def _draw(args: argparse.Namespace, sampling: "Sampling", shown: list[str]) -> "tuple[list[Draw], list[str]]":
    """The first draws that were chosen, and what could not be read."""
    from otelevals.cli.eval_input import Recording
    from otelevals.genai.trace import Trace

    recording = Recording(args.files)
    recording.read_logs(lambda _: None)  # what is wrong with them is said, and nothing is joined
    chosen = (
        draw
        for recorded in recording.traces()
        for draw in sampling.take(Trace(recorded.spans))
        if draw.chosen and draw.scorer in shown
    )
    first = list(islice(chosen, args.list))
    for _ in chosen:  # the others are counted
        pass
    return first, recording.problems


def _print(sampling: "Sampling", draws: "list[Draw]", shown: list[str]) -> None:
    from otelevals.cli.inspect_terminal import one_line
    from otelevals.cli.report_text import aligned

    thinned = any(sums.upstream.least < 1 for name in shown for sums in sampling.found.strata[name].values())
    columns = slice(None if thinned else -1)
    lines = [("scorer", "policy", "targets", "chosen", "expected", "probability", "in front")[columns]]
    for name in shown:
        for policy, sums in sorted(sampling.found.strata[name].items()):
            spreads = _spread(sums.probability), _spread(sums.upstream)
            numbers = f"{sums.targets:,}", f"{sums.chosen:,}", f"{sums.expected:,.1f}", *spreads
            lines.append((name, one_line(policy, _LONGEST) or "all", *numbers)[columns])
    print(aligned(lines, 2) if len(lines) > 1 else "nothing to draw from\n", end="")
    for name in shown:
        for what, counts in (
            ("does not draw from", sampling.found.others[name]),
            ("draws and cannot score", sampling.found.unscored[name]),
        ):
            if counts:
                print(f"\n{name} {what}: " + ", ".join(f"{n:,} {why}" for why, n in counts.most_common()))
    if draws:
        print("\ndrawn:")
    for draw in draws:
        policy = one_line(draw.included.stratum, _LONGEST) or "all"
        why = f"{draw.number:.4f} is below {draw.included.probability:.4g} ({policy})"
        why += f", {draw.upstream:.4g} in front" if draw.upstream < 1 else ""
        print(f"  {draw.trace_id.hex()}/{draw.span_id.hex()}  {draw.scorer}: {why}")


def _spread(probabilities: "Spread") -> str:
    least, most = f"{probabilities.least:.4g}", f"{probabilities.most:.4g}"
    return least if least == most else f"{least} to {most}"


def _named(sampling: "Sampling", draws: "list[Draw]", shown: list[str]) -> dict[str, Any]:
    return {
        "scorers": {
            name: {
                "policies": [
                    {
                        "policy": policy or "all",
                        "targets": sums.targets,
                        "chosen": sums.chosen,
                        "expected": round(sums.expected, _DECIMALS),
                        **asdict(sums.probability),
                        "upstream": asdict(sums.upstream),
                    }
                    for policy, sums in sorted(sampling.found.strata[name].items())
                ],
                "not_drawn_from": dict(sampling.found.others[name]),
                "not_scored": dict(sampling.found.unscored[name]),
            }
            for name in shown
        },
        "drawn": [
            {
                "trace_id": draw.trace_id.hex(),
                "span_id": draw.span_id.hex(),
                "scorer": draw.scorer,
                "policy": draw.included.stratum or "all",
                "probability": draw.included.probability,
                "number": draw.number,
                "upstream": draw.upstream,
            }
            for draw in draws
        ],
    }


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"not a number: {text}")
    return int(text)
