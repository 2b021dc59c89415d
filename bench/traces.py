"""What gathering 200,000 spans in 20,000 open traces costs, besides decoding frames: `python -m bench.traces`.

Each trace has ten spans, two of them chat spans of 2.9 KB. Requests have a hundred spans: `whole` those of ten traces,
`pieces` one of a hundred traces each, so that all traces are open until the last tenth of the requests. `finding` is
what a scorer takes to find GenAI spans, with traces or without; `indexing` is what it takes besides, to know spans by
their traces when they pass or are released. Of several runs the one is shown in which gathering and indexing were
fastest, and how slow they were in the slowest.
"""

import gc
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.corpus import span
from otelevals.api.batch import Batch, Payload
from otelevals.genai.recognise import let_through, may_have_genai
from otelevals.otlp.anyvalue import varint
from otelevals.otlp.signals import Signal
from otelevals.processors.group_by_trace import GroupByTraceProcessor
from otelevals.scoring.arrivals import Arrivals
from otelevals.scoring.known import Bounds, KnownTraces
from otelevals.testing import context

TRACES, SPANS, REQUEST = 20_000, 10, 100
KINDS = ["web"] * 3 + ["chat"] + ["web"] * 3 + ["chat"] + ["web"] * 2
CASES = [(hold, requests) for hold in ("all", "none") for requests in ("whole", "pieces")]
COSTS = ("decoding", "finding", "gathering", "indexing", "releasing")
RUNS = 5


def main() -> None:
    if len(sys.argv) == 3:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)  # as the service does
        print(*Measured(sys.argv[1], {"whole": whole, "pieces": pieces}[sys.argv[2]]()).figures())
        return
    columns = (*COSTS[:4], "both", "slowest", "releasing", "MB held")
    print(f"{'microseconds a span':22}" + "".join(f"{name:>11}" for name in columns))
    for case in CASES:
        command = [sys.executable, "-m", "bench.traces", *case]  # what one leaves of memory is not there for the next
        runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(RUNS)]
        figures = sorted(([float(figure) for figure in run.split()] for run in runs), key=_both)
        *costs, releasing, held = figures[0]
        shown = (*costs, _both(figures[0]), _both(figures[-1]), releasing)
        print(f"{f'hold: {case[0]}, {case[1]}':22}" + "".join(f"{cost:11.2f}" for cost in shown) + f"{held:11.0f}")


def _both(figures: list[float]) -> float:
    return figures[2] + figures[3]


class Measured:
    def __init__(self, hold: str, requests: Iterable[bytes]) -> None:
        config = GroupByTraceProcessor.Config.model_validate({"hold": hold, "max_bytes": 1 << 30})
        processor = GroupByTraceProcessor(config, context())
        self._arrivals = Arrivals(KnownTraces(Bounds(TRACES, TRACES * SPANS, 1 << 30, 300)))
        self._spent = dict.fromkeys(COSTS, 0.0)
        before = _resident()
        for raw in requests:
            self._time = time.process_time()
            payload = Payload.received(Signal.TRACES, raw)
            _ = payload.parts
            self._until("decoding")
            batches = processor.take(Batch(Signal.TRACES, (payload,)), 0.0)
            self._index(batches, "gathering")
        self._held = _resident() - before
        self._time = time.process_time()
        released = self._index(processor.tick(100.0), "releasing")
        assert released in (0, TRACES * SPANS)

    def figures(self) -> list[float]:
        return [seconds / (TRACES * SPANS) * 1e6 for seconds in self._spent.values()] + [self._held / 1e6]

    def _index(self, batches: Iterable[Batch], cost: str) -> int:
        """What a scorer does with batches that it `cost` so much to make; how many spans they have."""
        items = 0
        for batch in batches:
            self._until(cost)
            for payload in batch.payloads:
                if may_have_genai(payload.haystack):
                    for raws in payload.parts:
                        let_through(raws)
            found = self._until("finding")
            self._arrivals.of(batch, 0.0)
            self._until("indexing")
            self._spent["indexing"] -= found  # which it does again
            items += batch.items
            self._time = time.process_time()
        self._until(cost)
        return items

    def _until(self, cost: str) -> float:
        now = time.process_time()
        passed, self._time = now - self._time, now
        self._spent[cost] += passed
        return passed


def whole() -> Iterator[bytes]:
    templates = _templates()
    for first in range(0, TRACES, REQUEST // SPANS):
        yield _request([_span(templates, trace, at) for trace in range(first, first + 10) for at in range(SPANS)])


def pieces() -> Iterator[bytes]:
    templates = _templates()
    for at in range(SPANS):
        for first in range(0, TRACES, REQUEST):
            yield _request([_span(templates, trace, at) for trace in range(first, first + REQUEST)])


def _templates() -> list[bytes]:
    chance = random.Random(1)
    spans = [span(kind, chance, root=at == SPANS - 1) for at, kind in enumerate(KINDS)]
    for each in spans:
        each.flags = 0x101  # sampled, and the parent is in the same process, as SDKs say it
    return [each.SerializeToString() for each in spans]


def _span(templates: list[bytes], trace: int, at: int) -> bytes:
    """A span of a trace under the one that ends after it."""
    raw = templates[at]
    ids = b"\x0a\x10" + (trace + 1).to_bytes(16, "big") + b"\x12\x08" + (trace * SPANS + at).to_bytes(8, "big")
    if at == SPANS - 1:
        return ids + raw[28:]
    return ids + b"\x22\x08" + (trace * SPANS + at + 1).to_bytes(8, "big") + raw[38:]


def _request(spans: list[bytes]) -> bytes:
    scope = _field(1, _field(1, b"a scope")) + b"".join([_field(2, raw) for raw in spans])
    return _field(1, _field(1, _field(1, b"\x0a\x0cservice.name\x12\x06\x0a\x04shop")) + _field(2, scope))


def _field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    main()
