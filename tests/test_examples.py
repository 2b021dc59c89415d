"""Every complete configuration that the repository shows starts and stops."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, load
from otelevals.pipeline.service import Service
from tests.examples import ROOT, complete, examples, load_here

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")])
FILES = [ROOT / folder / "collector.yaml" for folder in (".", "demo", "deploy", "examples/eval")]


def blocks() -> Iterator[Any]:
    """pytest parameters: each block of YAML, with the page that it is on."""
    for page in PAGES:
        for number, text in enumerate(examples(page), start=1):
            yield pytest.param(page, text, id=f"{page.relative_to(ROOT)} {number}")


def runs(text: str, folder: Path) -> None:
    service = Service(load_here(text, folder))
    service.start()
    assert service.stop().left == ()


def installed(text: str) -> bool:
    """Whether a configuration names only components that there are; the page on writing some shows others."""
    tree, registry = yaml.safe_load(text), Registry()
    return all(
        name.partition("/")[0] in registry.types(kind)
        for kind in ("receivers", "processors", "exporters", "extensions")
        for name in tree.get(kind) or {}
    )


@pytest.mark.parametrize(("page", "text"), list(blocks()))
def test_what_a_page_shows(page: Path, text: str, tmp_path: Path) -> None:
    yaml.safe_load(text)
    if complete(text) and installed(text):  # other blocks are parts of a configuration
        put_checks(page, tmp_path)
        runs(text, tmp_path)


def test_the_errors_that_are_shown_are_those_that_a_user_gets(tmp_path: Path) -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    shown = re.findall(r"^collector\.yaml:\d+ ::.*$", page, re.M)
    (text,) = re.findall(r"^```yaml invalid\n(.*?)^```$", page, re.M | re.S)
    path = tmp_path / "collector.yaml"
    path.write_text(text)
    with pytest.raises(InvalidConfiguration) as caught:
        load([str(path)], [], Registry(), {})
    assert str(caught.value).replace(f"{path}:", "collector.yaml:").splitlines() == shown


def put_checks(page: Path, folder: Path) -> None:
    """The Python on the page, where its configurations look for it."""
    code = [block.partition("```")[0] for block in page.read_text().split("```python\n")[1:]]
    if len(code) == 1:
        (folder / "checks.py").write_text(code[0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_repository_holds(path: Path, tmp_path: Path) -> None:
    for other in path.parent.glob("*.py"):
        shutil.copy(other, tmp_path)
    runs(path.read_text(), tmp_path)
