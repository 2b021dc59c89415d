"""A listening endpoint: binds it, serves its connections on the HTTP loop, and stops without cutting answers off."""

import asyncio
import socket
import ssl
from typing import Any

from otelevals.net.connection import Connection
from otelevals.net.cors import Cors
from otelevals.net.endpoint import BACKLOG, Endpoint, bind, parse_endpoint
from otelevals.net.gate import Gate, head_check
from otelevals.net.limits import Limits
from otelevals.net.loop import HttpLoop
from otelevals.net.message import Handler, Refuser, plain_refusal
from otelevals.net.state import State

_TLS_SHUTDOWN = 2.0  # seconds for a client to say goodbye
_ABORT_TIME = 5.0  # seconds for cancelled handlers to return


class HttpListener:
    """One endpoint and its handler. The handler runs on the loop's thread: what blocks there blocks every listener."""

    def __init__(
        self,
        endpoint: str,
        handler: Handler,
        *,
        loop: HttpLoop,
        limits: Limits | None = None,
        cors: Cors | None = None,
        refuser: Refuser = plain_refusal,
        gate: Gate | None = None,
        tls: ssl.SSLContext | None = None,
        name: str = "http",
    ) -> None:
        self._endpoint = parse_endpoint(endpoint)
        self._handler = handler
        self._loop = loop
        self._limits = limits or Limits()
        self._cors = cors
        self._refuser = refuser
        self._check_head = None if gate is None else head_check(gate, preflights=cors is not None)
        self._tls = tls
        self._name = name
        self._state: State | None = None
        self._servers: list[asyncio.Server] = []
        self._port = 0

    @property
    def port(self) -> int:
        """The port, also where the endpoint says 0; 0 while not listening."""
        return self._port

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self._endpoint.host, self._port or self._endpoint.port)

    @property
    def handler(self) -> Handler:
        return self._handler

    @handler.setter
    def handler(self, handler: Handler) -> None:
        """Requests whose body is complete after this go to the new handler."""
        self._handler = handler
        if self._state is not None:
            self._state.handler = handler

    @property
    def connections(self) -> int:
        return len(self._state.connections) if self._state is not None else 0

    @property
    def inflight_bytes(self) -> int:
        return self._state.inflight_bytes if self._state is not None else 0

    def start(self) -> None:
        """Bind and serve. ListenError: the endpoint cannot be listened on."""
        state = State(
            self._loop.asyncio_loop,
            self._name,
            self._handler,
            self._limits,
            self._cors,
            self._refuser,
            self._check_head,
        )
        sockets = bind(self._endpoint)
        self._loop.run(self._serve(state, sockets))
        self._port = sockets[0].getsockname()[1]
        self._state = state

    def stop(self, grace: float = 0.0) -> None:
        """Stop accepting, answer the requests in progress, and close what is left after `grace` seconds."""
        state, self._state = self._state, None
        if state is not None:
            self._loop.run(self._stop(state, grace))
            self._port = 0

    async def _serve(self, state: State, sockets: list[socket.socket]) -> None:
        with_tls = self._tls is not None
        self._servers = [
            await state.loop.create_server(
                lambda: Connection(state),
                sock=each,
                backlog=BACKLOG,
                ssl=self._tls,
                ssl_handshake_timeout=self._limits.header_timeout if with_tls else None,
                ssl_shutdown_timeout=_TLS_SHUTDOWN if with_tls else None,
            )
            for each in sockets
        ]

    async def _stop(self, state: State, grace: float) -> None:
        for server in self._servers:
            server.close()
        state.stopping = True
        for connection in list(state.connections):
            connection.drain()
        await _settle(state, grace)
        for answer in tuple(state.pending):
            answer.cancel()
        for connection in list(state.connections):
            connection.abort()
        await _settle(state, _ABORT_TIME)


async def _settle(state: State, timeout: float) -> None:
    """Wait until the connections have gone and their handlers have returned."""
    waiting: list[asyncio.Future[Any]] = list(state.pending)
    if state.connections:
        state.on_empty = state.loop.create_future()
        waiting.append(state.on_empty)
    if waiting:
        await asyncio.wait(waiting, timeout=timeout)
