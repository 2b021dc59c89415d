"""Rubrics: what a judge is asked, read from files of text that people can read and copy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from otelevals.judges.examples import Example, read_examples
from otelevals.judges.front import BadFront, Front, read_front
from otelevals.judges.inputs import DEFAULT, INPUTS, in_order
from otelevals.judges.scale import BOOLEAN, AnyScale, check_threshold
from otelevals.scoring.names import choices
from otelevals.scoring.options import On

FOLDER = Path(__file__).parent / "rubrics"
INLINE = "inline"
"""What a rubric is called that a configuration holds."""

_LONGEST = 100_000
_HASH_DIGITS = 16
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SCALE_SECTION = re.compile(r"^#+ +Scale *$", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z0-9_-]+")


class BadRubric(ValueError):
    """A rubric cannot be used; says why."""


@dataclass(frozen=True)
class Rubric:
    name: str
    version: str
    """A number that a person gave it, or a hash of its content."""
    needs: tuple[str, ...]
    """The fields of an interaction without which there is nothing to judge."""
    optional: tuple[str, ...]
    """Fields that are shown where they are there."""
    on: On
    instructions: str
    """What a judge does, on any scale."""
    scale_text: str
    """What the verdicts of its own scale mean; empty on another one."""
    scale: AnyScale
    threshold: float | None
    """The least score that passes; None where the verdict says it, or nobody does."""
    examples: tuple[Example, ...] = ()
    description: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    """What each version brought, newest first."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """All that it may be shown."""
        return in_order((*self.needs, *self.optional))

    @cached_property
    def content_hash(self) -> str:
        """Of all that decides how it judges."""
        examples = [[example.material, example.answer] for example in self.examples]
        content = [self.instructions, self.scale_text, self.scale.written, self.threshold, self.inputs, examples]
        return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()[:_HASH_DIGITS]

    def adapted(
        self, scale: AnyScale | None = None, threshold: float | None = None, examples: Iterable[Any] = ()
    ) -> "Rubric":
        """The rubric with the options of a scorer. On another scale neither its threshold, nor its examples, nor what
        it says of its own scale apply; examples replace its own. ValueError when they do not fit."""
        found = self
        if scale is not None and scale != self.scale:
            found = replace(found, scale=scale, scale_text="", threshold=None, examples=())
        if threshold is not None:
            check_threshold(found.scale, threshold)
            found = replace(found, threshold=threshold)
        if own := read_examples(examples, self.inputs, found.scale):
            found = replace(found, examples=own)
        return found


@cache
def built_in() -> tuple[str, ...]:
    """The names of the rubrics that come with otelevals."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def find_rubric(written: str, base_dir: Path) -> Rubric:
    """What a configuration names or holds: one word is a built-in rubric; a line that ends with .md or .txt, or has no
    white space, is a file, relative to `base_dir`; anything else is the text itself. BadRubric when there is none."""
    text = written.strip()
    if not text:
        raise BadRubric("the rubric is empty")
    if _WORD.fullmatch(text):
        if text not in built_in():
            raise BadRubric(f"unknown rubric {text[:100]!r}{choices(text, built_in())}")
        return _built_in(text)
    one_line = "\n" not in text
    if one_line and (text.endswith((".md", ".txt")) or not re.search(r"\s", text)):
        return read_rubric(base_dir / text, text)
    return _parsed(text, INLINE)


def read_rubric(path: Path, shown: str = "") -> Rubric:
    """The rubric in a file; BadRubric when it is none."""
    name = shown or str(path)
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST + 1)
    except FileNotFoundError:
        raise BadRubric(f"{name} is not a file in {path.parent.absolute()}") from None
    except OSError as error:
        raise BadRubric(f"{name}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise BadRubric(f"{name}: it is not text in UTF-8") from None
    try:
        return _parsed(text, path.stem)
    except BadRubric as error:
        raise BadRubric(f"{name}: {error}") from None


@cache
def _built_in(name: str) -> Rubric:
    return read_rubric(FOLDER / f"{name}.md")


def _parsed(text: str, name: str) -> Rubric:
    if len(text) > _LONGEST:
        raise BadRubric(f"the rubric is longer than {_LONGEST} characters")
    try:
        front, body = read_front(text)
        return _made(front, body, name)
    except BadFront as error:
        raise BadRubric(f"front matter: {error}") from None


def _made(front: Front, body: str, name: str) -> Rubric:
    instructions, *scale_text = _SCALE_SECTION.split(body, maxsplit=1)
    if not instructions.strip():
        raise BadRubric("the rubric has no instructions")
    mentioned = _PLACEHOLDER.findall(body)
    for each in mentioned:
        if each not in INPUTS:
            raise BadRubric(f"{{{{{each[:100]}}}}} is nothing that a judge is shown{choices(each, INPUTS)}")
    optional = in_order(front.optional)
    needs = in_order(front.needs or (set(mentioned) - set(optional)) or (() if optional else DEFAULT))
    for each in mentioned:
        if each not in needs and each not in optional:
            raise BadRubric(f"{{{{{each}}}}} is in the text, but neither in needs nor in optional")
    scale = front.scale or BOOLEAN
    rubric = Rubric(
        name=front.name or name,
        version=front.version,
        needs=needs,
        optional=optional,
        on=front.on,
        instructions=_named(instructions),
        scale_text=_named("".join(scale_text)),
        scale=scale,
        threshold=None,
        description=front.description,
        changes=tuple(front.changes.items()),
    )
    try:
        rubric = rubric.adapted(threshold=front.threshold, examples=front.examples)
    except ValueError as error:
        raise BadFront(str(error)) from None
    return replace(rubric, version=rubric.version or rubric.content_hash)


def _named(text: str) -> str:
    """A placeholder names the piece that the judge is shown; it is never replaced with what is judged."""
    return _PLACEHOLDER.sub(r"<\1>", text).strip()
