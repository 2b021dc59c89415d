"""Answers probes: ready, or not and why."""

from typing import Any

import orjson

from otelevals.api.component import Context, Extension
from otelevals.api.config import Config, Duration
from otelevals.api.health import Phase
from otelevals.net.limits import WITHOUT_BODIES
from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop
from otelevals.net.message import Request, Response


class ComponentHealthConfig(Config):
    include_recoverable_errors: bool = True
    """Whether an exporter whose attempts fail and will be retried makes the service unready."""
    recovery_duration: Duration = 60.0
    """How long an exporter may fail before the service is unready."""


class HealthCheckExtension(Extension):
    """Unready while starting, while draining, and when an exporter has been failing for too long."""

    type = "health_check"

    class Config(Config):
        endpoint: str = "localhost:13133"
        """Where to listen, host:port."""
        path: str = "/"
        """The path that answers; any other is not found."""
        component_health: ComponentHealthConfig = ComponentHealthConfig()

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        self._loop = HttpLoop("health")
        self._listener = HttpListener(
            config.endpoint, self._answer, loop=self._loop, limits=WITHOUT_BODIES, name="health"
        )
        self._running = False

    @property
    def port(self) -> int:
        return self._listener.port

    def start(self) -> None:
        self._loop.start()
        self._running = True
        self._listener.start()
        self.context.log.info("health is served", endpoint=str(self._listener.endpoint))

    def shutdown(self) -> None:
        if self._running:
            self._running = False
            self._listener.stop()
            self._loop.stop()

    def _answer(self, request: Request) -> Response:
        if request.path != self.config.path:
            return Response(404, b'{"status":"not found"}', "application/json")
        problems = self._problems()
        phase = self.context.health.phase
        ready = phase is Phase.READY and not problems
        status = phase.value if phase is not Phase.READY else "failing" if problems else "ready"
        return Response(
            200 if ready else 503, orjson.dumps({"status": status, "exporters": problems}), "application/json"
        )

    def _problems(self) -> dict[str, dict[str, Any]]:
        rule = self.config.component_health
        if not rule.include_recoverable_errors:
            return {}
        failing = self.context.health.failing(self.context.clock.now())
        return {
            exporter: {"failing_for_seconds": round(seconds), "error": message}
            for exporter, (seconds, message) in failing.items()
            if seconds >= rule.recovery_duration
        }
