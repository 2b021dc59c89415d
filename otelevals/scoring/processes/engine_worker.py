"""The evaluator process of an engine: makes many calls at once, answers each when it is over, and says once a second
what else there is to know. It ends by itself when the service is gone."""

import asyncio
import importlib
import socket
from asyncio import StreamReader, StreamWriter
from contextlib import suppress

from otelevals.scoring.asking import Failed
from otelevals.scoring.configured import configure
from otelevals.scoring.processes import bootstrap, wire
from otelevals.scoring.processes.calls import Decoder
from otelevals.scoring.processes.engine import Engine, Making

NOTICE_PERIOD = 1.0


def main() -> None:
    try:
        service, hello = bootstrap.begin()
    except (EOFError, ConnectionError):
        return
    bootstrap.limit_memory(hello.max_memory)
    asyncio.run(_run(service, hello))


async def _run(service: socket.socket, hello: wire.EngineHello) -> None:
    module, _, name = hello.engine.partition(":")
    make: Making = getattr(importlib.import_module(module), name)
    engine = make({entry.name: configure(*entry) for entry in hello.scorers}, hello.setting)
    source, sink = await asyncio.open_connection(sock=service, limit=1 << 20)
    noticing = asyncio.create_task(_notice(engine, sink))
    try:
        await _serve(engine, source, sink)
    except* (asyncio.IncompleteReadError, ConnectionError):  # the service is gone
        pass
    finally:
        noticing.cancel()
        await engine.close()


async def _serve(engine: Engine, source: StreamReader, sink: StreamWriter) -> None:
    async with asyncio.TaskGroup() as calls:
        while True:
            number, data = await wire.read_frame(source, wire.LARGEST_BATCH)
            calls.create_task(_answer(engine, number, data, sink))


async def _answer(engine: Engine, number: int, data: bytes, sink: StreamWriter) -> None:
    try:
        batch = wire.from_service(data)
        answer = await engine.call(Decoder(batch.shared).decode(batch.calls[0]))
    except MemoryError as error:
        answer = Failed("MemoryError", str(error) or "there was not enough memory for it")
    sink.write(wire.frame(number, wire.encode_answer(answer)))
    await sink.drain()


async def _notice(engine: Engine, sink: StreamWriter) -> None:
    with suppress(ConnectionError):
        while True:
            sink.write(wire.frame(wire.NOTICE, wire.encode_notice(engine.notice())))
            await sink.drain()
            await asyncio.sleep(NOTICE_PERIOD)
