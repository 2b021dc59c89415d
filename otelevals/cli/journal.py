"""`otelevals journal`: what waits in a journal, what was refused for good, and sending either of them again."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from otelevals.cli.exit_codes import FAILED, OK, USAGE

if TYPE_CHECKING:
    from otelevals.journal.entry import Entry, Header


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "journal",
        help="look into a journal, and send what is in it",
        description="Look into the journal of a receiver, and send what is in it.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    status = _action(actions, "status", "say what waits for whom, and what was refused for good", _status)
    status.add_argument("--json", action="store_true", help="print JSON")
    inspect = _action(actions, "inspect", "print a line of JSON for each request", _inspect)
    inspect.add_argument("--dead-letters", action="store_true", help="those that were refused for good")
    inspect.add_argument("--content", action="store_true", help="with what is in the request, as OTLP JSON")
    replay = _action(actions, "replay", "send dead letters; those that are taken are removed", _replay)
    drain = _action(actions, "drain", "send what waits; what is taken waits no more", _drain)
    for each in (replay, drain):
        each.add_argument("--to", required=True, metavar="URL", help="http[s]://host:port or grpc[s]://host:port")
        each.add_argument("--exporter", metavar="ID", help="only what this exporter of the configuration did not get")


def _action(actions: Any, name: str, text: str, execute: Any) -> Any:
    parser = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.add_argument("directory", metavar="DIRECTORY", type=Path, help="the directory of the journal")
    parser.set_defaults(execute=lambda args: _run(execute, args))
    return parser


def _run(execute: Any, args: argparse.Namespace) -> int:
    from otelevals.api.errors import ConfigError
    from otelevals.journal.disk import InUse

    try:
        code: int = execute(args)
    except InUse as error:
        print(f"{error}: stop it first", file=sys.stderr)
    except OSError as error:
        print(f"{args.directory}: {error.strerror or error}", file=sys.stderr)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return USAGE
    else:
        return code
    return FAILED


def _status(args: argparse.Namespace) -> int:
    entries, letters = list(_entries(args.directory)), list(_letters(args.directory))
    waiting: dict[str, list[int]] = {}
    for entry, _ in entries:
        for target in entry.waiting:
            _count(waiting, str(target), entry.header.items)
    dead: dict[str, list[int]] = {}
    for header, _ in letters:
        for target in header.targets:
            _count(dead, f"{target}: {header.reason}", header.items)
    found = {
        "requests": len(entries),
        "bytes": sum(file.stat().st_size for file in args.directory.glob("*.journal")),
        "oldest": _when(min(entry.header.at for entry, _ in entries)) if entries else None,
        "waiting": {name: {"requests": requests, "items": items} for name, (requests, items) in waiting.items()},
        "dead_letters": {name: {"requests": requests, "items": items} for name, (requests, items) in dead.items()},
    }
    if args.json:
        print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return OK
    print(f"requests  {found['requests']}")
    print(f"bytes     {found['bytes']}")
    print(f"oldest    {found['oldest'] or '-'}")
    for title, counts in (("waiting", waiting), ("dead letters", dead)):
        print(title if counts else f"{title}  none")
        for name, (requests, items) in sorted(counts.items()):
            print(f"  {name}  {requests} requests, {items} items")
    return OK


def _count(counts: dict[str, list[int]], name: str, items: int) -> None:
    found = counts.setdefault(name, [0, 0])
    found[0] += 1
    found[1] += items


def _inspect(args: argparse.Namespace) -> int:
    if args.dead_letters:
        lines = ((_described(header), header.signal, raw) for header, raw in _letters(args.directory))
    else:
        lines = (
            ({"id": entry.id, **_described(entry.header), "waiting": sorted(map(str, entry.waiting))}, signal, raw)
            for entry, raw in _entries(args.directory)
            for signal in [entry.header.signal]
        )
    for line, signal, raw in lines:
        if args.content:
            line["content"] = _content(signal, raw)
        print(orjson.dumps(line).decode())
    return OK


def _described(header: "Header") -> dict[str, Any]:
    line = {
        "at": _when(header.at),
        "signal": header.signal.value,
        "receiver": header.receiver,
        "items": header.items,
        "targets": sorted(map(str, header.targets)),
    }
    line |= {key: value for key, value in (("after", header.after), ("reason", header.reason)) if value}
    return line


def _content(signal: Any, raw: bytes) -> Any:
    from google.protobuf.message import DecodeError

    from otelevals.otlp.json import encode_json

    try:
        return orjson.loads(encode_json(signal.wire.request.FromString(raw)))
    except DecodeError:
        return "not valid protobuf"


def _replay(args: argparse.Namespace) -> int:
    from otelevals.cli.journal_send import replay

    return replay(dead_letters_of(args.directory), args.to, args.exporter)


def _drain(args: argparse.Namespace) -> int:
    from otelevals.cli.journal_send import drain

    return drain(args.directory, args.to, args.exporter)


def _entries(directory: Path) -> "Iterator[tuple[Entry, bytes]]":
    """What waits, oldest first, with its bytes; also while a collector works on it."""
    from otelevals.journal.disk import Folder
    from otelevals.journal.records import Record, scan
    from otelevals.journal.segments import find

    disk = Folder(directory, read_only=True)
    found = [entry for segment in find(disk).segments.values() for entry in segment.entries.values()]
    for entry in sorted(found, key=lambda entry: entry.id):
        start = entry.offset + entry.size - entry.whole
        whole = disk.read(f"{entry.segment:012d}.journal", start, entry.whole)
        record = next(scan(whole, entry.segment), None)
        if isinstance(record, Record):  # else the file is used for something else by now
            yield entry, record.body[len(record.body) - entry.size :]
    disk.close()


def _letters(directory: Path) -> "Iterator[tuple[Header, bytes]]":
    from otelevals.journal.dead_letters import read_dead_letters
    from otelevals.journal.disk import Folder

    folder = dead_letters_of(directory)
    if folder.is_dir():
        disk = Folder(folder, read_only=True)
        yield from read_dead_letters(disk)
        disk.close()


def dead_letters_of(directory: Path) -> Path:
    from otelevals.pipeline.books import DEAD_LETTERS

    return directory / DEAD_LETTERS


def _when(nanoseconds: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
