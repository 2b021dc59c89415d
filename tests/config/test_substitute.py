"""References in strings are replaced by variables, defaults and files; a string option gets the text as it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.config import load
from tests.config.parts import MINIMAL, configured, load_text, mistakes, registry

ENV = {"NUMBER": "0123", "HOST": "db", "EMPTY": "", "LIST": "[a, 5]", "MAP": "{a: 1, b: {c: x}}", "NAME": "HOST"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${env:HOST}", "db"),
        ("${HOST}", "db"),
        ("${HOST}:${NUMBER}/$$HOST$${X}", "db:0123/$HOST${X}"),
        ("${env:MISSING:-backup}", "backup"),
        ("${MISSING:-backup}", "backup"),
        ("${MISSING:-${HOST}:1}", "db:1"),
        ("${HOST:-${MISSING}}", "db"),
        ("${MISSING:-}", ""),
        ("${EMPTY:-default}", ""),
        ("${env:${NAME}}", "db"),
        ("'${NUMBER}'", "0123"),
        ("${NUMBER}", "0123"),
        ("${MAP}", "{a: 1, b: {c: x}}"),
        ("${QUOTED}", '"a" #b'),
        ("${BROKEN}", "[a: *b"),
        ("${NESTED}", "db!"),
        ("${NESTED_WHOLE}", "0123"),
        ("${DOLLAR}", "a$b"),
    ],
)
def test_a_string_option_gets_the_text(written: str, value: str) -> None:
    more = {"QUOTED": '"a" #b', "BROKEN": "[a: *b", "NESTED": "${HOST}!", "NESTED_WHOLE": "${NUMBER}", "DOLLAR": "a$$b"}
    assert configured(f"endpoint: {written}", environ=ENV | more).endpoint == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0123", 83),
        ("1.5", 1.5),
        ("true", True),
        ("", None),
        ("[a, 5]", ["a", 5]),
        ("{a: 1, b: {c: x}}", {"a": 1, "b": {"c": "x"}}),
        ("{a: '${HOST}'}", {"a": "db"}),
        ("${NUMBER}", 83),
        ("text", "text"),
    ],
)
def test_a_reference_that_is_the_whole_value_is_read_as_yaml(text: str, value: object) -> None:
    assert configured("extra: ${X}", environ=ENV | {"X": text}).extra == value


def test_part_of_a_value_stays_text() -> None:
    assert configured("extra: 1${X}", environ={"X": "2"}).extra == "12"


def test_options_of_other_types_get_what_the_text_says() -> None:
    options = "ratio: ${R}\nenabled: ${E}\nverbosity: ${V}\nauth: ${A}\nheaders: ${H}"
    environ = {"R": "0.5", "E": "false", "V": "detailed", "A": "{token: 5x}", "H": "{a: b}"}
    found = configured(options, environ=environ)
    assert (found.ratio, found.enabled, found.verbosity) == (0.5, False, "detailed")
    assert found.auth.token.reveal() == "5x"
    assert found.headers["a"].reveal() == "b"


def test_numbers_in_secrets_and_headers_keep_their_digits() -> None:
    found = configured("api_key: ${K}\nheaders: {a: '${K}'}", environ={"K": "007"})
    assert (found.api_key.reveal(), found.headers["a"].reveal()) == ("007", "007")


def test_an_unset_variable_is_empty_and_worth_a_warning() -> None:
    text = MINIMAL.replace("{debug: }", "{debug: {endpoint: '${env:NOPE}', ratio: '${NOPE}'}}")
    loaded = load_text(text)
    config = next(iter(loaded.sections["exporters"].values())).config
    assert (config.endpoint, config.ratio) == ("", 1.0)  # type: ignore[attr-defined]
    message = "the environment variable NOPE is not set: its value is empty"
    assert loaded.warnings == [
        f"env:c.yaml:3 :: exporters::debug::endpoint :: ${{env:NOPE}} :: {message}",
        f"env:c.yaml:3 :: exporters::debug::ratio :: ${{NOPE}} :: {message}",
    ]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("${env:1A}", "${env:1A} :: not a valid name of an environment variable"),
        ("x${env:A-B:-c}", "${env:A-B:-c} :: not a valid name of an environment variable"),
        ("${}", "${} :: not a valid name of an environment variable"),
        ("${http://x}", "${http://x} :: there is no source http (valid: env, file)"),
        ("${A", "a reference that begins with ${ has no end: write $$ for a dollar sign"),
        ("${LOOP}", "${LOOP} :: too many recursive expansions"),
        ("x${LOOP}", "${LOOP} :: too many recursive expansions"),
        ("${BYTES}", "${BYTES} :: the environment variable is not valid UTF-8"),
        ("${file:no/such}", "${file:no/such} :: cannot read no/such: No such file or directory"),
        (r"${file:a\0b}", "${file:a�b} :: cannot read the file: its name has a character that names cannot have"),
        ("${file:.}", "${file:.} :: cannot read .: Is a directory"),
    ],
)
def test_a_reference_that_cannot_be_replaced_is_an_error(written: str, problem: str) -> None:
    environ = {"LOOP": "${LOOP}", "BYTES": "\udcff"}
    assert mistakes(f'endpoint: "{written}"', environ=environ) == [f"3::endpoint :: {problem}"]


def test_variables_that_multiply_are_refused() -> None:
    environ = {f"V{n}": f"${{V{n + 1}}}" * 10 for n in range(50)} | {"V50": "x" * 1000}
    assert mistakes("endpoint: ${V0}", environ=environ) == [
        "3::endpoint :: ${V0} :: the substitutions give more text than a configuration may have"
    ]


def test_a_deep_value_of_a_variable_is_refused() -> None:
    assert mistakes("extra: ${X}", environ={"X": "[" * 100}) == ["3::extra :: nested more than 64 levels deep"]


def test_why_a_text_is_no_map_is_said() -> None:
    reason = "not valid YAML: did not find expected ',' or ']' while parsing a flow sequence (from line 1)"
    found = mistakes("enabled: ${X}", environ={"X": "[a\n"})
    assert found == [f"3::enabled :: ${{X}} = [a :: expected true or false ({reason})"]


def test_a_warning_inside_a_value_has_its_path() -> None:
    loaded = load_text(MINIMAL.replace("{debug: }", "{debug: '${X}'}"), environ={"X": "{endpoint: '${NOPE}'}"})
    assert [warning.split(" :: ")[1] for warning in loaded.warnings] == ["exporters::debug::endpoint"]


def test_files_are_found_beside_the_file_that_names_them(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (tmp_path / "c.yaml").write_text(MINIMAL.replace("{debug: }", "{debug: '${file:parts/debug.yaml}'}"))
    (folder / "debug.yaml").write_text("endpoint: ${file:host}\napi_key: ${file:../key}\nratio: 0.5\n")
    (folder / "host").write_text("db\n")
    (tmp_path / "key").write_text("007\r\n")
    loaded = load([str(tmp_path / "c.yaml")], [], registry(), {})
    config = next(iter(loaded.sections["exporters"].values())).config
    assert config.model_dump(include={"endpoint", "ratio"}) == {"endpoint": "db", "ratio": 0.5}
    assert config.api_key.reveal() == "007"  # type: ignore[attr-defined]
    assert loaded.files == [tmp_path / "c.yaml", folder / "debug.yaml", folder / "host", folder / "../key"]
    assert loaded.base_dir == tmp_path


@given(
    st.dictionaries(st.sampled_from("ABC"), st.text(alphabet="${}ABC:-[a ") | st.text()), st.text("${}ABC:-envfil/ ")
)
def test_any_text_and_any_environment_is_replaced_or_refused(environ: dict[str, str], text: str) -> None:
    escaped = text.replace("'", "''")
    found = mistakes(f"extra: 'x{escaped}'", environ=environ) + mistakes(f"extra: '{escaped}'", environ=environ)
    assert all(problem.startswith("3::extra :: ") for problem in found)
