"""The page of a scorer lists all of its options, and the version of one changes with what it is made of."""

import re
from pathlib import Path

import pytest

from otelevals.scorers.base import BuiltIn
from otelevals.scorers.text.contains import Contains
from otelevals.scoring.registry import find_scorer, scorer_types

DOCS = Path(__file__).parents[2] / "docs/scorers"
BUILT_IN = [name for name in scorer_types() if issubclass(find_scorer(name), BuiltIn)]


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_page_lists_every_option(name: str) -> None:
    fields = find_scorer(name).model_fields
    listed = re.findall(r"^\| `(\w+)` \|[^|]*\|[^|]*\|$", (DOCS / f"{name}.md").read_text(), re.M)
    assert sorted(listed) == sorted(field.alias or option for option, field in fields.items())


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_option_has_a_meaning(name: str) -> None:
    assert [option for option, field in find_scorer(name).model_fields.items() if not field.description] == []


def test_a_version_is_made_of_all_modules_behind_it() -> None:
    code = Contains(values=["x"]).code().decode()
    assert all(part in code for part in ("class Contains(", "class ValuesScorer(", "def folded(", "class BuiltIn("))
    assert "class Refusal(" not in code
