"""Few-shot examples: what a judge was shown, and how it should have answered."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from otelevals.judges.scale import EXPLANATION, VERDICT, AnyScale, Choice, Share
from otelevals.scoring.names import choices

MOST_EXAMPLES = 20


class Example(NamedTuple):
    material: Mapping[str, Any]
    """What is judged, by the names of inputs."""
    answer: Mapping[str, Any]
    """As the schema of the scale has it."""


def read_examples(written: Iterable[Any], inputs: Iterable[str], scale: AnyScale) -> tuple[Example, ...]:
    """Examples as a configuration has them: inputs beside what is answered; ValueError with what is wrong."""
    found = tuple([_read(each, number, set(inputs), scale) for number, each in enumerate(written, start=1)])
    if len(found) > MOST_EXAMPLES:
        raise ValueError(f"{len(found)} examples are more than {MOST_EXAMPLES}")
    return found


def _read(written: Any, number: int, inputs: set[str], scale: AnyScale) -> Example:
    if not isinstance(written, Mapping):
        raise ValueError(f"example {number}: expected an object of inputs, {EXPLANATION} and {VERDICT}")
    answered = scale.properties()
    if unknown := [key for key in written if key not in inputs and key not in answered]:
        raise ValueError(f"example {number}: unknown key{choices(str(unknown[0]), {*inputs, *answered})}")
    material = {name: value for name, value in written.items() if name in inputs and value is not None}
    if not material:
        raise ValueError(f"example {number}: shows nothing of {', '.join(sorted(inputs))}")
    try:
        return Example(material, _answer(written, scale))
    except ValueError as error:
        raise ValueError(f"example {number}: {error}") from None


def _answer(written: Mapping[str, Any], scale: AnyScale) -> dict[str, Any]:
    explanation = written.get(EXPLANATION)
    if not isinstance(explanation, str) or not explanation.strip():
        raise ValueError(f"{EXPLANATION}: expected a text: the judge answers as examples do")
    if isinstance(scale, Choice):
        return {EXPLANATION: explanation, VERDICT: _said(written.get(VERDICT), scale)}
    items = written.get(scale.share_of)
    if not isinstance(items, list) or not all(_fits(item, scale) for item in items):
        names = f"{scale.each}, {EXPLANATION} and {scale.that_is} (true or false)"
        raise ValueError(f"{scale.share_of}: expected a list of objects with {names}")
    verdict = _said(written.get(VERDICT, scale.verdicts[0]), scale)
    return {scale.share_of: items, EXPLANATION: explanation, VERDICT: verdict}


def _said(verdict: Any, scale: AnyScale) -> str:
    said = str(verdict)
    if isinstance(verdict, bool) or said not in scale.verdicts:
        raise ValueError(f"{VERDICT}: expected one of {', '.join(scale.verdicts)}")
    return said


def _fits(item: Any, scale: Share) -> bool:
    expected = {scale.each: str, EXPLANATION: str, scale.that_is: bool}
    return (
        isinstance(item, Mapping)
        and item.keys() == expected.keys()
        and all(isinstance(item[name], type_) for name, type_ in expected.items())
    )
