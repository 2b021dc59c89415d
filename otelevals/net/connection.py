"""One client connection: calls the handler for each request, writes the answers in order, and keeps every limit."""

import asyncio
from functools import partial
from math import inf
from typing import cast

import structlog

from otelevals.net import wire
from otelevals.net.head import Head, HttpError
from otelevals.net.message import Headers, Refusal, Request, Response
from otelevals.net.reader import RequestReader
from otelevals.net.state import State

_log = structlog.get_logger()

_TURN = 32  # pipelined requests answered before other connections get their turn
_FAILED = Response(500, b"internal error\n", "text/plain")


class Connection(asyncio.Protocol):
    """The protocol of one connection. It reads no further while an answer is pending or the client does not read."""

    __slots__ = (
        "_answers",
        "_body_began",
        "_busy",
        "_charged",
        "_closed",
        "_eof",
        "_extra",
        "_head",
        "_peer",
        "_reader",
        "_reading_paused",
        "_receiving",
        "_state",
        "_transport",
        "_write_paused",
        "deadline",
    )

    _transport: asyncio.Transport
    _head: Head  # of the request being answered

    def __init__(self, state: State) -> None:
        self._state = state
        self._reader = RequestReader(state.limits, state.check_head)
        self._receiving = False  # a request has begun
        self._body_began: float | None = None
        self._extra: tuple[tuple[str, str], ...] = ()
        self._answers = 0  # in this turn of the loop
        self._busy = False  # an answer is pending
        self._write_paused = False
        self._reading_paused = False
        self._eof = False
        self._closed = False  # what is still received is dropped
        self._charged = 0  # this connection's part of state.inflight_bytes
        self.deadline = inf

    # --- events from the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by class
        self._peer = _peer_name(self._transport)
        state = self._state
        self.deadline = state.loop.time() + state.limits.header_timeout
        count = len(state.connections)
        full = count >= state.limits.max_connections and not state.make_room()
        state.add(self)
        if state.stopping or count >= 2 * state.limits.max_connections:
            self.abort()
        elif full:
            self._refuse(HttpError(503, "too many connections"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed = True
        self._charge(0)
        self._reader.clear()
        self._state.discard(self)

    def data_received(self, data: bytes) -> None:
        if self._closed:
            return
        self._reader.feed(data)
        if not (self._busy or self._write_paused):
            self._process()
        elif self._charge(self._charged + len(data)):
            self._pause_reading()
        else:
            self.abort()

    def eof_received(self) -> bool:
        self._eof = True
        return (self._busy or self._write_paused) and self._transport.can_write_eof()

    def pause_writing(self) -> None:
        self._write_paused = True
        if not self._closed:
            self.deadline = self._state.loop.time() + self._state.limits.write_timeout

    def resume_writing(self) -> None:
        self._write_paused = False
        if not (self._closed or self._busy):
            self.deadline = self._state.loop.time() + self._state.limits.idle_timeout
            self._resume()

    # --- events from the listener

    @property
    def spare(self) -> bool:
        """No whole head of a request is there: a client that is cut off now only has to connect again."""
        return not (self._closed or self._busy or self._write_paused) and self._reader.body is None

    def expire(self) -> None:
        """The deadline has passed."""
        if self._closed or self._write_paused:
            self.abort()
        elif self._receiving:
            part = "headers" if self._reader.body is None else "body"
            self._refuse(HttpError(408, f"the request {part} did not arrive in time"))
        else:
            self._close()

    def drain(self) -> None:
        """Finish the request in progress, if there is one, and close."""
        if not (self._closed or self._busy or self._write_paused or self._receiving):
            self._close()

    def abort(self) -> None:
        self._closed = True
        self._transport.abort()

    # --- requests

    def _process(self) -> None:
        """Handle every whole request that was received."""
        self._answers = 0
        while not (self._busy or self._write_paused or self._closed):
            if self._answers == _TURN:
                self._busy = True
                self._state.loop.call_soon(self._end_wait)
                break
            try:
                request = self._reader.next_request()
                if request is None:
                    self._await_more()
                    return
                self._receiving = False
                self._handle(*request)
            except HttpError as error:
                self._refuse(error)
        if self._reader.unread and not self._closed:
            self._pause_reading()

    def _await_more(self) -> None:
        """Part of a request was received, or nothing: set the deadline for the rest."""
        reader, state = self._reader, self._state
        body = reader.body
        if body is not None:
            if not self._charge(reader.held):
                raise HttpError(503, "too many requests in progress")
            now = state.loop.time()
            if self._body_began is None:
                self._body_began = now
                if reader.wants_continue:
                    self._transport.write(wire.CONTINUE)
            limits = state.limits
            whole = self._body_began + limits.body_deadline + body.size / limits.min_body_rate
            self.deadline = min(now + limits.body_timeout, whole)
            self._receiving = True
        elif reader.unread and not self._receiving:
            self._receiving = True
            self.deadline = state.loop.time() + state.limits.header_timeout

    def _handle(self, head: Head, body: bytes) -> None:
        self._head = head
        self._body_began = None
        state = self._state
        if state.inflight_bytes - self._charged + len(body) > state.limits.max_inflight_bytes:
            raise HttpError(503, "too many requests in progress")
        request = self._request(head, body)
        try:
            if state.cors is not None:
                preflight = state.cors.answer_preflight(request)
                self._extra = () if preflight else state.cors.response_headers(request)
                answer = preflight or state.handler(request)
            else:
                answer = state.handler(request)
            if isinstance(answer, Response):
                self._answer(answer)
                return
        except Exception:  # noqa: BLE001 - whatever a handler raises is logged and answered
            self._fail(request)
            return
        self._busy = True
        self.deadline = inf
        self._charge(len(body) + self._reader.unread)
        pending = asyncio.ensure_future(answer, loop=state.loop)
        state.pending.add(pending)
        pending.add_done_callback(partial(self._answer_later, request))

    def _request(self, head: Head, body: bytes) -> Request:
        return Request(head.method, head.path, head.query, Headers(head.fields), body, self._peer)

    # --- answers

    def _answer_later(self, request: Request, answer: asyncio.Future[Response]) -> None:
        self._state.pending.discard(answer)
        if answer.cancelled():
            return
        try:
            self._answer(answer.result())
        except Exception:  # noqa: BLE001 - whatever a handler raises is logged and answered
            self._fail(request)
        self._end_wait()

    def _end_wait(self) -> None:
        self._busy = False
        self._resume()

    def _answer(self, response: Response) -> None:
        if self._closed:
            return  # the client has gone
        head, state = self._head, self._state
        close = not head.keep_alive or (state.stopping and not self._reader.unread)
        data = wire.encode(response, state.date, close=close, without_body=head.method == "HEAD", extra=self._extra)
        if self._charged:
            self._charge(self._reader.unread)
        self._answers += 1
        self.deadline = state.loop.time() + state.limits.idle_timeout
        self._transport.write(data)
        if close:
            self._close()

    def _fail(self, request: Request) -> None:
        _log.exception("request handler failed", listener=self._state.name, method=request.method, path=request.path)
        self._head.keep_alive = False
        self._answer(_FAILED)

    def _refuse(self, error: HttpError) -> None:
        """Answer, then drop what the client still sends for a while: closing at once could reset the answer."""
        self._closed = True
        self._charge(0)
        head = self._reader.head
        self._reader.clear()
        refusal = Refusal(error.status, error.message, Headers(head.fields if head is not None else {}))
        extra = (("retry-after", "1"),) if error.status == 503 else error.headers
        if head is not None and self._state.cors is not None:
            extra += self._state.cors.response_headers(self._request(head, b""))
        data = wire.encode(self._state.refuser(refusal), self._state.date, close=True, without_body=False, extra=extra)
        self._transport.write(data)
        if self._eof:
            self._close()
            return
        if self._transport.can_write_eof():  # TLS cannot: its clients go by the length of the answer
            self._transport.write_eof()
        self._resume_reading()
        self.deadline = self._state.loop.time() + self._state.limits.linger_timeout

    def _close(self) -> None:
        self._closed = True
        self.deadline = self._state.loop.time() + self._state.limits.write_timeout
        self._transport.close()

    # --- flow control and accounts

    def _pause_reading(self) -> None:
        if not self._reading_paused:
            self._reading_paused = True
            self._transport.pause_reading()

    def _resume_reading(self) -> None:
        if self._reading_paused:
            self._reading_paused = False
            self._transport.resume_reading()

    def _resume(self) -> None:
        if not (self._busy or self._write_paused or self._closed):
            self._process()
        if self._busy or self._write_paused or self._closed:
            return
        if self._eof:
            self._close()
        else:
            self._resume_reading()

    def _charge(self, size: int) -> bool:
        """Account for `size` bytes held by this connection. False: the listener holds more than it may."""
        self._state.inflight_bytes += size - self._charged
        self._charged = size
        return self._state.inflight_bytes <= self._state.limits.max_inflight_bytes


def _peer_name(transport: asyncio.Transport) -> str:
    name = transport.get_extra_info("peername")
    if not name:
        return ""  # the client has gone already
    return f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
