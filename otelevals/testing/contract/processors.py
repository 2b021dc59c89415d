"""The contract of processors, of those that answer at once and of those that hold data for a while."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.clock import ManualClock, SystemClock
from otelevals.api.component import HoldingProcessor
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.testing.contract.build import Options, Plan
from otelevals.testing.contract.lifecycle import check_lifecycle
from otelevals.testing.telemetry import named_payload, names_in, trace_payload, trace_request

_TENANTS: tuple[Metadata, ...] = ((), (("x-tenant", "one"),), (("x-tenant", "two"), ("other", "value")))
_TICKS = 1000


def check_processor(
    cls: type[Any], options: Options | None = None, *, base_dir: Path | None = None, drops: bool = True
) -> None:
    """Lifecycle, and what becomes of data. `drops=False` says that everything must come out again."""
    plan = Plan(cls, options, base_dir)
    check_lifecycle(lambda: plan.build(SystemClock()), plan.name)
    for signal in sorted(cls.signals, key=lambda each: str(each.value)):
        if issubclass(cls, HoldingProcessor):
            for leave in (_by_drain, _by_ticks):
                _check_data(plan, signal, leave, drops)
        else:
            _check_data(plan, signal, _at_once, drops)


class _Run:
    """A processor at work under a clock that a check moves."""

    def __init__(self, plan: Plan) -> None:
        self.clock = ManualClock()
        self.name = plan.name
        self.processor = plan.build(self.clock)

    def feed(self, batch: Batch) -> list[Batch]:
        """What goes on. Only a request that is not valid inside may be refused: the engine drops it then."""
        try:
            return self._feed(batch)
        except MalformedRequest:
            if any(_unreadable(payload) for payload in batch.payloads):
                return []
            raise

    def _feed(self, batch: Batch) -> list[Batch]:
        if isinstance(self.processor, HoldingProcessor):
            return list(self.processor.take(batch, self.clock.now()))
        result = self.processor.process(batch)
        return [] if result is None else [result]


def _at_once(run: _Run) -> Iterable[Batch]:
    return ()


def _by_drain(run: _Run) -> Iterable[Batch]:
    yield from run.processor.drain()
    assert run.processor.due() is None, f"{run.name} has something due after it was drained"
    again = list(run.processor.drain())
    assert not again, f"{run.name} gives data again when it is drained twice"


def _by_ticks(run: _Run) -> Iterable[Batch]:
    for _ in range(_TICKS):
        due = run.processor.due()
        if due is None:
            left = list(run.processor.drain())
            assert not left, f"{run.name} holds data although nothing is due"
            return
        run.clock.advance(max(0.0, due - run.clock.now()))
        yield from run.processor.tick(run.clock.now())
    raise AssertionError(f"{run.name} has something due for ever")


def _check_data(plan: Plan, signal: Signal, leave: Any, drops: bool) -> None:
    run = _Run(plan)
    run.processor.start()
    try:
        given = [Batch(signal, payloads, _TENANTS[0]) for payloads in _cases(signal)]
        given += [Batch(signal, (named_payload(signal, f"of tenant {n}"),), _TENANTS[n]) for n in range(3)]
        before = [[payload.raw for payload in batch.payloads] for batch in given]
        taken = [result for batch in given for result in run.feed(batch)]
        taken += leave(run)
        after = [[payload.raw for payload in batch.payloads] for batch in given]
        assert after == before, f"{plan.name} changes payloads that it was given"
        _check_results(plan.name, signal, given, taken, drops)
    finally:
        run.processor.shutdown()


def _check_results(name: str, signal: Signal, given: list[Batch], taken: list[Batch], drops: bool) -> None:
    for batch in taken:
        assert batch.signal is signal, f"{name} gives {batch.signal.value} for {signal.value}"
        assert batch.payloads, f"{name} gives a batch without payloads: None or nothing at all means that none is left"
        for payload in batch.payloads:
            assert payload.signal is signal, f"{name} gives a payload of another signal"
            copy = Payload(signal, payload.raw)
            assert copy.items == payload.items, f"{name} gives a payload that counts its items wrongly"
    came, went = _identities(given), _identities(taken)
    assert not went - came, f"{name} invents items: {sorted(went - came)}"
    assert drops or not came - went, f"{name} loses items: {sorted(came - went)}"
    for batch in taken:
        names = {tenant for _, tenant in _identities([batch])}
        for number, metadata in enumerate(_TENANTS):
            if f"of tenant {number}" in names:
                assert set(batch.metadata) <= set(metadata), f"{name} gives data the metadata of other data"
                assert not metadata or batch.metadata, f"{name} loses metadata"


def _identities(batches: list[Batch]) -> Counter[tuple[str, str]]:
    """Every item of readable payloads, by signal and name."""
    return Counter(
        (batch.signal.value, name)
        for batch in batches
        for payload in batch.payloads
        if not _unreadable(payload)
        for name in names_in(batch.signal, payload.raw)
    )


def _unreadable(payload: Payload) -> bool:
    return any(item in payload.raw for item in _BROKEN)


_BROKEN = (b"\x0a\x09broken", b"\x2a\x02\xff\xfe")  # a field that ends too late, and a name that is not UTF-8


def _cases(signal: Signal) -> list[tuple[Payload, ...]]:
    """Payloads as they come together in batches."""
    plain = [named_payload(signal, *(f"item {n}.{m}" for m in range(n))) for n in range(1, 6)]
    nothing = [Payload(signal, b""), _holding(signal, ())]
    cases = [(plain[0],), tuple(plain[1:]), (nothing[0],), (nothing[1],), (*nothing, plain[4])]
    cases += [(broken,) for broken in _broken(signal)]
    if signal is Signal.TRACES:
        cases += [(trace_payload([_GENAI], name="chat"),), (trace_payload([{}, _GENAI, {"a": 1}]), plain[2])]
        cases.append((_merged(),))
    return cases


def _holding(signal: Signal, items: Iterable[bytes]) -> Payload:
    """A request with one resource and scope that hold these items."""
    payload = Payload(signal, b"")
    scope = payload.frame.groups.add().scopes.add()
    scope.items.extend(items)
    return Payload(signal, payload.frame.SerializeToString())


def _broken(signal: Signal) -> Iterator[Payload]:
    """What no receiver refuses, and what is nevertheless not valid inside."""
    for item in _BROKEN:
        with suppress(MalformedRequest):
            yield Payload.received(signal, _holding(signal, (item,)).raw)


def _merged() -> Payload:
    """Several resources, as a collector before this one sends them."""
    requests = [trace_request([{}, _GENAI], service=f"service {number}", name=f"span {number}") for number in range(3)]
    return Payload(Signal.TRACES, b"".join(request.SerializeToString() for request in requests))


_GENAI = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Hello?"}]}]',
    "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Hello."}]}]',
}
