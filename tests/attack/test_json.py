"""JSON that is deep, wide or nonsense is answered, and nobody waits for it."""

import pytest

from otelevals.otlp.compression import compress
from otelevals.otlp.status import JSON
from tests.attack.victim import LIMIT, Victim

pytestmark = pytest.mark.xdist_group("attack")  # one collector for all


SPAN = b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x","attributes":[%b]}]}]}]}'


def value(depth: int) -> bytes:
    """An attribute that the processors look at, with lists in lists."""
    inner = b'{"arrayValue":{"values":[' * depth + b'{"stringValue":"x"}' + b"]}}" * depth
    return b'{"key":"text","value":%b}' % inner


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * (LIMIT // 2), 400),
        (b'{"a":' * (LIMIT // 6), 400),
        (SPAN % value(100_000), 400),
        (SPAN % value(60), 400),
        (SPAN % value(40), 200),
        (b'{"resourceSpans":[%b{}]}' % (b"{}," * (LIMIT // 3 - 20)), 400),
        (SPAN % (b"{}," * (LIMIT // 3 - 100) + b"{}"), 400),
        (SPAN % (b'{"key":"k"},' * 300_000 + value(1)), 200),
        (b'{"resourceSpans":[{"x":%b}]}' % (b"9" * (LIMIT // 2)), 400),
    ],
    ids=["lists", "objects", "values", "deep", "less deep", "resources", "attributes", "equal keys", "number"],
)
def test_json_of_every_bad_shape_is_answered(target: Victim, body: bytes, status: int) -> None:
    assert target.post(body, JSON) == status
    assert target.post(compress(body, "zstd"), JSON, "zstd") in (status, 413)  # most grow too much
