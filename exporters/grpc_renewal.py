"""The channel of an exporter, and another one in its place when its certificates change."""

import threading
from collections.abc import Callable, Mapping

import grpc

from otelevals.exporters.grpc_call import Call
from otelevals.exporters.grpc_channel import Credentials
from otelevals.otlp.signals import Signal

Calls = Mapping[Signal, Call]


class RenewedChannel:
    """Its requests go by the newest channel. The one before stays for requests that it has under way, and is closed
    when it is the third newest, or at the end."""

    def __init__(
        self,
        credentials: Credentials,
        open_channel: Callable[[grpc.ChannelCredentials | None], grpc.Channel],
        calls_of: Callable[[grpc.Channel], Calls],
    ) -> None:
        self._credentials = credentials
        self._open_channel = open_channel
        self._calls_of = calls_of
        self._lock = threading.Lock()
        self._channels: list[grpc.Channel] = []
        self._opened_with: grpc.ChannelCredentials | None = None
        self._calls: Calls = {}
        self._closed = False

    def open(self) -> None:
        with self._lock:
            self._renew(self._credentials())

    def calls(self) -> Calls:
        """The calls of the newest channel, once open."""
        if self._credentials() is not self._opened_with:
            with self._lock:
                latest = self._credentials()
                if latest is not self._opened_with and not self._closed:
                    self._renew(latest)
        return self._calls

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for channel in self._channels:
                channel.close()

    def _renew(self, credentials: grpc.ChannelCredentials | None) -> None:
        channel = self._open_channel(credentials)
        self._calls = self._calls_of(channel)
        self._opened_with = credentials
        self._channels.append(channel)
        if len(self._channels) > 2:
            self._channels.pop(0).close()
