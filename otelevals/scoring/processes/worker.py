"""The evaluator process: calls scorers that it is told to call, one after the other, and answers.

It is killed from outside when a call takes too long, and ends by itself when the service is gone.
"""

import asyncio
import os
import resource
import socket
import time
from pathlib import Path

from otelevals.genai.fields import MissingInput
from otelevals.scoring.asking import Call, Called, Failed, Missing, Said
from otelevals.scoring.call import Failure, call
from otelevals.scoring.configured import ConfiguredScorer, configure
from otelevals.scoring.processes import bootstrap, wire
from otelevals.scoring.processes.calls import Batch, Decoder

READY, FULL = b"ready", b"full"
"""What it says before and after calls: that it can be asked, or that its memory has grown too large."""
_FULL_SHARE, _SHORT_SHARE = 0.8, 0.4
"""Of its memory in use between calls: more is too much, the less when a call had not enough."""


def main() -> None:
    try:
        service, hello = bootstrap.begin()
        bootstrap.limit_memory(hello.max_memory)
        scorers = {entry.name: configure(*entry) for entry in hello.scorers}
        _stop_if_forked(service)
        wire.write(service, READY)
        _serve(service, scorers, hello.max_memory)
    except (EOFError, ConnectionError):
        return


def _serve(service: socket.socket, scorers: dict[str, ConfiguredScorer], max_memory: int) -> None:
    loop = asyncio.new_event_loop()
    while True:
        share = _FULL_SHARE
        batch: Batch = wire.from_service(wire.read(service, wire.LARGEST_BATCH))
        decoder = Decoder(batch.shared)
        for data in batch.calls:
            answer = _answer(decoder.decode(data), scorers, loop)
            _stop_if_forked(service)
            wire.write(service, wire.encode_answer(answer))
            if isinstance(answer, Failed) and answer.type == MemoryError.__name__:
                share = _SHORT_SHARE
        wire.write(service, FULL if _memory() > max_memory * share else READY)


def _answer(asked: Call, scorers: dict[str, ConfiguredScorer], loop: asyncio.AbstractEventLoop) -> Called:
    scorer = scorers[asked.scorer]
    started = time.perf_counter()
    try:
        verdicts = call(scorer.function, asked.positional, asked.named, scorer.options.threshold, loop)
    except Failure as failure:
        return Failed(failure.type, str(failure), duration=time.perf_counter() - started)
    except MissingInput as missing:
        return Missing(missing.field, missing.absent.reason, missing.absent.content_off)
    except KeyboardInterrupt:  # nobody but the scorer raises it here
        return Failed("KeyboardInterrupt", "KeyboardInterrupt", duration=time.perf_counter() - started)
    return Said(verdicts, time.perf_counter() - started)


def _stop_if_forked(service: socket.socket) -> None:
    """A scorer that forks may return twice."""
    if service.fileno() < 0:
        os._exit(0)


def _memory() -> int:
    """Bytes in use."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
