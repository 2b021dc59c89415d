"""Figures are read as the numbers that they may stand for, whatever the country; names and numbering are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.grounding.figures import Figures, said


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("no figures", []),
        ("12", [12]),
        ("$1,234.56", [1234.56]),
        ("1.234,56 €", [1234.56]),
        ("1 234,56 €", [1234.56]),
        ("1\u202f234 567", [1234567]),
        ("1'234.50", [1234.5]),
        ("12,34,567.00", [1234567]),
        ("12,34,567", [1234567]),
        ("1,234 or 1.234", [1234, 1.234, 1234, 1.234]),
        ("0.123", [0.123]),
        ("5%", [5, 0.05]),
        ("7,5 Prozent", [7.5]),
        ("3.1 million", [3.1e6]),
        ("€3bn, 20k and 2 Mrd.", [3e9, 2e4, 2e9]),
        ("3万", [3e4]),
        ("2024-03-05", [2024, 3, 5]),
        ("05.03.2024 14:30", [5, 3, 2024, 14, 30]),
        ("2024年3月", [2024, 3]),
        ("2-3 days, the 3rd, 10GB", [2, 3, 3, 10]),
        ("-5 °C", [5]),
        ("١٢٣٫٥ and १२", [123.5, 12]),
        ("GPT-4, v1.2, COVID-19, A4, 3f2a, x_1, CO2", []),
        ("1. first\n  2) second\n**3.** third\n## 4. fourth", []),
        ("fact [1], fact [2, 3] fact[^4] 【5†source】", []),
        ("`x = 9` https://a.example/2024\n```\n7\n```", []),
        ("1/2 and 3/4", [1, 2, 3, 4]),
    ],
)
def test_readings(text: str, numbers: list[float]) -> None:
    found = [value for figure in said(text) for value, _ in figure.readings]
    assert found == [pytest.approx(number) for number in numbers]


@pytest.mark.parametrize(
    ("claimed", "given", "there"),
    [
        ("1.234,56", "1,234.56", True),
        ("1234", "1,234", True),
        ("5 %", "0.05", True),
        ("3.1 million", "3,141,592", True),
        ("3.1 million", "3,200,000", False),
        ("12%", "12.4 %", True),
        ("12%", "12.6 %", False),
        ("12.4", "12", False),
        ("3", "three", True),
        ("05.03.2024", "5 March 2024", True),
        ("2", "zwei", True),
        ("9" * 40, "9" * 40, True),
        ("9" * 40, "9" * 39, False),
        ("2025", "2024", False),
    ],
)
def test_looking_up(claimed: str, given: str, there: bool) -> None:
    known = Figures([given])
    assert all(known.have(figure, rounding=True) for figure in said(claimed)) is there


def test_without_rounding_figures_are_the_same_or_not() -> None:
    (figure,) = said("3.1 million")
    assert Figures(["3,100,000"]).have(figure, rounding=False)
    assert not Figures(["3,141,592"]).have(figure, rounding=False)


@given(st.floats(0, 1e12).map(lambda value: round(value, 2)), st.sampled_from(["{:,.2f}", "{:.2f}"]))
def test_a_number_is_found_in_any_form(value: float, form: str) -> None:
    english = form.format(value)
    german = english.translate({ord(","): ".", ord("."): ","})
    (figure,) = said(german)
    assert Figures([f"It is {english}."]).have(figure, rounding=False)


@given(st.text("0123456789.,'% kMbn-/:\n\u202f٣万", max_size=40))
def test_a_text_has_its_own_figures(text: str) -> None:
    known = Figures([text])
    assert all(known.have(figure, rounding=False) for figure in said(text))
