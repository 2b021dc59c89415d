"""Cross-origin requests from browsers, as the Collector answers them (confighttp with rs/cors)."""

from dataclasses import dataclass

from otelevals.net.message import Request, Response

Pairs = tuple[tuple[str, str], ...]

_DEFAULT_HEADERS = ("accept", "content-type", "x-requested-with")
_METHODS = ("GET", "POST", "HEAD")
_PREFLIGHT_VARY = ("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")


@dataclass(frozen=True, slots=True)
class Cors:
    """Who may call. An origin may hold one `*` for any characters; no `allowed_headers` means the defaults."""

    allowed_origins: tuple[str, ...]
    allowed_headers: tuple[str, ...] = ()
    exposed_headers: tuple[str, ...] = ()
    max_age: int = 0

    def answer_preflight(self, request: Request) -> Response | None:
        """The answer to a preflight request, None for any other. A refusal is a 204 that allows nothing."""
        method = request.headers.get("access-control-request-method")
        if request.method != "OPTIONS" or not method:
            return None
        origin = request.headers.get("origin")
        asked = request.headers.get("access-control-request-headers", "")
        if not origin or not self._allows_origin(origin) or method not in _METHODS or not self._allows_headers(asked):
            return Response(204, headers=(_PREFLIGHT_VARY,))
        headers = [_PREFLIGHT_VARY, *self._allow(origin), ("access-control-allow-methods", method)]
        if asked:
            headers.append(("access-control-allow-headers", asked))
        if self.max_age:
            headers.append(("access-control-max-age", str(max(self.max_age, 0))))
        return Response(204, headers=tuple(headers))

    def response_headers(self, request: Request) -> Pairs:
        """What the answer to any other request carries."""
        if request.method == "OPTIONS":
            return ()
        origin = request.headers.get("origin")
        if not origin or request.method not in _METHODS or not self._allows_origin(origin):
            return (("vary", "Origin"),)
        allow = (("vary", "Origin"), *self._allow(origin))
        if self.exposed_headers:
            return (*allow, ("access-control-expose-headers", ", ".join(self.exposed_headers)))
        return allow

    def _allow(self, origin: str) -> Pairs:
        shown = "*" if "*" in self.allowed_origins else origin
        return (("access-control-allow-origin", shown), ("access-control-allow-credentials", "true"))

    def _allows_origin(self, origin: str) -> bool:
        return any(_matches(pattern.lower(), origin.lower()) for pattern in self.allowed_origins)

    def _allows_headers(self, asked: str) -> bool:
        if "*" in self.allowed_headers or not asked:
            return True
        allowed = {name.lower() for name in self.allowed_headers or _DEFAULT_HEADERS}
        return all(name.strip().lower() in allowed for name in asked.split(","))


def _matches(pattern: str, origin: str) -> bool:
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == origin
    return len(origin) >= len(before) + len(after) and origin.startswith(before) and origin.endswith(after)
