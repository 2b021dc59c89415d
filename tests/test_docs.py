"""What the documentation shows works: its code runs, its configurations are valid, its links lead somewhere."""

import importlib.util
import inspect
import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from otelevals.api.registry import Registry
from otelevals.config import load

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")])
WRITING = ROOT / "docs/writing-components.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]*)(?:#([^)\s]+))?\)")


def blocks(page: Path, language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(page.read_text()) if found == language]


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as a browser of repositories makes them."""
    prose = BLOCK.sub("", page.read_text())
    headings = re.findall(r"^#+ (.*)$", prose, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(BLOCK.sub("", page.read_text())):
        if target.startswith(("http://", "https://")):
            continue
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), f"{target}#{anchor}"


def test_the_first_configuration_of_the_readme_is_valid(tmp_path: Path) -> None:
    readme = ROOT / "README.md"
    (config,), (checks,) = blocks(readme, "yaml"), blocks(readme, "python")
    (tmp_path / "collector.yaml").write_text(config)
    (tmp_path / "checks.py").write_text(checks)
    assert load([str(tmp_path / "collector.yaml")], [], Registry(), {}).warnings == []


@pytest.mark.parametrize(
    "name", ["collector.yaml", "deploy/collector.yaml", "demo/collector.yaml", "examples/eval/collector.yaml"]
)
def test_the_configurations_of_the_repository_are_valid_without_a_warning(name: str) -> None:
    assert load([str(ROOT / name)], [], Registry(), {}).warnings == []


@cache
def metrics() -> re.Pattern[str]:
    """The names of all metrics in the code, with the suffix that counters get."""
    files = [path for top in ("otelevals", "processors", "exporters") for path in (ROOT / top).rglob("*.py")]
    code = "".join(path.read_text() for path in files)
    names = {*re.findall(r'"(otelcol_[a-z]+_[a-z_{}]+|otelevals_[a-z_]+)"', code)}
    names |= {f"otelcol_{name}" for name in re.findall(r'_counter\("(\w+)"', code)}
    return re.compile("|".join(re.sub(r"{\w+}", "[a-z_]+", name) + "(_total)?" for name in names))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_metric_on_a_page_exists(page: Path) -> None:
    named = set(re.findall(r"\botel(?:col|evals)_[a-z_]+[a-z]\b(?!\*)", page.read_text()))
    assert {name for name in named if not metrics().fullmatch(name)} == set()


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The code of the page on components, as one module."""
    file = tmp_path / "components.py"
    file.write_text("\n".join(blocks(WRITING, "python")))
    spec = importlib.util.spec_from_file_location("acme_components", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_the_components_of_the_page_pass_their_tests(written: ModuleType) -> None:
    tests = [function for name, function in inspect.getmembers(written) if name.startswith("test_")]
    assert len(tests) == blocks(WRITING, "python")[-1].count("def test_")
    for test in tests:
        test()


def test_the_configuration_of_the_page_uses_its_components(written: ModuleType, tmp_path: Path) -> None:
    registry = Registry()
    (declared,) = blocks(WRITING, "toml")
    for group, points in tomllib.loads(declared)["project"]["entry-points"].items():
        for name, value in points.items():
            component = getattr(written, value.partition(":")[2])
            if group != "otelevals.scorers":
                assert name == component.type
                registry.add(group.removeprefix("otelevals."), component)
    (config,) = blocks(WRITING, "yaml")
    (tmp_path / "collector.yaml").write_text(config)
    loaded = load([str(tmp_path / "collector.yaml")], [], registry, {})
    assert {spec.cls.__module__ for section in loaded.sections.values() for spec in section.values()} == {
        written.__name__
    }
