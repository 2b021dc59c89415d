"""The table of fields says of each where it is, and what it follows from."""

import pytest

from docs.fields import MADE_OF, TYPES, code, dialect_table, field_table
from otelevals.genai.catalog import FIELDS
from otelevals.genai.derived import DERIVED
from otelevals.genai.dialects import DIALECTS


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("a.b", "`a.b`"),
        ("model", "`model`"),
        ("a.b.* + c_d", "`a.b.*` + `c_d`"),
        ("event a.b: c.d", "event `a.b`: `c.d`"),
        ("events a.b, a.*.c", "events `a.b`, `a.*.c`"),
        ("name (x:y:z)", "name (`x:y:z`)"),
        ("event of the first chunk", "event of the first chunk"),
    ],
)
def test_names_in_places_are_code(place: str, shown: str) -> None:
    assert code(place) == shown


def test_there_is_a_row_for_each_field_and_it_says_where_it_is() -> None:
    rows = [row.strip("| ").split(" | ") for row in field_table().splitlines()[2:]]
    assert [row[0] for row in rows] == [f"`{name}`" for name in FIELDS]
    assert {len(row) for row in rows} == {4}


def test_there_is_a_row_for_each_dialect() -> None:
    rows = [row.strip("| ").split(" | ") for row in dialect_table().splitlines()[2:]]
    assert [row[0] for row in rows] == [dialect.name for dialect in DIALECTS]


def test_types_and_origins_are_those_of_fields() -> None:
    assert set(TYPES) <= set(FIELDS)
    assert {name for name in DERIVED if not name.startswith("usage")} <= set(MADE_OF) <= set(FIELDS)
