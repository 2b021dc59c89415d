"""Writes the parts of the documentation that the code knows best: `python -m docs.generate`.

A component's page has a table of its options between `<!-- options -->` and `<!-- /options -->`; pages that explain
their options in groups have tables of their own. The page of the interaction has tables of its fields, of lending and
of the dialects between marks of these names, that of rubrics has what they ask and may say. The index of the components
is written whole.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.fields import dialect_table, field_table, lending_table
from docs.options import table
from docs.rubric_sections import front_table, input_table, sections
from otelevals.api.judge_config import JudgeConfig
from otelevals.api.registry import KINDS, Registry
from otelevals.judges.scorer import JudgeScorer

COMPONENTS = Path(__file__).parent / "components"
INTERACTION = Path(__file__).parent / "interaction.md"
JUDGES = Path(__file__).parent / "judges.md"
JUDGE = Path(__file__).parent / "scorers/judge.md"
RUBRICS = Path(__file__).parent / "rubrics.md"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_INTRODUCTION = {
    "receivers": "Take telemetry from outside.",
    "processors": "Change, drop or pass on what the receivers of a pipeline took, in the order of the pipeline.",
    "exporters": "Send what a pipeline gives to somewhere else, each from a queue of its own.",
    "extensions": "Serve the service or other components.",
}


def pages() -> dict[Path, str]:
    """Every page that has a generated part, as it should be."""
    registry = Registry()
    interaction = _put(INTERACTION.read_text(), "fields", field_table())
    interaction = _put(interaction, "lending", lending_table())
    rubrics = _put(RUBRICS.read_text(), "rubrics", sections())
    result = {
        COMPONENTS / "README.md": _index(registry),
        INTERACTION: _put(interaction, "dialects", dialect_table()),
        JUDGES: _put(JUDGES.read_text(), "options", table(JudgeConfig)),
        JUDGE: _put(JUDGE.read_text(), "options", table(JudgeScorer)),
        RUBRICS: _put(_put(rubrics, "front", front_table()), "inputs", input_table()),
    }
    for kind in KINDS:
        for component in registry.classes(kind):
            page = page_of(kind, component)
            text = page.read_text()
            if "<!-- options -->" in text:
                result[page] = _put(text, "options", table(component.Config))
    return result


def _put(text: str, mark: str, part: str) -> str:
    """The text of a page with another part between these marks."""
    start, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
    before, _, rest = text.partition(start)
    return f"{before}{start}\n{part}\n{end}{rest.partition(end)[2]}"


def page_of(kind: str, component: type[Any]) -> Path:
    return COMPONENTS / kind / f"{component.type}.md"


def _index(registry: Registry) -> str:
    return "\n".join(["# Components", *(line for kind in KINDS for line in _section(kind, registry)), ""])


def _section(kind: str, registry: Registry) -> Iterator[str]:
    yield from ("", f"## {kind.capitalize()}", "", _INTRODUCTION[kind], "")
    with_signals = kind != "extensions"
    yield "| type | signals | what it does |" if with_signals else "| type | what it does |"
    yield "|---|---|---|" if with_signals else "|---|---|"
    for component in registry.classes(kind):
        names = ", ".join(f"`{alias}`" for alias in component.aliases)
        name = f"[{component.type}]({kind}/{component.type}.md)" + (f" ({names})" if names else "")
        signals = ", ".join(sorted(signal.value for signal in component.signals))
        cells = (name, signals, _summary(kind, component)) if with_signals else (name, _summary(kind, component))
        yield f"| {' | '.join(cells)} |"


def _summary(kind: str, component: type[Any]) -> str:
    """The first sentence of the component's page, without its links."""
    paragraph = page_of(kind, component).read_text().split("\n\n")[1]
    sentence, _, _ = _LINK.sub(r"\1", " ".join(paragraph.split())).partition(". ")
    return sentence.removesuffix(".") + "."


def main() -> int:
    for page, text in pages().items():
        if not page.exists() or page.read_text() != text:
            page.write_text(text)
            print(f"wrote {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
