"""Scales are read from a configuration, say what may be answered, and refuse what tells nothing apart."""

import contextlib
import re
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.api.config import Config
from otelevals.judges.scale import ABSTAIN, BOOLEAN, Choice, Scale, Share, check_threshold, parse_scale, schema_of


class Options(Config):
    scale: Scale | None = None


SHARE = {"share_of": "claims", "each": "claim", "that_is": "supported"}


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("boolean", {"pass": 1.0, "fail": 0.0}),
        ("1..3", {"1": 1.0, "2": 2.0, "3": 3.0}),
        (" -1 .. 1 ", {"-1": -1.0, "0": 0.0, "1": 1.0}),
        ({"labels": {"good": 1, "ok": 0.5, "bad": 0}}, {"good": 1.0, "ok": 0.5, "bad": 0.0}),
    ],
)
def test_a_choice_has_a_number_for_each_verdict(written: Any, values: dict[str, float]) -> None:
    scale = parse_scale(written)
    assert isinstance(scale, Choice)
    assert scale.values == values
    assert scale.verdicts == (*values, ABSTAIN)


def test_a_share_lists_what_is_counted() -> None:
    scale = parse_scale(SHARE)
    assert isinstance(scale, Share)
    assert (scale.share_of, scale.each, scale.that_is) == ("claims", "claim", "supported")
    assert scale.verdicts == ("judged", ABSTAIN)


@pytest.mark.parametrize("written", ["boolean", "1..5", {"labels": {"good": 1, "bad": 0}}, SHARE])
def test_configurations_have_it_as_it_is_written(written: Any) -> None:
    options = Options.model_validate({"scale": written})
    assert options.model_dump()["scale"] == written
    assert Options.model_validate(options.model_dump()) == options
    jsonschema_rs.validate(Options.model_json_schema(), {"scale": written})


EXPECTED = "expected boolean, numbers such as 1..5, labels such as {labels: {good: 1, ok: 0.5, bad: 0}}"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("bool", EXPECTED),
        (5, EXPECTED),
        ("1...5", EXPECTED),
        ({"labels": {"a": 1, "b": 0}, "more": 1}, EXPECTED),
        ({"share_of": "claims"}, EXPECTED),
        ("5..1", "5..1 has no numbers to choose from: write the least one first"),
        ("2..2", "2..2 has no numbers to choose from: write the least one first"),
        ("0..101", "0..101 has more than 101 numbers"),
        ({"labels": {"good": 1}}, "expected 2 to 50 labels with a number each, such as {good: 1, bad: 0}"),
        ({"labels": ["good", "bad"]}, "expected 2 to 50 labels with a number each, such as {good: 1, bad: 0}"),
        ({"labels": {True: 1, "no": 0}}, "the label True is no text: write it in quotes"),
        ({"labels": {"": 1, "no": 0}}, "'' is no label: one line of 1 to 50 characters"),
        ({"labels": {"a\nb": 1, "no": 0}}, "'a\\nb' is no label: one line of 1 to 50 characters"),
        ({"labels": {"Good": 1, "good": 0}}, "the label 'good' is there twice"),
        ({"labels": {"good": True, "bad": 0}}, "the label 'good' needs a number from -1000000 to 1000000"),
        ({"labels": {"good": float("nan"), "bad": 0}}, "the label 'good' needs a number from -1000000 to 1000000"),
        ({"labels": {"good": 1, "fine": 1}}, "all labels stand for the same number"),
        (
            {"labels": {"good": 1, "Cannot_Judge": 0}},
            "'Cannot_Judge' is on every scale: what a judge says that gives no verdict",
        ),
        ({**SHARE, "each": "Claim!"}, "'Claim!' is no name in an answer: small letters and _"),
        ({**SHARE, "each": 3}, "3 is no name in an answer: small letters and _"),
        (
            {**SHARE, "each": "verdict"},
            "share_of, each and that_is need different names, and neither explanation nor verdict",
        ),
        (
            {**SHARE, "each": "claims"},
            "share_of, each and that_is need different names, and neither explanation nor verdict",
        ),
    ],
)
def test_what_is_no_scale_is_refused_in_a_sentence(written: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_scale(written)
    with pytest.raises(ValidationError):
        Options.model_validate({"scale": written})


@given(
    st.recursive(st.none() | st.text() | st.integers() | st.floats(), lambda inner: st.dictionaries(st.text(), inner))
)
def test_anything_is_a_scale_or_refused(written: Any) -> None:
    with contextlib.suppress(ValueError):
        assert len(parse_scale(written).verdicts) > 1


def test_a_threshold_is_in_the_unit_of_the_scale() -> None:
    check_threshold(parse_scale("1..5"), 4)
    check_threshold(parse_scale(SHARE), 1.0)
    with pytest.raises(ValueError, match=r"^expected a threshold between 1 and 5, as the scale has them$"):
        check_threshold(parse_scale("1..5"), 0.5)
    with pytest.raises(ValueError, match=r"^a boolean scale has no threshold: what the judge passes does$"):
        check_threshold(BOOLEAN, 0.5)


@pytest.mark.parametrize("written", ["boolean", "1..5", {"labels": {"good": 1, "bad": 0}}, SHARE])
def test_the_explanation_comes_before_the_verdict(written: Any) -> None:
    schema = schema_of(parse_scale(written))
    assert schema["required"] == list(schema["properties"])
    assert schema["required"][-2:] == ["explanation", "verdict"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["verdict"]["enum"][-1] == ABSTAIN
