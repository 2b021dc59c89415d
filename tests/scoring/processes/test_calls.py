"""Calls arrive as they were sent, and what many of them ask for is sent once."""

import threading
from collections.abc import Sequence
from types import MappingProxyType

import pytest

from otelevals.genai.interaction import Interaction
from otelevals.genai.trace import Trace
from otelevals.scoring.asking import Call
from otelevals.scoring.outcome import Target
from otelevals.scoring.processes import calls as module
from otelevals.scoring.processes.calls import Decoder, Encoded, Encoder, Shared, batch_of, how_many
from tests.genai.spans import chat
from tests.genai.traces import of, part, trace


def sent(calls: Sequence[Encoded]) -> list[Call]:
    batch = batch_of(calls)
    decoder = Decoder(batch.shared)
    return [decoder.decode(data) for data in batch.calls]


def test_a_call_brings_the_interaction_and_its_trace() -> None:
    whole = trace(part("root", {"session.id": "s1"}), part("answer", chat("Paris"), "root"))
    target = Target(b"t" * 16, b"s" * 8)
    call = Call("x", [of(whole, "answer")], {"evals": MappingProxyType({"a": 1})}, target, 2)
    ((scorer, (found,), named, *about),) = sent([Encoder().encode(call)])
    assert isinstance(found, Interaction)
    assert (found.value("output"), found.value("session")) == ("Paris", "s1")
    assert (scorer, named, about) == ("x", {"evals": {"a": 1}}, [target, 2])


def test_a_trace_is_sent_once() -> None:
    texts = [f"answer {number} " * 100 for number in range(20)]
    whole = trace(part("root", {}), *[part(f"{number}", chat(text), "root") for number, text in enumerate(texts)])
    encoder = Encoder()
    calls = [encoder.encode(Call("x", [of(whole, f"{number}")], {"trace": whole})) for number in range(20)]
    assert sum(map(len, batch_of(calls).shared.values())) < 2 * sum(map(len, texts)) + 20_000
    assert sum(len(call.data) for call in calls) < 2 * sum(map(len, texts)) + 20_000
    arrived = sent(calls)
    assert [call.positional[0].value("output") for call in arrived] == texts
    traces = {id(each) for call in arrived for each in (call.positional[0].trace, call.named["trace"])}
    assert len(traces) == 1
    assert isinstance(arrived[0].named["trace"], Trace)


def test_what_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot be sent to an evaluator process"):
        Encoder().encode(Call("x", [threading.Lock()], {}))


def test_a_call_that_is_too_large_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_CALL", 1000)
    with pytest.raises(ValueError, match="too large for an evaluator process"):
        Encoder().encode(Call("x", ["x" * 1000], {}))
    with pytest.raises(ValueError, match="too large for an evaluator process"):
        Encoder().encode(Call("x", [], {"trace": trace(part("root", chat("x" * 1000)))}))


def test_what_is_sent_at_once_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BYTES_AT_ONCE", 100)
    large, other = Shared(1, b"x" * 500), Shared(2, b"x" * 500)
    assert how_many([Encoded(b"x", (large,))] * 100) == 32
    assert how_many([Encoded(b"x", (large,)), Encoded(b"x", (other,))]) == 1
    assert how_many([Encoded(b"x" * 40)] * 9) == 3
    assert how_many([Encoded(b"x" * 999)]) == 1
