"""The JSON Schema takes what loads and refuses typical mistakes, so that an editor can say so."""

from typing import Any

import jsonschema_rs
import pytest
import yaml

from otelevals.config.schema import build_schema
from tests.config.parts import MINIMAL, load_text, problems, registry

SCHEMA = build_schema(registry())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)


def accepts(text: str) -> bool:
    return VALIDATOR.is_valid(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        MINIMAL,
        MINIMAL.replace("{debug: }", "{debug: {endpoint: a, auth: {token: x}, ratio: 1}, logging/2: , debug/x: {}}"),
        MINIMAL.replace("{debug: }", "{debug: {ratio: '${env:R}', enabled: '${E:-true}', auth: '${file:auth.yaml}'}}"),
        MINIMAL.replace("{debug: }", "{debug: {enabled: , headers: }}"),
        MINIMAL + "processors: {batch: {timeout: 5s, size: 5, metadata_keys: [a]}, filter: {checks: {a: b, c: }}}",
        MINIMAL + "processors: {filter: {checks: {a: {type: regex, pattern: x}}}}",
        MINIMAL + "processors:\nconnectors:\nextensions: {}",
        MINIMAL.replace(
            "traces:", "evals: {exporters: [debug]}, evals/a: {receivers: [], exporters: [debug]}, traces:"
        ),
        MINIMAL.replace(
            "service: {", "service: {drain_timeout: 5s, extensions: [], telemetry: {logs: {level: warn}}, "
        ),
    ],
)
def test_what_loads_is_valid(text: str) -> None:
    load_text(text, environ={"R": "1", "E": "true"}) if "file:" not in text else None
    assert accepts(text)


@pytest.mark.parametrize(
    "text",
    [
        "receivers: {}",
        MINIMAL + "processers: {}",
        MINIMAL + "processors: {btch: {}}",
        MINIMAL + "processors: {batch: {sise: 5}}",
        MINIMAL + "processors: {batch: {size: many}}",
        MINIMAL + "processors: {batch: {size: 0}}",
        MINIMAL + "processors: {filter: {error_mode: ignor}}",
        MINIMAL + "processors: {filter: {checks: {a: {type: regex}}}}",
        MINIMAL + "connectors: {count: {}}",
        MINIMAL.replace("{debug: }", "{debug: {auth: {}}}"),
        MINIMAL.replace("{debug: }", "{debug: {enabled: 'yes'}}"),
        MINIMAL.replace("traces:", "profiles:"),
        MINIMAL.replace("traces:", "evals: {receivers: [otlp], exporters: [debug]}, traces:"),
        MINIMAL.replace("receivers: [otlp]", "recievers: [otlp]"),
        MINIMAL.replace("receivers: [otlp]", "receivers: otlp"),
        "service: {pipelines: {}}",
    ],
)
def test_a_typical_mistake_is_not_valid(text: str) -> None:
    assert problems(text)
    assert not accepts(text)


def definition(reference: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["$defs"][reference["$ref"].rpartition("/")[2]]
    return found


def test_options_have_their_docs_and_defaults() -> None:
    batch = SCHEMA["properties"]["processors"]["patternProperties"]["^batch(/.+)?$"]["anyOf"][0]
    timeout = definition(batch)["properties"]["timeout"]
    assert (timeout["description"], timeout["default"]) == ("How long to wait.", 0.2)


def test_an_alias_has_the_schema_of_its_component() -> None:
    patterns = SCHEMA["properties"]["exporters"]["patternProperties"]
    assert patterns["^debug(/.+)?$"] == patterns["^logging(/.+)?$"]


def test_the_schema_is_one_itself() -> None:
    assert jsonschema_rs.meta.is_valid(SCHEMA)
