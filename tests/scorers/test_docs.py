"""Every scorer type has a page, and the examples on the pages are valid."""

import re
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from otelevals.api.registry import Registry
from otelevals.config.loader import load
from otelevals.scoring.registry import scorer_types

DOCS = Path(__file__).parents[2] / "docs/scorers"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
REST = """
receivers: {otlp_json_file: {include: [x.jsonl]}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [otlp_json_file], processors: [scorer], exporters: [debug]}}}
judges: {default: {model: m, base_url: "http://localhost/v1"}, strict: {model: n, base_url: "http://localhost/v1"}}
processors:
  scorer:
"""
RUBRIC = "Is {{output}} friendly?"


def blocks(page: Path, language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(page.read_text()) if found == language]


@pytest.mark.parametrize("name", scorer_types())
def test_a_type_has_a_page_with_a_valid_example(name: str, tmp_path: Path) -> None:
    page = DOCS / f"{name}.md"
    for code in blocks(page, "python"):
        (tmp_path / "checks.py").write_text(code)
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/tone.md").write_text(RUBRIC)
    examples = blocks(page, "yaml")
    assert examples
    for example in examples:
        (tmp_path / "collector.yaml").write_text(REST + indent(example, "    "))
        loaded = load([str(tmp_path / "collector.yaml")], [], Registry(), {})
        (spec,) = loaded.sections["processors"].values()
        config: Any = spec.config
        assert name in {scorer.options.type for scorer in config.scorers.values()}


def test_the_index_links_every_page() -> None:
    linked = re.findall(r"^\| \[(\w+)\]\(\1\.md\)", (DOCS / "index.md").read_text(), re.M)
    assert sorted(linked) == scorer_types()
