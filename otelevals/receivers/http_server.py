"""The listener of the otlp receiver's HTTP side, with the event loop that it runs on."""

import ssl

from otelevals.net.gate import Gate
from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop
from otelevals.receivers.http_config import HttpConfig
from otelevals.receivers.http_intake import HttpIntake


class HttpServer:
    def __init__(
        self, config: HttpConfig, intake: HttpIntake, gate: Gate | None, tls: ssl.SSLContext | None, name: str
    ) -> None:
        self._intake = intake
        self._loop = HttpLoop(name)
        self._listener = HttpListener(
            config.endpoint,
            intake.handle,
            loop=self._loop,
            limits=config.limits(),
            cors=config.cors_policy(),
            refuser=intake.refuse,
            gate=gate,
            tls=tls,
            name=name,
        )
        self.port = 0

    def start(self) -> None:
        """Listen. ListenError: it cannot be done."""
        self._loop.start()
        self._listener.start()
        self.port = self._listener.port

    def stop(self, grace: float) -> None:
        """Refuse new requests, and cut off those that are under way after `grace` seconds."""
        self._listener.stop(grace)

    def shutdown(self) -> None:
        self._listener.stop()
        self._loop.stop()
        self._intake.shutdown()
