"""The configurations that the documentation shows, made so that a test can run them anywhere."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from otelevals.api.registry import Registry
from otelevals.config import Loaded, load

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)
_FREE = "127.0.0.1:0"


class _Loader(yaml.SafeLoader):
    """Reads `on` and `off` as texts, as configurations are read."""


_Loader.yaml_implicit_resolvers = {
    letter: [each for each in resolvers if letter in "tTfF" or each[0] != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def examples(page: Path) -> list[str]:
    """The blocks of YAML on a page."""
    return _BLOCK.findall(page.read_text())


def complete(text: str) -> bool:
    """Whether a block is a whole configuration, and not a part of one."""
    tree = yaml.safe_load(text)
    return isinstance(tree, dict) and "service" in tree and "receivers" in tree


def example_of(kind: str, name: str) -> str:
    """The first complete configuration on the page of a component."""
    return examples_of(kind, name)[0]


def examples_of(kind: str, name: str) -> list[str]:
    """The complete configurations on the page of a component."""
    page = ROOT / f"docs/components/{kind}/{name}.md"
    assert page.exists(), f"{name} has no page {page.relative_to(ROOT)}"
    found = [text for text in examples(page) if complete(text)]
    assert found, f"{page.relative_to(ROOT)} has no complete configuration"
    return found


def load_here(text: str, folder: Path, changes: Mapping[tuple[str, str], Mapping[str, Any]] | None = None) -> Loaded:
    """The configuration as if it was in that folder, listening on free ports, with options of components replaced."""
    tree = yaml.load(text, _Loader)
    for receiver in tree["receivers"].values():
        protocols = (receiver or {}).get("protocols", {})
        for name, options in protocols.items():
            protocols[name] = {**(options or {}), "endpoint": _FREE}
    extensions = tree.get("extensions") or {}
    for name, options in extensions.items():
        if name.startswith("health_check"):
            extensions[name] = {**(options or {}), "endpoint": _FREE}
    for (kind, name), options in (changes or {}).items():
        tree[kind][name] = {**(tree[kind][name] or {}), **options}
    file = folder / "collector.yaml"
    file.write_text(yaml.safe_dump(tree, sort_keys=False))
    return load([str(file)], [], Registry(), {**os.environ, "MY_POD_IP": "127.0.0.1", "OPENAI_API_KEY": "key"})
