"""What is to be scored is told by how a file begins: rows of a dataset, or OTLP in any form."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.gathering import COMPLETE
from otelevals.cli.eval_input import Recording, is_otlp, open_input
from otelevals.offline.dataset import BadDataset, Dataset
from otelevals.otlp.json_encode import encode_json
from tests.processors.build import request
from tests.processors.line import chat

SPANS = request(chat(3, answer="Rain."))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (encode_json(SPANS), True),
        (b"\n" + encode_json(SPANS) + b"\n{}", True),
        (b'{\n  "resource_spans": []}', True),
        (b'[{"resourceSpans": []}]', True),
        (SPANS.SerializeToString(), True),
        (len(SPANS.SerializeToString()).to_bytes(4, "big") + SPANS.SerializeToString(), True),
        (b'{"input": "Where?"}', False),
        (b'{"input": "what is \\"resourceSpans\\"?"}', False),
        (b'{"input": {"resourceSpans": []}}\n', False),
        (b'{"input": "Wh', False),
        (b"not JSON at all", False),
        ('{"input": "é"}'.encode()[:12], False),
        (b"", False),
    ],
)
def test_what_a_file_is(content: bytes, expected: bool, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    assert is_otlp(tmp_path / "file") is expected


def test_a_trace_may_be_in_several_files(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("a", "b")]
    for name, span in zip(names, (chat(3, answer="Rain."), chat(4, answer="Sun.")), strict=True):
        Path(name).write_bytes(encode_json(request(span)))
    opened = open_input(names)
    assert isinstance(opened, Recording)
    ((spans, completion),) = opened.traces()
    assert [Span.FromString(span.raw).name for span in spans] == ["span 3", "span 4"]
    assert completion is COMPLETE
    assert opened.hash != Recording(names[:1]).hash


@given(st.binary(max_size=40) | st.just(b"\0").map(lambda zero: SPANS.SerializeToString() + zero))
def test_whatever_a_file_holds_it_is_opened_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "anything"
    path.write_bytes(content)
    try:
        opened = open_input([str(path)])
    except BadDataset:
        return
    if isinstance(opened, Recording):
        assert sum(1 for _ in opened.traces()) <= 1
    else:
        assert isinstance(opened, Dataset)
        assert opened.rows > 0
