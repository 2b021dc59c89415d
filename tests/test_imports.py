"""Imports point one way, so that every part can be read, tested and replaced without those above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What each part may import of ours, besides itself.
_API = {"api", "otlp", "net", "conditions"}
_COMPONENTS = {"scoring", "genai", *_API}
_DETECTING = {"detect", *_COMPONENTS}
ALLOWED = {
    "detect": set[str](),
    "stats": set[str](),
    "net": set[str](),
    "conditions": set[str](),
    "otlp": set[str](),
    "api": {"otlp", "net", "conditions"},
    "genai": _API,
    "scoring": {"stats", "genai", *_API},
    "scorers": _DETECTING,
    "judges": {"store", *_COMPONENTS},
    "store": {"stats", "api"},
    "offline": {"stats", "scoring", "store", "genai", *_API},
    "traces": {"api", "otlp"},
    "receivers": _COMPONENTS,
    "redact": {"detect", *_API},
    "processors": {"traces", "redact", *_DETECTING},
    "alerts": {"stats", "scoring", "api"},
    "exporters": {"alerts", "store", *_COMPONENTS},
    "extensions": _COMPONENTS,
    "config": {"api", "otlp"},
    "telemetry": {"api", "net", "config"},
    "journal": {"api", "otlp"},
    "pipeline": {"api", "otlp", "config", "journal"},
    "cli": {
        "stats",
        "alerts",
        "scoring",
        "judges",
        "genai",
        "store",
        "offline",
        "traces",
        "redact",
        "config",
        "journal",
        "pipeline",
        "telemetry",
        *_API,
    },
    "testing": {"api", "otlp", "pipeline"},
}


def modules() -> Iterator[Path]:
    for top in ("otelevals", "processors", "exporters"):
        yield from (path for path in sorted((ROOT / top).rglob("*.py")) if not _under_link(path))


def _under_link(path: Path) -> bool:
    return any(parent.is_symlink() for parent in path.parents)


def part_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts[0] != "otelevals" else parts[1]


def imported(path: Path) -> Iterator[str]:
    """The parts of ours that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "otelevals" else [module]
        else:
            continue
        for name in names:
            first, _, rest = name.partition(".")
            if first == "otelevals" and rest and not rest.startswith("__"):
                yield rest.partition(".")[0]


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_part_may(path: Path) -> None:
    part = part_of(path)
    if part in ("__init__", "__main__"):
        return
    assert set(imported(path)) - {part} <= ALLOWED[part]


def test_every_part_is_there_and_no_other() -> None:
    parts = {part_of(path) for path in modules()} - {"__init__", "__main__"}
    assert parts == set(ALLOWED)


_GENAI_WORDS = ("gen_ai.", "llm.", "openinference.", "traceloop.", "langfuse.", "ai.prompt", "mlflow.span")
_MAY_NAME_THEM = {"otelevals/testing/contract/processors.py"}  # makes a span, and reads none


def test_only_genai_knows_the_names_of_its_attributes() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in modules()
        if not path.is_relative_to(ROOT / "otelevals/genai") and str(path.relative_to(ROOT)) not in _MAY_NAME_THEM
        for text in _texts(ast.parse(path.read_text()))
        if text.startswith(_GENAI_WORDS)
    }
    assert found == set()


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
