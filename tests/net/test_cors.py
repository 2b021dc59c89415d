"""Browsers get what the Collector gives them."""

import pytest

from otelevals.net.cors import Cors
from otelevals.net.message import Headers, Request

PREFLIGHT_VARY = ("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")


def request(method: str, **headers: str) -> Request:
    fields = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return Request(method, "/v1/traces", "", Headers(fields), b"", "")


def preflight(cors: Cors, origin: str, headers: str = "", method: str = "POST") -> tuple[tuple[str, str], ...]:
    asked = {"origin": origin, "access_control_request_method": method}
    if headers:
        asked["access_control_request_headers"] = headers
    answer = cors.answer_preflight(request("OPTIONS", **asked))
    assert answer is not None
    assert (answer.status, answer.body) == (204, b"")
    return answer.headers


@pytest.mark.parametrize(
    ("allowed", "origin", "shown"),
    [
        ("*", "https://a.com", "*"),
        ("https://a.com", "https://a.com", "https://a.com"),
        ("https://A.com", "https://a.COM", "https://a.COM"),
        ("https://a.com", "https://a.com.evil", None),
        ("https://a.com", "http://a.com", None),
        ("https://*.a.com", "https://b.a.com", "https://b.a.com"),
        ("https://*.a.com", "https://c.b.a.com", "https://c.b.a.com"),
        ("https://*.a.com", "https://a.com", None),
        ("https://*.a.com", "https://b.a.com.evil", None),
        ("https://a*a", "https://a", None),
        ("https://a.com", "", None),
    ],
)
def test_origins(allowed: str, origin: str, shown: str | None) -> None:
    cors = Cors(("https://other.com", allowed))
    expected = [("access-control-allow-origin", shown), ("access-control-allow-credentials", "true")] if shown else []
    assert preflight(cors, origin) == (
        PREFLIGHT_VARY,
        *expected,
        *([("access-control-allow-methods", "POST")] if shown else []),
    )
    assert cors.response_headers(request("POST", origin=origin)) == (("vary", "Origin"), *expected)


@pytest.mark.parametrize(
    ("allowed", "asked", "granted"),
    [
        ((), "content-type", True),
        ((), "content-type,x-requested-with, accept", True),
        ((), "x-api-key", False),
        (("X-Api-Key",), "x-api-key", True),
        (("X-Api-Key",), "content-type", False),
        (("*",), "anything", True),
        ((), "", True),
    ],
)
def test_headers(allowed: tuple[str, ...], asked: str, granted: bool) -> None:
    names = dict(preflight(Cors(("*",), allowed), "https://a.com", asked))
    assert ("access-control-allow-origin" in names) is granted
    assert names.get("access-control-allow-headers") == (asked if granted and asked else None)


def test_only_simple_methods_are_allowed() -> None:
    assert preflight(Cors(("*",)), "https://a.com", method="DELETE") == (PREFLIGHT_VARY,)
    assert Cors(("*",)).response_headers(request("DELETE", origin="https://a.com")) == (("vary", "Origin"),)


@pytest.mark.parametrize(("max_age", "shown"), [(600, "600"), (0, None), (-1, "0")])
def test_max_age(max_age: int, shown: str | None) -> None:
    headers = dict(preflight(Cors(("*",), max_age=max_age), "https://a.com"))
    assert headers.get("access-control-max-age") == shown


def test_exposed_headers() -> None:
    headers = dict(Cors(("*",), exposed_headers=("A", "B")).response_headers(request("GET", origin="https://a.com")))
    assert headers["access-control-expose-headers"] == "A, B"


def test_a_request_without_origin_only_varies() -> None:
    assert Cors(("*",)).response_headers(request("POST")) == (("vary", "Origin"),)


def test_options_without_a_requested_method_is_no_preflight() -> None:
    cors = Cors(("*",))
    assert cors.answer_preflight(request("OPTIONS", origin="https://a.com")) is None
    assert cors.response_headers(request("OPTIONS", origin="https://a.com")) == ()
