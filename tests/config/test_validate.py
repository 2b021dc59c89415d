"""Every wrong option is named with its line, what was written, and what would be right."""

from pathlib import Path
from typing import Any

import pytest

from otelevals.config import InvalidConfiguration, load
from otelevals.config.render import render
from tests.config.parts import MINIMAL, configured, load_text, mistakes, registry

_DEBUG = "valid: api_key, auth, enabled, endpoint, extra, headers, ratio, verbosity"
_DURATION = "expected a duration such as 300ms, 5s or 1m30s"


@pytest.mark.parametrize(
    ("component", "options", "problem"),
    [
        ("debug", "colour: 1", f"3::colour :: colour :: unknown option ({_DEBUG})"),
        ("debug", "verbosty: basic", f"3::verbosty :: verbosty :: unknown option ({_DEBUG}; did you mean verbosity?)"),
        ("debug", "endpoint: 5", "3::endpoint :: 5 :: expected a string: put it in quotes"),
        ("debug", "endpoint: [a]", "3::endpoint :: […] :: expected a string"),
        ("debug", "enabled: yes", "3::enabled :: yes :: expected true or false"),
        ("debug", "ratio: '1'", '3::ratio :: "1" :: expected a number'),
        ("debug", "headers: {a: 5}", "3::headers::a :: [REDACTED] :: expected a string: put it in quotes"),
        ("debug", "ratio: http://me:pass@host", "3::ratio :: http://[REDACTED]@host :: expected a number"),
        ("debug", "headers: []", "3::headers :: [] :: expected a map"),
        ("debug", "auth: {}", "3::auth::token :: (nothing) :: the option is required"),
        ("debug", "auth:\n  token:", "4::auth::token :: (nothing) :: the option is required"),
        ("debug", "verbosity: x", "3::verbosity :: x :: expected one of: basic, normal, detailed"),
        ("batch", "timeout: 5", f"3::timeout :: 5 :: {_DURATION}"),
        ("batch", "timeout: 5.0", f"3::timeout :: 5.0 :: {_DURATION}"),
        ("batch", "timeout: -5s", "3::timeout :: -5s :: expected a duration that is not negative"),
        ("batch", "size: 1.5", "3::size :: 1.5 :: expected an integer"),
        ("batch", "size: 0", "3::size :: 0 :: expected at least 1"),
        ("batch", "size: 1001", "3::size :: 1001 :: expected at most 1000"),
        ("batch", "size: {a: 1}", "3::size :: {…} :: expected an integer"),
        ("batch", "limit: 5", "2 :: {…} :: limit must not be less than size"),
        ("batch", "metadata_keys: [a, 5]", "3::metadata_keys::1 :: 5 :: expected a string: put it in quotes"),
        ("batch", "metadata_keys: a", "3::metadata_keys :: a :: expected a list"),
        ("filter", "conditions: [a = 1,\n b]", "4::conditions::1 :: b :: not a condition: 'b'"),
        ("filter", "script: no.py", "3::script :: no.py :: there is no such file"),
        ("filter", "checks: {a: 5}", "3::checks::a :: 5 :: expected a string or a map of options"),
        (
            "otlp",
            "protocols: {grpc: {endpont: x}}",
            "3::protocols::grpc::endpont :: endpont :: unknown option (valid: endpoint; did you mean endpoint?)",
        ),
    ],
)
def test_a_mistake_is_one_sentence(component: str, options: str, problem: str) -> None:
    assert mistakes(options, component) == [problem]


def test_of_a_union_only_the_branch_that_was_meant_complains() -> None:
    assert mistakes("checks:\n  a:\n    type: regx\n    patern: x", "filter") == [
        "4::checks::a::pattern :: (nothing) :: the option is required",
        "5::checks::a::type :: regx :: expected one of: regex, contains (did you mean regex?)",
        "6::checks::a::patern :: patern :: unknown option (valid: pattern, threshold, type; did you mean pattern?)",
    ]


def test_an_empty_option_means_its_default() -> None:
    found = configured("timeout:\nsize: ~\nmetadata_keys:", "batch")
    assert (found.timeout, found.size, found.metadata_keys) == (0.2, 100, ())


def test_an_empty_entry_is_never_left_out() -> None:
    assert configured("checks: {regex: }", "filter").checks == {"regex": None}
    assert mistakes("headers: {a: }") == ["3::headers::a :: (empty) :: expected a string"]


def test_lists_paths_and_durations_are_converted() -> None:
    found = configured("timeout: 1m30s\nmetadata_keys: [a, b]", "batch")
    assert (found.timeout, found.metadata_keys) == (90.0, ("a", "b"))


@pytest.mark.parametrize("zero", ["0", "0.0", "0s", '"0"'])
def test_only_zero_needs_no_unit(zero: str) -> None:
    assert configured(f"timeout: {zero}", "batch").timeout == 0.0


def test_secrets_are_never_shown() -> None:
    options = "api_key: [hush]\nheaders: {a: [hush]}\nauth: hush\nendpoint: 1"
    found = mistakes(options)
    assert found == [
        "3::api_key :: […] :: expected a string",
        "4::headers::a :: […] :: expected a string",
        "5::auth :: [REDACTED] :: expected a map of options",
        "6::endpoint :: 1 :: expected a string: put it in quotes",
    ]


def test_secrets_from_the_environment_are_never_shown() -> None:
    environ = {"TOKEN": "hush", "MAP": "{a: hush}", "LIST": "[hush]"}
    found = mistakes("auth: ${TOKEN}\napi_key: {a: '${TOKEN}'}\nheaders: ${LIST}", environ=environ)
    assert found == [
        "3::auth :: [REDACTED] :: expected a map of options",
        "4::api_key :: {…} :: expected a string",
        "5::headers :: […] :: expected a map",
    ]


def test_a_secret_that_looks_like_a_map_is_one() -> None:
    text = MINIMAL.replace("{debug: }", "{debug: {api_key: '${K}', headers: {a: '${K}'}}}")
    loaded = load_text(text, environ={"K": "{hush: 1}"})
    config: Any = next(iter(loaded.sections["exporters"].values())).config
    assert (config.api_key.reveal(), config.headers["a"].reveal()) == ("{hush: 1}", "{hush: 1}")
    assert "hush" not in render(loaded.raw, redact=True)


def test_a_value_of_the_environment_is_shown_with_its_reference() -> None:
    assert mistakes("size: ${SIZE}", "batch", environ={"SIZE": "many"}) == [
        "3::size :: ${SIZE} = many :: expected an integer"
    ]


def test_more_than_a_hundred_mistakes_are_counted() -> None:
    found = mistakes("\n".join(f"x{n}: 1" for n in range(150)))
    assert len(found) == 101
    assert found[0] == "2 :: 50 more mistakes"


def test_paths_start_at_the_configuration_file(tmp_path: Path) -> None:
    text = MINIMAL.replace("exporters: [debug]", "processors: [filter], exporters: [debug]")
    (tmp_path / "c.yaml").write_text(text + "processors: {filter: {script: here.py}}")
    with pytest.raises(InvalidConfiguration):
        load([str(tmp_path / "c.yaml")], [], registry(), {})
    (tmp_path / "here.py").touch()
    load([str(tmp_path / "c.yaml")], [], registry(), {})
