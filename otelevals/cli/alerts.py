"""`otelevals alerts`: what is on, silences, and how soon rules would notice a drop."""

import argparse
import json
import sys
import time
from typing import Any

from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.cli.options import add_config_options
from otelevals.cli.stores import CannotRead, add_store_options, use_alert_store
from otelevals.cli.times import DAY, read_duration, read_time, shown

_DIGITS = 18
"""Of the largest numbers that a store has."""


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "alerts",
        help="say what is on, silence alerts, or try rules out",
        description="Say which alerts are on, silence alerts, or find out how soon rules would notice a drop.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listed = _action(actions, "list", "say which alerts are on, and which silences hold", _list)
    add_store_options(listed)
    listed.add_argument("--json", action="store_true", help="print JSON")
    silence = _action(actions, "silence", "tell nobody of some alerts for a while", _silence)
    silence.add_argument(
        "matchers",
        nargs="*",
        type=_matcher,
        metavar="NAME=VALUE",
        help="rule, scorer or a dimension; * and ? may be in it",
    )
    add_store_options(silence)
    silence.add_argument("--for", dest="length", type=read_duration, metavar="DURATION", help="such as 90m, 2h or 7d")
    silence.add_argument("--comment", default="", metavar="TEXT", help="why")
    silence.add_argument("--end", type=_number, metavar="NUMBER", help="end this silence instead")
    simulate = _action(actions, "simulate", "find out how soon rules would notice a drop", _simulate)
    add_config_options(simulate)
    _add_traffic(simulate)


def _add_traffic(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rule", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument("--drop", type=_share, metavar="PERCENT", help="how far the pass rate falls (default: 0.05)")
    parser.add_argument(
        "--pass-rate", type=_share, default=0.95, metavar="PERCENT", help="before the drop (default: 0.95)"
    )
    parser.add_argument("--per-hour", type=_positive, default=100.0, metavar="N", help="evaluations (default: 100)")
    parser.add_argument(
        "--turns", type=_positive, default=3.0, metavar="N", help="of a session, on average (default: 3)"
    )
    parser.add_argument("--correlation", type=_share, default=0.2, metavar="N", help="of its turns (default: 0.2)")
    parser.add_argument("--slices", type=_count, default=1, metavar="N", help="that the traffic is in (default: 1)")
    parser.add_argument("--days", type=_count, default=7, metavar="N", help="with and without a drop (default: 7)")
    parser.add_argument("--runs", type=_count, default=10, metavar="N", help="of all this (default: 10)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another one for other traffic (default: 1)")
    parser.add_argument("--replay", action="store_true", help="play what the ledger has instead of made-up traffic")
    parser.add_argument(
        "--last", type=read_duration, default=28 * DAY, metavar="DURATION", help="with --replay (default: 28d)"
    )
    parser.add_argument("--at", type=read_time, metavar="TIME", help="with --replay: when a drop is to begin")


def _action(actions: Any, name: str, text: str, execute: Any) -> Any:
    parser = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(execute=lambda args: _run(execute, args))
    return parser


def _run(execute: Any, args: argparse.Namespace) -> int:
    try:
        code: int = execute(args)
    except argparse.ArgumentError as error:
        print(f"otelevals alerts: error: {error}", file=sys.stderr)
        return USAGE
    except CannotRead as error:
        print(error, file=sys.stderr)
        return error.code
    return code


def _list(args: argparse.Namespace) -> int:
    from otelevals.cli.alerts_text import on_as_json, on_as_text

    now = time.time()
    states, silences = use_alert_store(
        args, lambda store: ({name: store.load(name)[0] for name in store.names()}, store.silences(int(now * 1000)))
    )
    sys.stdout.write(on_as_json(states, silences) if args.json else on_as_text(states, silences))
    return OK


def _silence(args: argparse.Namespace) -> int:
    from otelevals.store.totals import LAST_MINUTE

    if args.end is not None:
        ended = use_alert_store(args, lambda store: store.end_silence(args.end))
        print(f"silence {args.end} is over" if ended else f"there is no silence {args.end}")
        return OK if ended else FAILED
    if not args.matchers or args.length is None:
        raise argparse.ArgumentError(None, "a silence needs NAME=VALUE, such as rule=faithful, and --for")
    names = [name for name, _ in args.matchers]
    for name in names:
        if names.count(name) > 1:
            raise argparse.ArgumentError(None, f"{name} is there twice: a silence matches what has all that it names")
    ends = int((time.time() + args.length) * 1000)
    if ends > LAST_MINUTE:
        raise argparse.ArgumentError(None, "argument --for: it ends after the year 9999")
    number = use_alert_store(args, lambda store: store.add_silence(json.dumps(dict(args.matchers)), ends, args.comment))
    print(f"silence {number} until {shown(ends)}")
    return OK


def _simulate(args: argparse.Namespace) -> int:
    from otelevals.cli.alerts_simulate import replayed, simulated

    if args.at is not None and not args.replay:
        raise argparse.ArgumentError(None, "argument --at: only allowed with argument --replay")
    for line in (replayed if args.replay else simulated)(args):
        print(line, flush=True)
    return OK


def _matcher(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"not a matcher: {text} (such as rule=faithful or model=gpt-*)")
    return name, value


def _share(text: str) -> float:
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError(f"not a share below 100%: {text} (such as 5% or 0.05)")
    return number


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1 <= number <= 1e6:
        raise argparse.ArgumentTypeError(f"not a number from 1 to 1000000: {text}")
    return number


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise argparse.ArgumentTypeError(f"not the number of a silence: {text}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"not a whole number from 1 to 1000: {text}")
    return int(text)
