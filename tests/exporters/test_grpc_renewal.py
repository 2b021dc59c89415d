"""Requests go by a channel with the newest certificates, and the one before is left time to finish."""

from typing import Any

from otelevals.exporters.grpc_renewal import RenewedChannel


class FakeChannel:
    def __init__(self, credentials: Any) -> None:
        self.credentials = credentials
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Renewing:
    """A renewed channel over fakes; setting `credentials` is a change of certificates."""

    def __init__(self) -> None:
        self.credentials: Any = object()
        self.opened: list[FakeChannel] = []
        self.channel = RenewedChannel(lambda: self.credentials, self._open, self._calls)

    def _open(self, credentials: Any) -> Any:
        self.opened.append(FakeChannel(credentials))
        return self.opened[-1]

    def _calls(self, channel: Any) -> Any:
        return channel

    def change(self) -> Any:
        self.credentials = object()
        return self.channel.calls()


def test_one_channel_serves_as_long_as_its_certificates_last() -> None:
    fakes = Renewing()
    fakes.channel.open()
    assert fakes.channel.calls() is fakes.channel.calls()
    assert len(fakes.opened) == 1


def test_another_takes_its_place_and_the_third_newest_is_closed() -> None:
    fakes = Renewing()
    fakes.channel.open()
    for _ in range(2):
        newest = fakes.change()
        assert newest is fakes.opened[-1]
        assert newest.credentials is fakes.credentials
    assert [channel.closed for channel in fakes.opened] == [True, False, False]


def test_closing_closes_all_and_none_is_opened_afterwards() -> None:
    fakes = Renewing()
    fakes.channel.open()
    fakes.change()
    fakes.channel.close()
    fakes.change()
    assert [channel.closed for channel in fakes.opened] == [True, True]


def test_closing_before_it_is_open_does_nothing() -> None:
    fakes = Renewing()
    fakes.channel.close()
    assert fakes.opened == []
