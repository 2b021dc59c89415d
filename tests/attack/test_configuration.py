"""Configurations that want to be large, endless or somewhere else: what is refused, and what is taken at its word."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, Loaded, load
from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service
from tests.waiting import eventually


def loaded(text: str, environ: dict[str, str] | None = None) -> Loaded:
    return load([f"yaml:{text}"], [], Registry(), environ or {})


def refusal(text: str, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(InvalidConfiguration) as caught:
        loaded(text, environ)
    message = str(caught.value)
    assert len(message) < 100_000
    return message


def with_filter(condition: str) -> str:
    return yaml.safe_dump(
        {
            "receivers": {"otlp": {"protocols": {"grpc": None}}},
            "processors": {"filter": {"trace_conditions": [condition]}},
            "exporters": {"debug": None},
            "service": {
                "pipelines": {"traces": {"receivers": ["otlp"], "processors": ["filter"], "exporters": ["debug"]}}
            },
        },
        width=1_000_000,
    )


def laughs(levels: int) -> str:
    """Lists of nine aliases each, in lists of nine aliases each."""
    lines = ["a0: &a0 [lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (laughs(30), "more than 100000 values"),
        ("x: " + "[" * 100_000, "more than 64 levels"),
        ("x: " + "{a: " * 10_000, "more than 64 levels"),
        ("x: &x [*x]", "an alias is inside the value that it stands for"),
        ("x: &x {<<: *x}", "an alias is inside the value that it stands for"),
        ("x: &x {y: {z: [*x]}}", "an alias is inside the value that it stands for"),
        ("a: &a {k: 1}\nb: &b {<<: [*a, *a]}\n" + "c: {<<: [" + "*b, " * 60_000 + "*b]}", "more than 100000 values"),
        ("x: !!python/object/apply:os.system [id]", "the YAML tag is not supported"),
        ("x: !!binary " + "A" * 100, "the YAML tag is not supported"),
        ("? " * 20_000 + "x", "levels"),
    ],
    ids=["laughs", "lists", "maps", "loop", "merge loop", "deep loop", "merges", "python", "binary", "keys"],
)
def test_hostile_yaml_is_refused(text: str, message: str) -> None:
    assert message in refusal(text)


def test_substitutions_that_multiply_are_refused() -> None:
    environ = {f"V{n}": f"${{V{n + 1}}}" * 10 for n in range(50)} | {"V50": "x" * 1000}
    assert "more text than a configuration may have" in refusal("x: a${V0}", environ)


def test_substitutions_that_go_round_are_refused() -> None:
    assert "too many recursive expansions" in refusal("x: ${A}", {"A": "${B}", "B": "${A}"})


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 10_000 + "true" + ")" * 10_000,
        " and ".join(["true"] * 100_000),
        "not " * 4000 + "true",
        "-" * 16_000 + "1 == 1",
        " + ".join(["1"] * 4000) + ' == "x" and',
        '"' + "\\" * 16_000,
        "span." + ".".join(["a"] * 8000) + " == 1",
        "span.attributes" + '["a"]' * 3000 + " == ",
        "[" * 60 + "1," * 7000 + "]",
        'IsMatch(span.name, "(a{1000}){1000}")',
        'IsMatch(span.name, "' + "(" * 5000 + '")',
        'IsMatch(span.name, "(?P<a>x)(?P=a)")',
    ],
    ids=[
        "brackets",
        "long",
        "nots",
        "signs",
        "sum",
        "escapes",
        "path",
        "keys",
        "lists",
        "repeats",
        "groups",
        "backref",
    ],
)
def test_hostile_conditions_are_refused(condition: str) -> None:
    assert "processors::filter" in refusal(with_filter(condition))


@pytest.mark.parametrize(
    "condition",
    [
        " or ".join(['span.name == "x"'] * 800),
        'IsMatch(span.name, "^(a+)+$")',
        'IsMatch(span.name, "(x+x+)+y")',
        'IsMatch(span.name, "' + "(a|b|ab)*" * 100 + 'c")',
    ],
)
def test_conditions_that_only_look_hostile_are_taken(condition: str) -> None:
    assert loaded(with_filter(condition)).warnings == []


def test_a_header_value_in_the_configuration_is_one_line() -> None:
    for options in (
        {"exporters": {"otlp_http": {"endpoint": "http://a:1", "headers": {"x": "a\r\nx-evil: 1"}}}},
        {"exporters": {"otlp_grpc": {"endpoint": "a:1", "headers": {"x": "a\nb"}}}},
        {"receivers": {"otlp": {"protocols": {"http": {"response_headers": {"x": "a\r\nset-cookie: b"}}}}}},
        {"extensions": {"headers_setter": {"headers": [{"key": "x", "value": "a\r\nb"}]}}},
    ):
        assert "evil" not in (message := refusal(yaml.safe_dump(options)))
        assert "characters" in message


SCORER = """\
def polite(interaction):
    return True
"""


def test_paths_are_taken_at_their_word_and_nothing_else_is_one(tmp_path: Path) -> None:
    """Who writes the configuration says where files are, also above its folder. Ids and telemetry never say it."""
    folder = tmp_path / "conf"
    folder.mkdir()
    (tmp_path / "checks.py").write_text(SCORER)
    options: dict[str, Any] = {
        "receivers": {"otlp": {**OTLP, "journal": {"directory": "../journal"}}},
        "processors": {"scorer": {"scorers": {"polite": {"type": "python", "path": "../checks.py:polite"}}}},
        "exporters": {"file/../../evil": {"path": "../out.json"}},
        "service": service(
            {"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["file/../../evil"]}}
        ),
    }
    clients = Clients()
    with collector(folder / "collector.yaml", options) as running:
        before = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
        for name in ("../../evil", "/tmp/evil", "..\\evil", "a\x00b"):
            clients.http(running.http, Signal.TRACES, named_payload(Signal.TRACES, name).raw)
        eventually(lambda: (tmp_path / "out.json").read_bytes().count(b"\n") > 0)
        assert running.terminate() == 0
    clients.close()
    after = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
    assert {path for path in after - before if path.parts[0] != "journal"} == set()
