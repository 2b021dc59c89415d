"""A journal can be looked into while it is in use, and what is in it can be sent elsewhere when it is not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from otelevals.api.clock import SystemClock
from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.journal.dead_letters import DeadLetters, read_dead_letters
from otelevals.journal.disk import Folder
from otelevals.journal.entry import Header, Target
from otelevals.journal.journal import Journal, Limits
from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload
from tests.e2e.backends import Backend, grpc_backend, http_backend

ONE, OTHER = Target("traces", "one"), Target("traces", "other")
AT = 1_790_000_000_000_000_000


def header(*targets: Target, reason: str = "") -> Header:
    return Header(AT, Signal.TRACES, "otlp", (), frozenset(targets), 1, reason=reason)


def opened(folder: Path) -> Journal:
    return Journal(Folder(folder), Limits(10**9), SystemClock(), lambda items: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal with two requests, one of which only one exporter misses, and a dead letter."""
    journal = opened(tmp_path)
    first, _ = (
        journal.append(header(ONE, OTHER), named_payload(Signal.TRACES, name).raw, lambda entry, error: None)
        for name in ("a", "b")
    )
    journal.write_next()
    journal.finish(first, [ONE])
    journal.close()
    dead = Folder(tmp_path / "dead-letters")
    DeadLetters(dead, 10**6).add(header(ONE, reason="invalid"), named_payload(Signal.TRACES, "bad").raw)
    dead.close()
    return tmp_path


@pytest.fixture
def http_sink() -> Iterator[Backend]:
    with http_backend() as backend:
        yield backend


def test_the_status_says_what_waits_for_whom(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "status", str(folder)]) == OK
    size = sum(file.stat().st_size for file in folder.glob("*.journal"))
    assert capsys.readouterr().out.splitlines() == [
        "requests  2",
        f"bytes     {size}",
        "oldest    2026-09-21T14:13:20.000Z",
        "waiting",
        "  traces to one  1 requests, 1 items",
        "  traces to other  2 requests, 2 items",
        "dead letters",
        "  traces to one: invalid  1 requests, 1 items",
    ]


def test_it_can_be_looked_into_while_it_is_in_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = opened(folder)
    assert main(["journal", "status", str(folder), "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["requests"] == 2
    assert main(["journal", "drain", str(folder), "--to", "http://127.0.0.1:9"]) == FAILED
    assert capsys.readouterr().err == f"{folder} is in use by another process: stop it first\n"
    journal.close()


def test_inspect_prints_requests(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "inspect", str(folder), "--content"]) == OK
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["waiting"], second["waiting"]) == (["traces to other"], ["traces to one", "traces to other"])
    assert first["content"]["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"] == "a"
    assert main(["journal", "inspect", str(folder), "--dead-letters"]) == OK
    (letter,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (letter["reason"], letter["targets"]) == ("invalid", ["traces to one"])


def test_drain_sends_what_waits(folder: Path, http_sink: Backend, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "drain", str(folder), "--to", http_sink.endpoint, "--exporter", "one"]) == OK
    assert capsys.readouterr().out == "sent 1 requests, refused 0\n"
    assert http_sink.names == ["b"]
    with grpc_backend() as grpc_sink:
        assert main(["journal", "drain", str(folder), "--to", f"grpc://{grpc_sink.endpoint}"]) == OK
        assert grpc_sink.names == ["a", "b"]
    journal = opened(folder)
    assert journal.entries == []
    journal.close()


def test_replay_sends_dead_letters_once(folder: Path, http_sink: Backend, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "replay", str(folder), "--to", http_sink.endpoint]) == OK
    assert main(["journal", "replay", str(folder), "--to", http_sink.endpoint]) == OK
    assert capsys.readouterr().out == "sent 1 requests, refused 0\nsent 0 requests, refused 0\n"
    assert http_sink.names == ["bad"]


def test_what_is_not_taken_stays(folder: Path, http_sink: Backend, capsys: pytest.CaptureFixture[str]) -> None:
    http_sink.answer = lambda: "400 Bad Request"
    assert main(["journal", "replay", str(folder), "--to", http_sink.endpoint]) == FAILED
    http_sink.answer = lambda: "503 Service Unavailable"
    assert main(["journal", "replay", str(folder), "--to", http_sink.endpoint]) == FAILED
    assert "stopped: " in capsys.readouterr().err
    disk = Folder(folder / "dead-letters", read_only=True)
    assert len(list(read_dead_letters(disk))) == 1
    disk.close()


@pytest.mark.parametrize("action", ["status", "inspect", "drain", "replay"])
def test_a_folder_that_is_not_there_is_an_error(
    action: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = ["--to", "http://127.0.0.1:9"] if action in ("drain", "replay") else []
    assert main(["journal", action, str(tmp_path / "no"), *to]) == FAILED
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'no'}: ")


def test_a_url_of_another_kind_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "drain", str(folder), "--to", "localhost:4317"]) == USAGE
    assert "expected http[s]://host:port or grpc[s]://host:port" in capsys.readouterr().err
