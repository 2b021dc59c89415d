"""What waits in queues is bytes: decoded spans are let go of."""

import gc

from otelevals.api.batch import Batch, Payload
from otelevals.api.span import Span
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, encode_attribute
from otelevals.testing import trace_batch


def changed(batch: Batch) -> Batch:
    """The batch with something appended to every span, after every span was decoded."""

    def change(payload: Payload) -> Payload | None:
        return payload.map_spans(lambda span: span.raw + encode_attribute(SPAN_ATTRIBUTES, "seen", span.message.name))

    result = batch.map(change)
    assert result is not None
    return result


def decoded() -> int:
    gc.collect()
    return sum(isinstance(held, Span) for held in gc.get_objects())


def test_a_settled_batch_holds_no_decoded_spans() -> None:
    before = decoded()
    batch = changed(trace_batch(50))
    assert decoded() >= before + 50
    batch.settle()
    assert decoded() == before


def test_a_settled_batch_says_the_same() -> None:
    batch = changed(trace_batch(50))
    body, items = batch.body(), batch.items
    batch.settle()
    assert (batch.body(), batch.items, len(batch.payloads[0].spans)) == (body, items, 50)
