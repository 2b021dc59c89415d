"""What the page on offline evaluation shows is what its example does, and it names every field of a row."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from otelevals.offline.fields import ANSWER, FIELDS
from tests.offline.commands import evaluate

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/eval.md").read_text()
SHOWN = re.findall(r"^```\n\$ otelevals eval ([^\n]*)\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("example") / "eval"
    shutil.copytree(ROOT / "examples/eval", copied, ignore=shutil.ignore_patterns("*.db*", "__pycache__"))
    return copied


def test_the_example_does_what_is_shown(folder: Path) -> None:
    done = [evaluate(folder, *shlex.split(arguments)) for arguments, _ in SHOWN]
    assert [(each.stdout, each.stderr) for each in done] == [(text, "") for _, text in SHOWN]
    assert [each.returncode for each in done] == [1, 0]


def test_every_field_is_on_the_page() -> None:
    table = PAGE.partition("## Datasets")[2].partition("## A task")[0]
    named = {name for row in re.findall(r"^\| (`.*?`) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert named == set(FIELDS)
    task = PAGE.partition("## A task")[2].partition("## Recordings")[0]
    assert [name for name in ANSWER if f"`{name}`" not in task] == []
