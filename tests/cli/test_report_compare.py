"""Two windows or two slices are compared by the difference of what they say, with an interval."""

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.cli.report_compare import COLUMNS
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, NOW, evaluation, failing, opened, tidied

RANGE = ("--from", "2026-09-21T14:00Z", "--to", "2026-09-21T16:00Z")
EARLIER = ("--against-from", "2026-09-21T12:00Z", "--against-to", "2026-09-21T14:00Z")
RATES = {("v3", 0): 0.95, ("v4", 0): 0.7, ("v3", -2): 0.94, ("v4", -2): 0.94}
"""By prompt version and hour."""

Compare = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    dice, found = random.Random(1), []
    for number, ((version, hour), rate) in enumerate(RATES.items()):
        for turn in range(400):
            make = evaluation if dice.random() < rate else failing
            time, dimensions = (NOW + hour * HOUR) * 10**6, (("prompt_version", version),)
            found.append(
                make(1 + number * 400 + turn, time=time, session=f"{number} {turn // 4}", dimensions=dimensions)
            )
    with opened(tmp_path / "db") as store:
        store.add(found, NOW)
    return f"sqlite:///{tmp_path / 'db'}"


@pytest.fixture
def compare(url: str, capsys: pytest.CaptureFixture[str]) -> Compare:
    def run(*arguments: str) -> list[dict[str, Any]]:
        assert main(["report", "--store", url, *RANGE, *arguments, "--json"]) == OK
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return rows

    return run


def test_the_second_slice_is_told_by_its_difference_from_the_first(compare: Compare) -> None:
    (row,) = compare("--compare", "prompt_version=v3,v4")
    assert list(row) == list(COLUMNS)
    assert (row["slice"], row["against_slice"]) == ("prompt_version=v4", "prompt_version=v3")
    assert (row["n"], row["against_n"]) == (400, 400)
    assert row["pass_difference"] == pytest.approx(row["pass_rate"] - row["against_pass_rate"])
    assert row["pass_difference_low"] < -0.25 < row["pass_difference_high"] < 0
    assert row["pass_differs"] is row["mean_differs"] is True
    (other,) = compare("--compare", "prompt_version=v4,v3")
    assert other["pass_difference"] == pytest.approx(-row["pass_difference"])
    assert other["pass_difference_low"] == pytest.approx(-row["pass_difference_high"])


def test_a_window_is_told_by_its_difference_from_another(compare: Compare) -> None:
    whole, v3, v4 = compare(*EARLIER, "--by", "prompt_version")
    assert (whole["from"], whole["against_from"]) == ("2026-09-21T14:00:00Z", "2026-09-21T12:00:00Z")
    assert (whole["n"], whole["against_n"]) == (800, 800)
    assert [row["pass_differs"] for row in (whole, v3, v4)] == [True, False, True]
    assert v3["slice"] == v3["against_slice"] == "prompt_version=v3"


def test_previous_is_the_window_before(compare: Compare) -> None:
    assert compare("--compare-to", "previous", "--by", "prompt_version") == compare(*EARLIER, "--by", "prompt_version")


def test_what_only_one_side_has_has_no_difference(compare: Compare) -> None:
    (row,) = compare("--compare", "prompt_version=v4,v5")
    assert (row["n"], row["against_n"], row["pass_rate"]) == (0, 400, None)
    assert (row["pass_difference"], row["pass_difference_low"], row["pass_differs"]) == (None, None, None)


def test_a_range_of_time_is_not_compared_with_itself(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    same = ("--against-from", RANGE[1], "--against-to", RANGE[3])
    assert main(["report", "--store", url, *RANGE, *same]) == USAGE
    assert "argument --against-from: both ranges of time are the same" in capsys.readouterr().err


def test_values_with_commas_are_quoted(url: str, compare: Compare) -> None:
    add = [evaluation(5000, dimensions=(("prompt_version", 'v5, "new"'),), time=NOW * 10**6)]
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        store.add(add, NOW)
    (row,) = compare("--compare", 'prompt_version=v3, "v5, ""new"""')
    assert (row["slice"], row["n"]) == ('prompt_version="v5, ""new"""', 1)


@pytest.mark.parametrize("slices", ["x", "x=a", "x=a,a", "x=a,b,c", "=a,b", 'x="a,b', 'x="a"b,c', "x=a\nb,c"])
def test_what_is_not_two_slices(slices: str, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, "--compare", slices]) == USAGE
    assert f"not two slices: {slices}" in capsys.readouterr().err


def test_nothing_is_known_of_a_slice_of_one_session(url: str, compare: Compare) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        slice_ = (("prompt_version", "v5"),)
        store.add([evaluation(9000 + number, session="one", dimensions=slice_) for number in range(20)], NOW)
    (row,) = compare("--compare", "prompt_version=v3,v5")
    assert row["pass_difference"] > 0
    assert (row["pass_difference_low"], row["pass_difference_high"], row["pass_differs"]) == (None, None, None)


def test_people_get_a_table_with_conclusions(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, *RANGE, *EARLIER, "--by", "prompt_version"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "from 2026-09-21T14:00:00Z to 2026-09-21T16:00:00Z",
        "against from 2026-09-21T12:00:00Z to 2026-09-21T14:00:00Z, 95% intervals by session",
    ]
    assert [line.split()[1] for line in lines[4:6]] == ["pass", "mean"]
    told = [("lower" in line, "no difference can be told" in line) for line in lines[4:]]
    assert told == [(True, False)] * 2 + [(False, True)] * 2 + [(True, False)] * 2
    assert main(["report", "--store", url, *RANGE, "--compare", "prompt_version=v4,v3"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "prompt_version=v3 against prompt_version=v4, from 2026-09-21T14:00:00Z to 2026-09-21T16:00:00Z, "
        "95% intervals by session"
    )
    assert "higher" in lines[3]
    assert "+" in lines[3]


def test_programs_get_csv(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, *RANGE, *EARLIER, "--csv"]) == OK
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert list(row) == list(COLUMNS)
    assert row["pass_differs"] == "True"


def test_windows_in_one_sum_are_not_compared(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        tidied(store, Limits(), NOW + 30 * DAY)
    for arguments in (EARLIER, ("--compare-to", "previous")):
        assert main(["report", "--store", url, *RANGE, *arguments]) == FAILED
        assert capsys.readouterr().err == (
            "cannot compare: sums from then are of whole hours or whole days in UTC, and both windows are in the same "
            "ones\n"
        )


def test_a_dimension_that_nothing_has_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, *RANGE, "--compare", "prompt=v3,v4"]) == OK
    said = capsys.readouterr()
    assert said.out.startswith("no evaluations: prompt=v4 against prompt=v3, from ")
    assert said.err == "warning: no evaluation has the dimension prompt\n"
