"""Feeds the otlp receiver malformed requests: python -m tests.fuzz.receiver --cases 200000

Every answer must be one that OTLP has, what is refused must leave no trace, an honest request must be answered in
between and at the end, and memory must not grow.
"""

import argparse
import asyncio
import os
import random
import sys
from collections import Counter
from pathlib import Path

import grpc
import urllib3

from otelevals.net.message import Headers, Request
from otelevals.otlp.shadow import read_frame
from otelevals.otlp.signals import TELEMETRY
from otelevals.receivers.http_config import HttpConfig
from otelevals.receivers.http_intake import HttpIntake
from otelevals.receivers.intake import open_door
from tests.fuzz.cases import Case, honest, make
from tests.receivers.running import Running, running

LIMIT = 1024 * 1024
HTTP_ANSWERS = {200, 204, 400, 404, 405, 413, 415}
GRPC_ANSWERS = {"OK", "INVALID_ARGUMENT", "RESOURCE_EXHAUSTED"}
MOST_GROWTH = 32 * 1024 * 1024


class Fuzz:
    """Sends cases, most of them without a socket, and checks each answer."""

    def __init__(self, server: Running, seed: int) -> None:
        self.server = server
        self.answers: Counter[str] = Counter()
        self._rng = random.Random(seed)
        self._bodies = honest()
        self._loop = asyncio.new_event_loop()
        door = open_door(server.context, "inside", dict.fromkeys(TELEMETRY, server.sink))
        self._inside = HttpIntake(HttpConfig(max_request_body_size=LIMIT), door)

    def run(self, cases: int) -> None:
        for number in range(cases):
            case = make(self._rng, self._bodies)
            if number % 20 == 0:
                self._check("gRPC", case, self._by_grpc(case), GRPC_ANSWERS)
            elif number % 20 == 1:
                self._check("HTTP", case, self._by_http(case), HTTP_ANSWERS)
            else:
                self._check("inside", case, self._loop.run_until_complete(self._by_hand(case)), HTTP_ANSWERS)

    def close(self) -> None:
        self._inside.shutdown()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def check_alive(self) -> None:
        raw = self._bodies[-1]
        self.server.sink.taken.clear()
        assert self.server.export(raw) == b""
        assert self.server.post(raw).status == 200
        assert [payload.raw for payload, _ in self.server.sink.taken] == [raw, raw]
        self.server.sink.taken.clear()

    def _check(self, way: str, case: Case, answer: int | str, allowed: set[int] | set[str]) -> None:
        taken, self.server.sink.taken = self.server.sink.taken, []
        self.answers[f"{way} {answer}"] += 1
        assert answer in allowed, (answer, case)
        assert len(taken) <= (answer in (200, "OK")), (answer, case)
        for payload, _ in taken:
            read_frame(payload.raw)

    def _by_grpc(self, case: Case) -> str:
        try:
            self.server.export(case.body, case.signal)
        except grpc.RpcError as error:
            return error.code().name
        return "OK"

    def _by_http(self, case: Case) -> int:
        try:
            return self.server.post(case.body, case.path, case.kind, case.method, content_encoding=case.encoding).status
        except urllib3.exceptions.ProtocolError:
            return 413  # refused while the body was still being sent

    async def _by_hand(self, case: Case) -> int:
        fields = {b"content-type": case.kind.encode("latin-1"), b"content-encoding": case.encoding.encode()}
        answer = self._inside.handle(Request(case.method, case.path, "", Headers(fields), case.body, "test"))
        return answer.status if hasattr(answer, "status") else (await answer).status


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    limits = {"with_grpc": {"max_recv_msg_size_mib": 1}, "with_http": {"max_request_body_size": LIMIT}}
    with running(**limits) as server:
        fuzz = Fuzz(server, options.seed)
        warm_up = options.cases // 10
        fuzz.run(warm_up)
        before = resident_bytes()
        fuzz.run(options.cases - warm_up)
        fuzz.check_alive()
        after = resident_bytes()
        fuzz.close()
    for answer, count in sorted(fuzz.answers.items()):
        print(f"{count:8}  {answer}")
    print(f"{sum(fuzz.answers.values()):8}  cases, seed {options.seed}")
    print(f"memory: {before / 2**20:.1f} MiB after a tenth of them, {after / 2**20:.1f} MiB at the end")
    if after - before > MOST_GROWTH:
        print("memory grew")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
