"""Sends bodies again and again for a while, from several clients that wait for each answer, and reports.

Usage: load.py PROTOCOL PORT CORPUS SECONDS [CLIENTS [RATE]]; prints the answers counted and the latencies as JSON. With
a rate, requests are due at even times, so many a second, and latencies are from when they were due.
"""

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import grpc

from bench.corpus import CORPORA, OLD
from bench.floor import METHOD

BODIES = 8
REFUSED_WAIT = 0.02  # before the next try, in seconds, when the receiver has no room


def grpc_client(port: int) -> Callable[[bytes], bool]:
    options = [("grpc.use_local_subchannel_pool", 1)]
    export: Any = grpc.insecure_channel(f"127.0.0.1:{port}", options=options).unary_unary(METHOD)

    def send(body: bytes) -> bool:
        try:
            export(body, wait_for_ready=True, timeout=60)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
            return False
        return True

    return send


def http_client(port: int) -> Callable[[bytes], bool]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"content-type": "application/x-protobuf"}

    def send(body: bytes) -> bool:
        connection.request("POST", "/v1/traces", body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 503):
            raise RuntimeError(f"answer {answer.status}")
        return answer.status == 200

    return send


def main() -> None:
    protocol, port, corpus, seconds, *rest = sys.argv[1:]
    clients = int(rest[0]) if rest else 8
    interval = clients / float(rest[1]) if len(rest) > 1 else 0.0
    bodies = [CORPORA[corpus](seed) for seed in range(BODIES)]
    make = grpc_client if protocol == "grpc" else http_client
    latencies: list[list[float]] = [[] for _ in range(clients)]
    senders = [make(int(port)) for _ in range(clients)]
    for send in senders:
        send(bodies[0])
    numbers = count(1)
    began = time.perf_counter()
    end = began + float(seconds)

    def work(number: int) -> None:
        send, mine = senders[number], latencies[number]
        due = began + interval * number / clients
        while (start := due if interval else time.perf_counter()) < end:
            if interval:
                time.sleep(max(due - time.perf_counter(), 0.0))
                due += interval
            fresh = next(numbers).to_bytes(8, "big")  # nothing comes twice
            if send(bodies[len(mine) % BODIES].replace(OLD, fresh)):
                mine.append(time.perf_counter() - start)
            else:
                time.sleep(REFUSED_WAIT)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    every = sorted(latency for mine in latencies for latency in mine)
    report = {
        "requests": len(every) + clients,
        "seconds": took,
        "p50_ms": 1000 * every[len(every) // 2],
        "p99_ms": 1000 * every[len(every) * 99 // 100],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
