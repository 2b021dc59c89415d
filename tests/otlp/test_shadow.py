"""Frames leave items as bytes and lose nothing of what is around them."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.shadow import frame_scopes, read_frame, without_items
from otelevals.otlp.signals import TELEMETRY
from tests.strategies import requests


def second_field(message: Any) -> Any:
    """The scopes of a group, the items of a scope."""
    return getattr(message, next(field.name for field in message.DESCRIPTOR.fields if field.number == 2))


def scopes_alone(request: Any) -> Iterator[Any]:
    """Every scope without its items, alone in its group."""
    for _, groups in request.ListFields():
        for group in groups:
            for number in range(len(second_field(group))):
                alone = type(group)()
                alone.CopyFrom(group)
                scopes = second_field(alone)
                del scopes[number + 1 :], scopes[:number]
                del second_field(scopes[0])[:]
                yield alone


@given(st.sampled_from(TELEMETRY).flatmap(lambda signal: requests(signal, nan=True, unknown=True)))
def test_a_scope_without_its_items_is_otherwise_the_same(request: Any) -> None:
    frame = read_frame(request.SerializeToString())
    found = [without_items(group, scope) for group, scope in frame_scopes(frame)]
    for got, wanted in zip(found, scopes_alone(request), strict=True):
        again = type(wanted).FromString(got.SerializeToString())
        assert again.SerializeToString(deterministic=True) == wanted.SerializeToString(deterministic=True)
