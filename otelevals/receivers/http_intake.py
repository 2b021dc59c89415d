"""The HTTP side of the otlp receiver: a request in, its answer out."""

import asyncio
from collections.abc import Awaitable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from otelevals.api.batch import Metadata
from otelevals.net.message import Refusal, Request, Response, plain_refusal
from otelevals.otlp.compression import TooLarge, UnsupportedEncoding, decompress
from otelevals.otlp.json import MalformedJSON, decode_json
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON, PROTOBUF, Failure, http_reply, media_type
from otelevals.receivers.decisions import Decisions
from otelevals.receivers.http_config import HttpConfig
from otelevals.receivers.intake import Door, Intake
from otelevals.receivers.refusal import MALFORMED, REFUSALS, delay_of, failure_of

_WORKERS = 2
_LOOP_BYTES = 1024 * 1024  # about 2 ms of decoding; more goes to a worker, for the loop serves everybody
_COMPRESSED_WEIGHT = 8
_JSON_WEIGHT = 16
_MAX_JSON_VALUES = 5_000_000  # about what an honest body of 64 MiB has; each costs some 200 bytes while it is decoded

_ENCODING_NAMES = {"identity": "", "x-gzip": "gzip"}
_NOT_PASSED_ON = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)  # about the connection or about one body: they differ where the sender does not


class HttpIntake:
    """Answers requests on the event loop, large ones from a worker thread."""

    def __init__(self, config: HttpConfig, door: Door, *, lenient_json: bool = False) -> None:
        self._intakes = {path: intake for signal, intake in door.intakes.items() for path in config.paths(signal)}
        self._middlewares = door.middlewares
        self._count_malformed = door.count_malformed
        self._lenient_json = lenient_json
        self._limit = config.max_bytes
        self._max_ratio = config.max_decompression_ratio
        self._encodings = frozenset(config.compression_algorithms)
        self._choices = tuple(name or "identity" for name in config.compression_algorithms)
        self._with_metadata = config.include_metadata
        self._headers = tuple(config.response_headers.items())
        self._accepted = {
            PROTOBUF: Response(200, b"", PROTOBUF, self._headers),
            JSON: Response(200, b"{}", JSON, self._headers),
        }
        self._decisions = Decisions()
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="otlp-http")

    def shutdown(self) -> None:
        self._pool.shutdown()

    def handle(self, request: Request) -> Response | Awaitable[Response]:
        content_type = request.headers.get("content-type")
        intake = self._intakes.get(request.path)
        if intake is None:
            return self._refuse(Failure.NOT_FOUND, "no signal is taken at this path", content_type)
        if request.method != "POST":
            return self._refuse(Failure.METHOD_NOT_ALLOWED, "method not allowed: use POST", content_type)
        kind = media_type(content_type)
        if kind is None:
            message = f"unsupported content type (choices: {PROTOBUF}, {JSON})"
            return self._refuse(Failure.UNSUPPORTED_MEDIA_TYPE, message, content_type)
        encoding = request.headers.get("content-encoding", "").strip().lower()
        encoding = _ENCODING_NAMES.get(encoding, encoding)

        most = _LOOP_BYTES // (_JSON_WEIGHT if kind == JSON else 1)
        if len(request.body) * (_COMPRESSED_WEIGHT if encoding else 1) > most:
            return self._answer_beside(intake, request, kind, encoding)
        try:
            answer = self._answer(intake, request, kind, encoding, min(most, self._limit))
        except TooLarge:  # too much to decompress on the loop, but perhaps not at all
            return self._answer_beside(intake, request, kind, encoding)
        return answer if isinstance(answer, Response) else self._later(answer, kind)

    async def _answer_beside(self, intake: Intake, request: Request, kind: str, encoding: str) -> Response:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._pool, self._answer, intake, request, kind, encoding, self._limit)
        if isinstance(answer, Response):
            return answer
        return await self._later(answer, kind)

    def _later(self, decision: Future[None], kind: str) -> "asyncio.Future[Response]":
        return self._decisions.answer_to(decision, partial(self._decided, kind))

    def _decided(self, kind: str, error: BaseException | None) -> Response:
        if error is None:
            return self._accepted[kind]
        if isinstance(error, REFUSALS):
            return self._refuse(failure_of(error), str(error), kind, delay_of(error))
        raise error

    def refuse(self, refusal: Refusal) -> Response:
        """The answer to a request that the server did not take; in its format where that is known."""
        content_type = refusal.headers.get("content-type")
        if refusal.status == Failure.TOO_LARGE.http:
            return self._refuse(Failure.TOO_LARGE, refusal.message, content_type)
        if refusal.status == Failure.UNAUTHENTICATED.http:
            return self._refuse(Failure.UNAUTHENTICATED, refusal.message, content_type)
        return plain_refusal(refusal)

    def _answer(
        self, intake: Intake, request: Request, kind: str, encoding: str, limit: int
    ) -> Response | Future[None]:
        """The answer, or what decides on it. TooLarge when only `limit` stands in the way of decompressing it."""
        try:
            for admit in self._middlewares:
                admit(len(request.body))
            raw = self._decode(intake.signal, request.body, kind, encoding, limit)
            decision = intake.take(raw, _metadata(request) if self._with_metadata else ())
        except REFUSALS as error:
            if isinstance(error, TooLarge) and limit < self._limit:
                raise
            return self._refuse(failure_of(error), str(error), kind, delay_of(error))
        return self._accepted[kind] if decision is None else decision

    def _decode(self, signal: Signal, body: bytes, kind: str, encoding: str, limit: int) -> bytes:
        if encoding not in self._encodings:
            raise UnsupportedEncoding(encoding or "identity", self._choices)
        if encoding:
            body = decompress(body, encoding, limit, self._max_ratio)
        if kind != JSON:
            return body
        _check_values(body)
        return decode_json(signal, body, lenient=self._lenient_json)

    def _refuse(self, failure: Failure, message: str, content_type: str | None, delay: float | None = None) -> Response:
        if failure in MALFORMED:
            self._count_malformed(MALFORMED[failure])
        reply = http_reply(failure, message, content_type, delay)
        (_, kind), *headers = reply.headers
        return Response(reply.status, reply.body, kind, (*headers, *self._headers))


def _check_values(body: bytes) -> None:
    """Refuse JSON such as {},{},{},... that would take seventy times its size."""
    if len(body) > _MAX_JSON_VALUES and sum(body.count(mark) for mark in (b"{", b"[", b",")) > _MAX_JSON_VALUES:
        raise MalformedJSON(f"more than {_MAX_JSON_VALUES} values")


def _metadata(request: Request) -> Metadata:
    return tuple([(name, value) for name, value in request.headers.items() if name not in _NOT_PASSED_ON])
