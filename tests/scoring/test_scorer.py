"""A scorer is a marked function or a class with typed fields; mistakes in it show when it is written."""

import subprocess
import sys

import pytest

import otelevals
from otelevals.scoring.scorer import mark_of


def test_a_marked_function_stays_a_function() -> None:
    @otelevals.scorer
    def polite(output: str) -> bool:
        return "please" in output

    @otelevals.scorer(on="tool", threshold=0.5)
    def size(output: str) -> float:
        return 1 / len(output)

    assert polite(output="yes, please")
    assert size("ab") == 0.5
    assert mark_of(polite) == ({},)
    assert mark_of(size) == ({"on": "tool", "threshold": 0.5},)
    assert mark_of(len) is None


def test_marking_checks_the_parameters() -> None:
    with pytest.raises(ValueError, match=r"^polite needs 'text', which no interaction has \(valid: "):

        @otelevals.scorer
        def polite(text: str) -> None: ...


def test_a_class_is_not_marked_but_derived() -> None:
    with pytest.raises(TypeError, match=r"^Polite: a class is made a scorer by deriving it from otelevals\.Scorer$"):

        @otelevals.scorer
        class Polite: ...


def test_fields_do_not_hide_the_options_of_every_scorer() -> None:
    with pytest.raises(TypeError, match=r"^Polite: every scorer has an option 'when' already; rename the field$"):

        class Polite(otelevals.Scorer):
            when: str = ""


def test_a_class_without_score_is_refused() -> None:
    class Polite(otelevals.Scorer): ...

    with pytest.raises(ValueError, match=r"^Polite has no method 'score'$"):
        Polite().function()


def test_importing_the_package_alone_is_cheap() -> None:
    code = "import sys, otelevals; print('pydantic' in sys.modules); otelevals.Score; print(hasattr(otelevals, 'nope'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
