"""A server that speaks the OpenAI API on loopback: chat completions, responses and embeddings, without a model."""

import base64
import json
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.interop import chat, responses
from tests.interop.answers import HOLD, Failure, embedding

ERROR = {"error": {"message": "The stub was told to fail.", "type": "invalid_request_error", "code": "told_to"}}
_LONGEST_HOLD = 3.0
"""Seconds that a stream is held, should its reader not hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Requests are not logged."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        try:
            if self.path.endswith("/embeddings"):
                self._send(200, _embeddings(request))
                return
            interface = responses if self.path.endswith("/responses") else chat
            answer = interface.answer_to(request)
            if request.get("stream"):
                self._stream(interface.events(request, answer))
            else:
                self._send(200, interface.body(request, answer))
        except Failure:
            self._send(400, ERROR)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, events: Iterator[str]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for event in events:
                if event == HOLD:
                    self._hold()
                else:
                    self._chunk(event.encode())
            self._chunk(b"")
        except OSError:
            self.close_connection = True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _hold(self) -> None:
        """Wait until the reader hangs up."""
        self.connection.settimeout(_LONGEST_HOLD)
        try:
            if not self.connection.recv(1):
                raise ConnectionResetError
        except TimeoutError:
            pass
        finally:
            self.connection.settimeout(None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _embeddings(request: dict[str, Any]) -> dict[str, Any]:
    given = request["input"]
    texts = given if isinstance(given, list) else [given]
    data = [
        {"object": "embedding", "index": number, "embedding": _encoded(str(text), request.get("encoding_format"))}
        for number, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": 6 * len(texts), "total_tokens": 6 * len(texts)}
    return {"object": "list", "model": request["model"], "data": data, "usage": usage}


def _encoded(text: str, encoding: str | None) -> list[float] | str:
    vector = embedding(text)
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode() if encoding == "base64" else vector


@contextmanager
def stub() -> Iterator[str]:
    """A running server; its base URL, which ends in /v1."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
