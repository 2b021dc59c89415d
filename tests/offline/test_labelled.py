"""A test set is a dataset whose rows are all labelled with what a judge may say."""

from pathlib import Path

import pytest

from otelevals.offline.dataset import BadDataset
from otelevals.offline.labelled import read_labelled
from tests.offline.commands import write_rows


def test_rows_come_with_their_labels(tmp_path: Path) -> None:
    path = tmp_path / "tone.tests.jsonl"
    rows = [
        {"id": "a", "output": "Hello.", "metadata": {"label": "4", "why": "Kind."}},
        {"id": "b", "output": "Go away.", "metadata": {"label": 1}},
    ]
    write_rows(path, rows)
    found = read_labelled(path, ("1", "2", "3", "4", "cannot_judge"))
    assert [(each.row.id, each.label, each.why) for each in found] == [("a", "4", "Kind."), ("b", "1", "")]


def test_every_row_without_a_possible_label_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tone.tests.jsonl"
    write_rows(path, [{"output": "x", "metadata": {"label": label}} for label in ("pass", "Pass", None)])
    with path.open("a") as file:
        file.write('{"output": "x"}\n')
    with pytest.raises(BadDataset) as caught:
        read_labelled(path, ("pass", "fail"))
    wanted = "metadata.label: expected one of pass, fail"
    assert caught.value.problems == [f"{path}:{line}: {wanted}" for line in (2, 3, 4)]
