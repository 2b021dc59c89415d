"""Endpoints are read as the Collector reads them, and what cannot be bound is said in a sentence."""

import socket

import pytest

from otelevals.net.endpoint import Endpoint, ListenError, bind, parse_endpoint


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("localhost:4318", "localhost", 4318),
        ("127.0.0.1:0", "127.0.0.1", 0),
        ("[::1]:4318", "::1", 4318),
        (":4318", "", 4318),
        ("a-b.c_d:65535", "a-b.c_d", 65535),
    ],
)
def test_an_endpoint_is_a_host_and_a_port(text: str, host: str, port: int) -> None:
    endpoint = parse_endpoint(text)
    assert endpoint == Endpoint(host, port)
    assert str(endpoint) == text


@pytest.mark.parametrize("text", ["", "localhost", "localhost:", "localhost:http", "::1:4318", "a:65536", "http://a:1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ListenError) as caught:
        parse_endpoint(text)
    assert str(caught.value) == f"cannot listen on {text}: the endpoint is not host:port"


@pytest.mark.parametrize("host", ["localhost", ""])
def test_several_addresses_share_one_port(host: str) -> None:
    sockets = bind(Endpoint(host, 0))
    try:
        ports = {each.getsockname()[1] for each in sockets}
        assert len(ports) == 1
        assert len({each.family for each in sockets}) == len(sockets)
        assert sockets[0].getsockname()[0] in ("127.0.0.1", "0.0.0.0")
    finally:
        for each in sockets:
            each.close()


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError) as caught:
            bind(Endpoint("localhost", port))
    assert str(caught.value) == f"cannot listen on localhost:{port}: address already in use"


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(ListenError) as caught:
        bind(Endpoint("192.0.2.1", 0))
    assert str(caught.value) == "cannot listen on 192.0.2.1:0: cannot assign requested address"


def test_an_unknown_host_is_named() -> None:
    with pytest.raises(ListenError) as caught:
        bind(Endpoint("no-such-host.invalid", 1))
    assert str(caught.value) == "cannot listen on no-such-host.invalid:1: unknown host no-such-host.invalid"
