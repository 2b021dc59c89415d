"""The scale of a rubric: which verdicts there are, and the number that each stands for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

ABSTAIN = "cannot_judge"
"""The verdict of a judge that has none. It is no score."""
EXPLANATION, VERDICT = "explanation", "verdict"
"""What every answer has, in this order: a verdict follows from what was thought before it."""
PASS, FAIL = "pass", "fail"
JUDGED = "judged"
"""The verdict of an answer whose score is computed from the things that it lists."""

_EXPECTED = "expected boolean, numbers such as 1..5, labels such as {labels: {good: 1, ok: 0.5, bad: 0}}"
_RANGE = re.compile(r"\s*(-?[0-9]{1,6})\s*\.\.\s*(-?[0-9]{1,6})\s*")
_MOST_NUMBERS = 101
_MOST_LABELS, _LONGEST_LABEL = 50, 50
_WORD = re.compile(r"[a-z][a-z_]{0,29}")


@dataclass(frozen=True)
class Choice:
    """One verdict of several."""

    kind: str
    """boolean, labels or numbers."""
    values: Mapping[str, float]
    """What may be said, and the number that it stands for."""
    written: Any
    """As a configuration has it."""

    @property
    def verdicts(self) -> tuple[str, ...]:
        """All that may be said."""
        return (*self.values, ABSTAIN)

    @property
    def least(self) -> float:
        return min(self.values.values())

    @property
    def most(self) -> float:
        return max(self.values.values())

    def properties(self) -> dict[str, Any]:
        """The JSON Schemas of what an answer has."""
        return {EXPLANATION: {"type": "string"}, VERDICT: {"type": "string", "enum": list(self.verdicts)}}


@dataclass(frozen=True)
class Share:
    """How many of the things that the answer lists have a property: faithfulness is the share of supported claims."""

    share_of: str
    """What the list is called: claims."""
    each: str
    """What one of them is called: claim."""
    that_is: str
    """What is said of each: supported."""
    written: Any

    kind = "share"
    verdicts = (JUDGED, ABSTAIN)
    least, most = 0.0, 1.0

    def properties(self) -> dict[str, Any]:
        """The JSON Schemas of what an answer has."""
        item = object_schema(
            {self.each: {"type": "string"}, EXPLANATION: {"type": "string"}, self.that_is: {"type": "boolean"}}
        )
        return {
            self.share_of: {"type": "array", "items": item},
            EXPLANATION: {"type": "string"},
            VERDICT: {"type": "string", "enum": list(self.verdicts)},
        }


AnyScale = Choice | Share


def object_schema(properties: dict[str, Any]) -> dict[str, Any]:
    """Of an object that has just these: what every endpoint with structured output can do."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def schema_of(scale: AnyScale) -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return object_schema(scale.properties())


def parse_scale(written: Any) -> AnyScale:
    """The scale in a configuration; ValueError with what is wrong."""
    match written:
        case Choice() | Share():
            return written
        case "boolean":
            return BOOLEAN
        case str() if found := _RANGE.fullmatch(written):
            return _numbers(int(found[1]), int(found[2]))
        case {"labels": labels, **rest} if not rest:
            return _labels(labels)
        case {"share_of": _, "each": _, "that_is": _, **rest} if not rest:
            return _share(written)
        case _:
            raise ValueError(_EXPECTED)


def check_threshold(scale: AnyScale, threshold: float) -> None:
    """ValueError when it does not tell the verdicts of a scale apart."""
    if scale.kind == "boolean":
        raise ValueError("a boolean scale has no threshold: what the judge passes does")
    if not scale.least <= threshold <= scale.most:
        raise ValueError(f"expected a threshold between {scale.least:g} and {scale.most:g}, as the scale has them")


def _numbers(low: int, high: int) -> Choice:
    if not low < high:
        raise ValueError(f"{low}..{high} has no numbers to choose from: write the least one first")
    if high - low >= _MOST_NUMBERS:
        raise ValueError(f"{low}..{high} has more than {_MOST_NUMBERS} numbers")
    return Choice("numbers", {str(number): float(number) for number in range(low, high + 1)}, f"{low}..{high}")


def _labels(labels: Any) -> Choice:
    if not isinstance(labels, Mapping) or not 2 <= len(labels) <= _MOST_LABELS:
        raise ValueError(f"expected 2 to {_MOST_LABELS} labels with a number each, such as {{good: 1, bad: 0}}")
    if (mistake := next(_mistakes_in(labels), None)) is not None:
        raise ValueError(mistake)
    values = {label: float(number) for label, number in labels.items()}
    return Choice("labels", values, {"labels": dict(labels)})


def _mistakes_in(labels: Mapping[Any, Any]) -> Iterator[str]:
    seen: set[str] = set()
    for label, number in labels.items():
        if not isinstance(label, str):
            yield f"the label {label!r} is no text: write it in quotes"
        elif not label or label != label.strip() or len(label) > _LONGEST_LABEL or not label.isprintable():
            yield f"{label[:_LONGEST_LABEL]!r} is no label: one line of 1 to {_LONGEST_LABEL} characters"
        elif label.casefold() == ABSTAIN:
            yield f"{label!r} is on every scale: what a judge says that gives no verdict"
        elif label.casefold() in seen:
            yield f"the label {label!r} is there twice"
        elif isinstance(number, bool) or not isinstance(number, int | float) or not -1e6 <= number <= 1e6:
            yield f"the label {label!r} needs a number from -1000000 to 1000000"
        else:
            seen.add(label.casefold())
    if len(seen) == len(labels) and len(set(labels.values())) == 1:
        yield "all labels stand for the same number"


def _share(written: Mapping[str, Any]) -> Share:
    names = [written[key] for key in ("share_of", "each", "that_is")]
    for name in names:
        if not isinstance(name, str) or not _WORD.fullmatch(name):
            raise ValueError(f"{name!r} is no name in an answer: small letters and _")
    if len({*names, EXPLANATION, VERDICT}) < len(names) + 2:
        raise ValueError("share_of, each and that_is need different names, and neither explanation nor verdict")
    return Share(names[0], names[1], names[2], dict(written))


BOOLEAN = Choice("boolean", {PASS: 1.0, FAIL: 0.0}, "boolean")

Scale = Annotated[
    AnyScale,
    BeforeValidator(parse_scale),
    PlainSerializer(lambda scale: scale.written),
    WithJsonSchema(
        {
            "description": "boolean, a range of numbers, or labels and what each counts",
            "examples": ["boolean", "1..5", {"labels": {"good": 1, "ok": 0.5, "bad": 0}}],
            "anyOf": [
                {"type": "string", "pattern": r"^(boolean|\s*-?[0-9]+\s*\.\.\s*-?[0-9]+\s*)$"},
                {
                    "type": "object",
                    "properties": {"labels": {"type": "object", "additionalProperties": {"type": "number"}}},
                    "required": ["labels"],
                    "additionalProperties": False,
                },
                object_schema({key: {"type": "string"} for key in ("share_of", "each", "that_is")}),
            ],
        }
    ),
]
