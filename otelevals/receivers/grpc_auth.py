"""Refuses gRPC requests by their metadata, before their messages are read."""

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeAlias

import grpc

from otelevals.api.errors import Unauthenticated
from otelevals.receivers.auth import Authenticate

_Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any] | None"


class AuthInterceptor(grpc.ServerInterceptor):
    def __init__(self, authenticate: Authenticate) -> None:
        self._authenticate = authenticate

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], _Handler],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> _Handler:
        try:
            self._authenticate(_headers(handler_call_details.invocation_metadata))
        except Unauthenticated as error:
            return _refusal(str(error))
        return continuation(handler_call_details)


def _headers(metadata: Iterable[tuple[str, str | bytes]]) -> dict[str, str]:
    """Metadata as HTTP has headers: what came twice is joined, so that no one of two values can be meant."""
    headers: dict[str, str] = {}
    for key, value in metadata:
        if isinstance(value, str):
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def _refusal(message: str) -> _Handler:
    def refuse(_requests: Any, context: grpc.ServicerContext) -> NoReturn:
        context.abort(grpc.StatusCode.UNAUTHENTICATED, message)

    # unlike a handler of one request, a handler of a stream is called before a message is received
    return grpc.stream_unary_rpc_method_handler(refuse)
