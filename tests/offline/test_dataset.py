"""A dataset is checked as a whole before its first row is given, and read line by line."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.offline.dataset import MOST_PROBLEMS, BadDataset, Dataset

LINES = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.builds(
            lambda id_, text: json.dumps({"id": id_, "input": text}).encode(), st.integers(0, 5), st.text(max_size=3)
        ),
    ),
    max_size=8,
)


def problems(path: Path, limit: int = 1000) -> list[str]:
    with pytest.raises(BadDataset) as caught:
        Dataset(path, limit)
    return [each.removeprefix(str(path)) for each in caught.value.problems]


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_rows_come_with_their_lines(tmp_path: Path) -> None:
    text = '\ufeff{"id": "a", "input": 1}\r\n\n  {"input": 2}\n{"id": 3, "input": 3}'
    dataset = Dataset(written(tmp_path / "rows", text))
    assert dataset.rows == 3
    assert [(row.id, row.line, row.input) for row in dataset] == [("a", 1, 1), ("line 3", 3, 2), ("3", 4, 3)]


def test_the_hash_is_that_of_the_content(tmp_path: Path) -> None:
    one, same, other = (
        Dataset(written(tmp_path / name, text)).hash
        for name, text in (("a", '{"input": 1}'), ("b", '{"input": 1}'), ("c", '{"input": 2}'))
    )
    assert one == same != other
    assert len(one) == 16


def test_everything_that_is_wrong_is_said_with_its_line(tmp_path: Path) -> None:
    ids = f'"trace_id": "{"ab" * 16}", "span_id": "{"cd" * 8}"'
    text = '{"id": 1, "input": 1}\n{"id": "1", "input": 2}\n[]\n'
    text += f'{{"id": 2, "input": 1, {ids}}}\n{{"id": 3, "input": 1, {ids}}}\n{{"id": 2, "latency": "x"}}\n'
    assert problems(written(tmp_path / "rows", text)) == [
        ":2: id: 1 is that of line 1, too",
        ":3: expected an object",
        ":5: span_id: it is that of line 4, too",
        ":6: latency: expected a number of seconds",
    ]


def test_mistakes_are_said_up_to_a_bound(tmp_path: Path) -> None:
    found = problems(written(tmp_path / "rows", "[]\n" * (MOST_PROBLEMS + 5)))
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1] == ": there may be more mistakes"


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_no_rows_are_a_mistake(text: str, tmp_path: Path) -> None:
    assert problems(written(tmp_path / "rows", text)) == [": has no rows"]


def test_a_line_has_a_limit(tmp_path: Path) -> None:
    text = '{"input": 1}\n{"input": "' + "x" * 50 + '"}\n'
    assert problems(written(tmp_path / "rows", text), limit=40) == [":2: longer than 40 bytes"]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == [": no such file or directory"]
    assert problems(tmp_path) == [": is a directory"]


@pytest.mark.parametrize("later", ['{"input": 2}', "[]", ""])
def test_a_file_that_changes_meanwhile_is_noticed(later: str, tmp_path: Path) -> None:
    dataset = Dataset(written(tmp_path / "rows", '{"input": 1}'))
    written(tmp_path / "rows", later)
    with pytest.raises(BadDataset, match="it changed while it was read"):
        list(dataset)


def test_a_large_dataset_is_never_held(tmp_path: Path) -> None:
    row = json.dumps({"input": "x" * 10_000})
    path = written(tmp_path / "rows", f"{row}\n" * 2000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in Dataset(path)) == 2000
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@given(LINES)
def test_whatever_is_in_a_file_it_is_read_or_said_to_be_wrong(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = written(tmp_path_factory.getbasetemp() / "any", b"\n".join(lines))
    try:
        dataset = Dataset(path)
    except BadDataset:
        return
    rows = list(dataset)
    assert len(rows) == dataset.rows > 0
    assert len({row.id for row in rows}) == len(rows)
