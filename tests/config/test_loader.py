"""A configuration loads as a whole, or every mistake in it is reported at once."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.component import ComponentId
from otelevals.config import InvalidConfiguration, load
from otelevals.otlp.signals import Signal
from tests.config.parts import MINIMAL, Debug, load_text, problems, registry

EVERYTHING_WRONG = """\
receivers:
  otlp:
    protocols: {grpc: {endpint: x}}
  otlp/: {}
processors:
  filter/x: {error_mode: ignor}
  batch: {timeout: 5, size: many}
  batch: {}
  btch: {}
  filter/bad: {conditions: [nonsense]}
exporters:
  debug: {api_key: [hush]}
  1st: {}
connectors: {count: {}}
extensions: [health_check]
srvice: {}
service:
  extensions: [health, health]
  drain_timeout: 5
  telemetry: {logs: {level: loud}, metrics: {readers: [{periodic: {}}]}}
  pipelines:
    traces: {receivers: [otlp, otlp, nop], processors: [filter/y], exporters: []}
    metrics: {receivers: [otlp], processors: [filter/x], exporters: [debug]}
    trace: {receivers: [otlp], exporters: [debug]}
    logs:
"""

EVERY_MISTAKE = """\
3 :: receivers::otlp::protocols::grpc::endpint :: endpint :: unknown option (valid: endpoint; did you mean endpoint?)
4 :: receivers :: otlp/ :: not an id: the name after / is empty
6 :: processors::filter/x::error_mode :: ignor :: expected one of: ignore, silent, propagate (did you mean ignore?)
7 :: processors::batch::timeout :: 5 :: expected a duration such as 300ms, 5s or 1m30s
7 :: processors::batch::size :: many :: expected an integer
8 :: processors::batch :: the key is used twice in one map (first on line 7)
9 :: processors::btch :: btch :: unknown processor type (valid: batch, filter; did you mean batch?)
10 :: processors::filter/bad::conditions::0 :: nonsense :: not a condition: 'nonsense'
12 :: exporters::debug::api_key :: […] :: expected a string
13 :: exporters :: 1st :: not an id: a type begins with a letter and has at most 63 letters, digits and underscores
14 :: connectors::count :: count :: there are no connectors yet
15 :: extensions :: […] :: expected a map of components by id
16 :: srvice :: unknown section (valid: receivers, processors, exporters, connectors, extensions, judges, service; \
did you mean service?)
18 :: service::extensions :: health :: references extension "health" which is not configured
18 :: service::extensions :: health :: references extension "health" multiple times
19 :: service::drain_timeout :: 5 :: expected a duration such as 300ms, 5s or 1m30s
20 :: service::telemetry::logs::level :: loud :: expected one of: debug, info, warn, error
20 :: service::telemetry::metrics::readers::0::pull :: (nothing) :: the option is required
20 :: service::telemetry::metrics::readers::0::periodic :: periodic :: unknown option (valid: pull)
22 :: service::pipelines::traces::receivers :: otlp :: references receiver "otlp" multiple times
22 :: service::pipelines::traces::receivers :: nop :: references receiver "nop" which is not configured \
(valid: otlp, otlp/)
22 :: service::pipelines::traces::processors :: filter/y :: references processor "filter/y" which is not configured \
(valid: batch, btch, filter/bad, filter/x; did you mean filter/x?)
22 :: service::pipelines::traces :: [] :: must have at least one exporter
23 :: service::pipelines::metrics::processors :: filter/x :: the processor does not support metrics (valid: traces)
24 :: service::pipelines :: trace :: not a pipeline: unknown signal (valid: traces, logs, metrics, evals; \
did you mean traces?)
25 :: service::pipelines::logs :: (nothing) :: must have at least one exporter
25 :: service::pipelines::logs :: (nothing) :: must have at least one receiver
"""


def test_every_mistake_is_reported_at_once() -> None:
    assert problems(EVERYTHING_WRONG) == EVERY_MISTAKE.splitlines()


def test_a_configuration_says_what_to_build() -> None:
    loaded = load_text(MINIMAL.replace("traces:", "logs: {receivers: [otlp], exporters: [debug]}, traces/a/b:"))
    logs, traces = loaded.pipelines
    assert (logs.signal, logs.name, str(logs)) == (Signal.LOGS, "", "logs")
    assert (traces.signal, traces.name, str(traces)) == (Signal.TRACES, "a/b", "traces/a/b")
    assert (traces.receivers, traces.processors, traces.exporters) == (
        (ComponentId("otlp"),),
        (),
        (ComponentId("debug"),),
    )
    spec = loaded.sections["exporters"][ComponentId("debug")]
    assert (spec.id, spec.cls, spec.config, str(spec.location)) == (
        ComponentId("debug"), Debug, Debug.Config(), "env:c.yaml:3",
    )  # fmt: skip
    assert {kind: len(section) for kind, section in loaded.sections.items()} == {
        "receivers": 1, "processors": 0, "exporters": 1, "extensions": 0,
    }  # fmt: skip
    assert loaded.warnings == []


EVALS = "traces: {receivers: [otlp], exporters: [debug]}, evals/a:"


def test_evaluations_have_a_pipeline_without_receivers() -> None:
    for nothing in ("", "receivers: , ", "receivers: [], "):
        loaded = load_text(MINIMAL.replace("traces: {receivers: [otlp],", f"{EVALS} {{{nothing}"))
        evals = loaded.pipelines[1]
        assert (evals.signal, evals.name, evals.receivers) == (Signal.EVALS, "a", ())
        assert evals.exporters == (ComponentId("debug"),)


@pytest.mark.parametrize(
    ("pipeline", "problem"),
    [
        (
            "{receivers: [otlp], exporters: [debug]}",
            "::receivers :: […] :: evals has no receivers: it gets the evaluations of this service",
        ),
        ("{exporters: []}", " :: [] :: must have at least one exporter"),
        ("", " :: (nothing) :: must have at least one exporter"),
        (
            "{processors: [filter], exporters: [debug]}",
            "::processors :: filter :: the processor does not support evals (valid: traces)",
        ),
    ],
)
def test_a_pipeline_of_evaluations_says_what_is_wrong_with_it(pipeline: str, problem: str) -> None:
    text = MINIMAL.replace("traces: {receivers: [otlp], exporters: [debug]}", f"{EVALS} {pipeline}")
    assert problems(text + "processors: {filter: {}}") == [f"4 :: service::pipelines::evals/a{problem}"]


def test_evaluations_alone_come_from_nowhere() -> None:
    text = MINIMAL.replace("traces: {receivers: [otlp],", "evals: {exporters: [debug]}, evals/a: {")
    assert problems(text) == [
        "4 :: service::pipelines :: evals, evals/a :: nothing to evaluate: there must be a pipeline of another signal"
    ]


def test_an_alias_names_the_same_class() -> None:
    loaded = load_text(MINIMAL.replace("debug", "logging/x"))
    spec = loaded.sections["exporters"][ComponentId("logging", "x")]
    assert spec.cls is Debug


def test_what_is_defined_and_not_used_is_checked_and_named() -> None:
    unused = "processors: {batch: }\nextensions: {health_check: , health_check/on: }"
    text = MINIMAL.replace("service: {", "service: {extensions: [health_check/on], ") + unused
    loaded = load_text(text)
    assert ComponentId("batch") in loaded.sections["processors"]
    assert loaded.service.extensions == (ComponentId("health_check", "on"),)
    assert loaded.warnings == [
        "env:c.yaml:5 :: processors::batch :: batch :: not used by any pipeline: it is not started",
        "env:c.yaml:6 :: extensions::health_check :: health_check :: not in service::extensions: it is not started",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("receivers: {}", "1 :: service :: (nothing) :: service must have at least one pipeline"),
        ("service: {}", "1 :: service::pipelines :: (nothing) :: service must have at least one pipeline"),
        ("service: {pipelines: }", "1 :: service::pipelines :: (nothing) :: service must have at least one pipeline"),
        ("service: {pipelines: {}}", "1 :: service::pipelines :: (nothing) :: service must have at least one pipeline"),
        ("service: {pipelines: [x]}", "1 :: service::pipelines :: […] :: expected a map"),
        ("service: 5", "1 :: service :: 5 :: expected a map of options"),
    ],
)
def test_a_service_has_pipelines(text: str, problem: str) -> None:
    assert problem in problems(text)


def test_equal_options_are_equal_however_they_are_written() -> None:
    def spec(options: str, **environ: str) -> object:
        loaded = load_text(MINIMAL.replace("{debug: }", f"{{debug: {options}}}"), environ=environ)
        return loaded.sections["exporters"][ComponentId("debug")]

    same = [spec("{endpoint: localhost}"), spec("{}"), spec("{ratio: 1}"), spec("{ratio: 1.0}"), spec("\n")]
    assert all(one == other and hash(one) == hash(other) for one in same for other in same)
    assert spec("{api_key: '${K}'}", K="a") == spec("{api_key: a}")
    assert spec("{api_key: '${K}'}", K="a") != spec("{api_key: '${K}'}", K="b")
    assert "hush" not in repr(spec("{api_key: hush, headers: {a: hush}}"))


def test_a_component_that_cannot_be_imported_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry()

    def find(kind: str, name: str) -> object:
        raise ImportError("No module named 'kafka'")

    monkeypatch.setattr(known, "find", find)
    with pytest.raises(InvalidConfiguration) as caught:
        load(["env:C"], [], known, {"C": "\nexporters: {kafka: }"})
    assert str(caught.value).splitlines()[-1] == (
        "env:C:2 :: exporters::kafka :: kafka :: "
        "the exporter kafka is installed but cannot be loaded: No module named 'kafka'"
    )


def test_several_files_and_settings_make_one_configuration(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(MINIMAL)
    (tmp_path / "more.yaml").write_text("exporters:\n  debug:\n    ratio: 5x\n")
    sources = [str(tmp_path / "base.yaml"), str(tmp_path / "more.yaml"), "yaml:exporters::debug::verbosity: x"]
    with pytest.raises(InvalidConfiguration) as caught:
        load(sources, ["exporters.debug.enabled=maybe"], registry(), os.environ)
    assert str(caught.value).splitlines() == [
        "--set exporters.debug.enabled :: exporters::debug::enabled :: maybe :: expected true or false",
        f"{tmp_path}/more.yaml:3 :: exporters::debug::ratio :: 5x :: expected a number",
        "<yaml>:1 :: exporters::debug::verbosity :: x :: expected one of: basic, normal, detailed",
    ]


LINES = EVERYTHING_WRONG.splitlines() + MINIMAL.splitlines()
SNIPPETS = st.sampled_from(
    [*LINES, *[word for line in LINES for word in line.split()], "\n", "\n  ", ": ", "&a ", "*a"]
)


@given(st.lists(SNIPPETS | st.text(max_size=5), max_size=30).map("".join))
def test_any_text_loads_or_is_refused(text: str) -> None:
    problems(text)


@given(data=st.binary() | st.lists(SNIPPETS, max_size=20).map("\n".join).map(str.encode))
def test_any_file_loads_or_is_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "c.yaml"
    path.write_bytes(data)
    with contextlib.suppress(InvalidConfiguration):
        load([str(path)], [], registry(), {})
