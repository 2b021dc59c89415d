"""The options on the pages of components are those of the code."""

import re
from pathlib import Path
from typing import Any

import pytest

from docs.generate import page_of, pages
from docs.options import duration, option_names, table
from otelevals.api.config import Config, Duration, Secret
from otelevals.api.export_config import ExporterConfig, QueueConfig
from otelevals.api.registry import KINDS, Registry

COMPONENTS = [(kind, component) for kind in KINDS for component in Registry().classes(kind)]


def test_the_generated_parts_are_current() -> None:
    stale = [str(page) for page, text in pages().items() if page.read_text() != text]
    assert stale == [], "run python -m docs.generate"


@pytest.mark.parametrize(("kind", "component"), COMPONENTS, ids=lambda each: getattr(each, "__name__", each))
def test_a_page_names_every_option_of_its_component(kind: str, component: type[Any]) -> None:
    page: Path = page_of(kind, component)
    code = " ".join(re.findall(r"`[^`\n]+`", page.read_text()))
    shared = set() if "queue-and-retry" not in page.read_text() else set(option_names(ExporterConfig))
    missing = [name for name in option_names(component.Config) if not re.search(rf"\b{name}\b", code)]
    assert [name for name in missing if name not in shared] == []


class Inner(Config):
    depth: int = 3
    """How deep. At least 1."""


class Example(ExporterConfig):
    key: str
    """What to <find> with some_option."""
    wait: Duration = 0.25
    """How long."""
    token: Secret | None = None
    """What nobody sees."""
    inner: Inner = Inner()
    """What is inside."""
    other: Inner | None = None
    lists: list[Inner] | None = None
    """Several."""
    refused: None = None
    sending_queue: QueueConfig = QueueConfig(num_consumers=1)


def test_a_table_has_a_row_for_each_option() -> None:
    queue = "see [Queue and retry](../exporters/otlp_grpc.md#queue-and-retry)"
    assert table(Example).splitlines() == [
        "| option | type | default | meaning |",
        "|---|---|---|---|",
        "| `key` | text | required | what to \\<find> with `some_option` |",
        "| `wait` | duration | `250ms` | how long |",
        "| `token` | secret text |  | what nobody sees |",
        "| `inner` | group |  | what is inside |",
        "| `inner.depth` | integer | `3` | how deep. At least 1. |",
        "| `other` | group |  | the same options as `inner` |",
        "| `lists` | list |  | several; the same options as `inner` |",
        "| `timeout` | duration | `5s` | how long one attempt may take; 0 means no limit |",
        f"| `retry_on_failure` | group |  | {queue} |",
        f"| `sending_queue` | group |  | {queue}; `num_consumers` is 1 here |",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0"), (0.2, "200ms"), (1.5, "1500ms"), (60.0, "1m"), (90.0, "90s"), (7200.0, "2h")]
)
def test_durations_are_written_as_in_configurations(seconds: float, text: str) -> None:
    assert duration(seconds) == text
