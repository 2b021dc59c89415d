"""A user's own function or class is a scorer; whatever is wrong with it is an error of the configuration."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.api.errors import ConfigError
from otelevals.scoring.configured import ConfiguredScorer, configure
from otelevals.scoring.outcome import Decision
from otelevals.scoring.registry import find_scorer, scorer_types
from otelevals.scoring.runner import run_scorers
from tests.genai.spans import chat, interaction

CHECKS = '''
from __future__ import annotations
from otelevals import Score, Scorer, scorer

LIMIT = 3

@scorer
def polite(output: str) -> bool:
    return "please" in output

@scorer(on="tool", threshold=0.5)
def size(output: str) -> float:
    return len(output) / 10

def plain(output, input="nothing"):
    return f"{input} {output}"

class Brief(Scorer):
    """At most so many words."""
    words: int = 2

    def score(self, output: str) -> Score:
        count = len(output.split())
        return Score(1.0 if count <= self.words else 0.0, explanation=f"{count} words")

class Other:
    pass

async def waiting(output): ...

def crashing(output):
    raise SystemExit(1)
'''


EVERY = "dimensions, on, pass_if, path, sampling, tags, threshold, type, version, when"
CALLABLE = "Brief, Other, crashing, plain, polite, size, waiting"
NO_SCORER = "is neither a function nor a class derived from otelevals.Scorer"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "checks.py").write_text(CHECKS)
    return tmp_path


def built(folder: Path, name: str, **options: Any) -> ConfiguredScorer:
    return configure("mine", {"type": "python", "path": f"checks.py:{name}", **options}, folder)


def result(scorer: ConfiguredScorer, attributes: dict[str, Any]) -> Any:
    (outcome,) = run_scorers([scorer], interaction(attributes))
    (evaluation,) = outcome.evaluations
    return evaluation


def test_functions_with_and_without_the_decorator(folder: Path) -> None:
    assert result(built(folder, "polite"), chat("yes please")).passed is True
    assert result(built(folder, "plain"), chat("hi")).label == "nothing hi"


def test_the_decorators_options_are_defaults(folder: Path) -> None:
    assert (built(folder, "size").options.on, built(folder, "size").options.threshold) == ("tool", 0.5)
    assert built(folder, "size", on="llm").options.on == "llm"


def test_the_fields_of_a_class_are_its_options(folder: Path) -> None:
    assert result(built(folder, "Brief"), chat("a b c")).score == 0.0
    assert result(built(folder, "Brief", words=3), chat("a b c")).explanation == "3 words"
    assert built(folder, "Brief").version != built(folder, "Brief", words=3).version


def test_a_function_that_leaves_the_program_is_errored(folder: Path) -> None:
    (outcome,) = run_scorers([built(folder, "crashing")], interaction(chat("x")))
    assert (outcome.decision, outcome.reason) == (Decision.ERRORED, "SystemExit: 1")


def test_a_file_is_read_anew_each_time_and_its_version_with_it(folder: Path) -> None:
    before = built(folder, "polite")
    (folder / "checks.py").write_text(CHECKS.replace('"please"', '"thanks"'))
    after = built(folder, "polite")
    assert result(after, chat("thanks")).passed is True
    assert before.version != after.version
    assert not (folder / "__pycache__").exists()


def test_a_function_of_an_installed_package() -> None:
    with pytest.raises(ValueError, match=r"^scorer 'mine' needs 's', which no interaction has"):
        configure("mine", {"type": "python", "path": "json:loads"})


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"path": "checks.py"}, "expected path to be file.py:function or package.module:function"),
        ({"path": "checks.py:"}, "expected path to be file.py:function or package.module:function"),
        ({"path": "nope.py:f"}, "nope.py is not a file in {folder}"),
        ({"path": "broken.py:f"}, "broken.py cannot be loaded: SyntaxError: invalid syntax (broken.py, line 2)"),
        ({"path": "leaving.py:f"}, "leaving.py cannot be loaded: SystemExit: 3"),
        ({"path": "no.such.module:f"}, "no.such.module cannot be loaded: ModuleNotFoundError: No module named 'no'"),
        (
            {"path": "checks.py:polit"},
            f"checks.py has no 'polit' (valid: {CALLABLE}; did you mean polite?)",
        ),
        (
            {"path": "checks.py:LIMIT"},
            f"checks.py:LIMIT {NO_SCORER}",
        ),
        (
            {"path": "checks.py:Other"},
            f"checks.py:Other {NO_SCORER}",
        ),
        (
            {"path": "checks.py:waiting", "isolation": "inline"},
            "checks.py:waiting is async: inline it would hold up telemetry; leave out isolation: inline",
        ),
        ({"path": "checks.py:polite", "words": 3}, f"unknown option (valid: {EVERY})"),
        ({"path": "checks.py:Brief", "word": 3}, f"unknown option (valid: {EVERY}, words; did you mean words?)"),
    ],
)
def test_errors_are_sentences(folder: Path, options: dict[str, Any], sentence: str) -> None:
    (folder / "broken.py").write_text("x = 1\ndef f(:\n")
    (folder / "leaving.py").write_text("raise SystemExit(3)\n")
    with pytest.raises(ValidationError) as caught:
        configure("mine", {"type": "python", **options}, folder)
    (error,) = caught.value.errors()
    assert error["msg"] == "Value error, " + sentence.replace("{folder}", str(folder))


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"type": "pythn"}, ("type",)),
        ({"type": "python", "path": "nope.py:f"}, ("path",)),
        ({"type": "python", "path": "checks.py:polite", "words": 3}, ("words",)),
    ],
)
def test_errors_say_which_option(folder: Path, options: dict[str, Any], place: tuple[str, ...]) -> None:
    with pytest.raises((ConfigError, ValidationError)) as caught:
        configure("mine", options, folder)
    error = caught.value.errors()[0]["ctx"]["error"] if isinstance(caught.value, ValidationError) else caught.value
    assert isinstance(error, ConfigError)
    assert error.path == place


def test_a_wrong_value_of_a_class_keeps_its_place(folder: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        built(folder, "Brief", words="many")
    (error,) = caught.value.errors()
    assert (error["loc"], error["msg"]) == (("words",), "Input should be a valid integer")


def test_all_checks_that_come_with_otelevals_run_inline_and_no_other(folder: Path) -> None:
    kinds = {name: find_scorer(name) for name in scorer_types() if name not in ("judge", "python")}
    assert {name for name, kind in kinds.items() if not kind.inline} == set()
    assert built(folder, "polite").isolated
    assert not built(folder, "polite", isolation="inline").isolated


def test_where_it_runs_is_no_other_version(folder: Path) -> None:
    versions = {
        built(folder, "polite", **more).version
        for more in ({}, {"isolation": "inline"}, {"timeout": "1s"}, {"isolation": "process", "timeout": "9s"})
    }
    assert len(versions) == 1


def test_a_class_cannot_have_options_of_the_type(folder: Path) -> None:
    (folder / "own.py").write_text(
        "from otelevals import Scorer\n\n"
        "class Slow(Scorer):\n    timeout: float = 1\n    def score(self, output): return True\n"
    )
    with pytest.raises(ValidationError, match=r"own\.py:Slow has an option 'timeout', which is one of the type python"):
        configure("x", {"type": "python", "path": "own.py:Slow"}, folder)
