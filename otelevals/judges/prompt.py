"""The question to a judge: the rubric and how to answer, then what is judged, fenced."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from otelevals.judges import wording
from otelevals.judges.asked import Message, Prompt
from otelevals.judges.fence import fence_id, fenced, harmless
from otelevals.judges.fit import fitted, texts_of, with_texts
from otelevals.judges.inputs import INPUTS
from otelevals.judges.pieces import pieces_of
from otelevals.judges.rubric import Rubric
from otelevals.judges.scale import ABSTAIN, EXPLANATION, FAIL, PASS, VERDICT, AnyScale, Choice, schema_of

FORMAT = 1
"""The version of all that is asked besides the rubric's own text. It changes with any change to it."""
MAX_INPUT_CHARS = 60_000
MAX_OUTPUT_TOKENS = 2_000
_MOST_QUOTED = 51  # labels are at most 50


def build(
    rubric: Rubric,
    arguments: Mapping[str, Any],
    *,
    temperature: float | None = 0.0,
    max_output_tokens: int = MAX_OUTPUT_TOKENS,
    logprobs: bool = False,
    max_input_chars: int = MAX_INPUT_CHARS,
) -> Prompt:
    """The question what the rubric says of these arguments: its inputs by their names; others are not shown.

    It is the same for the same arguments, and all of it before the last message is the same for any."""
    messages = [Message("system", _instructions(rubric))]
    for example in rubric.examples:
        messages.append(Message("user", _material(rubric, example.material, max_input_chars)))
        messages.append(Message("assistant", orjson.dumps(example.answer).decode()))
    messages.append(Message("user", _material(rubric, arguments, max_input_chars)))
    return Prompt(
        messages=tuple(messages),
        schema=schema_of(rubric.scale),
        schema_name=VERDICT,
        temperature=temperature,
        max_output_tokens=max_output_tokens,
        logprobs=logprobs,
    )


def repair(prompt: Prompt, problem: str) -> Prompt:
    """The question again, with what was wrong with an answer to it. That answer is not in it: it may quote what was
    judged, outside of any fence."""
    *before, asked = prompt.messages
    again = Message(asked.role, asked.content + wording.REPAIR.format(problem=problem))
    return prompt._replace(messages=(*before, again))


def _instructions(rubric: Rubric) -> str:
    return wording.SYSTEM.format(
        pieces="\n".join(f"- <{name}>: {INPUTS[name]}" for name in rubric.inputs),
        abstain=ABSTAIN,
        name=rubric.name,
        instructions=rubric.instructions,
        scale=rubric.scale_text or _meaning(rubric.scale),
        keys="\n".join(_keys(rubric.scale)),
    )


def _material(rubric: Rubric, arguments: Mapping[str, Any], limit: int) -> str:
    shown = {name: arguments[name] for name in rubric.inputs if arguments.get(name) is not None}
    pieces = fitted(with_texts(pieces_of(shown), harmless), limit)
    id_ = fence_id(list(texts_of(pieces)))
    return wording.ASK.format(id=id_, material=fenced(pieces, id_), keys=", ".join(rubric.scale.properties()))


def _meaning(scale: AnyScale) -> str:
    """What the verdicts mean where the rubric does not say it."""
    if not isinstance(scale, Choice):
        return f"It is computed from the list: the share of what is {scale.that_is} in it."
    if scale.kind == "boolean":
        return f"- {PASS}: the rubric is met.\n- {FAIL}: it is not met."
    best_first = sorted(scale.values, key=lambda verdict: -scale.values[verdict])
    if scale.kind == "numbers":
        return (
            f"A whole number from {best_first[-1]} (the rubric is not met at all) to {best_first[0]} (it is met fully)."
        )
    return f"One of these, from the best to the worst: {', '.join(best_first)}."


def _quoted(verdicts: Sequence[str]) -> list[str]:
    """All of them, or the first and the last ones of many."""
    quoted = [f'"{verdict}"' for verdict in verdicts]
    return quoted if len(quoted) <= _MOST_QUOTED else [*quoted[:2], "the next one and so on", *quoted[-2:]]


def _keys(scale: AnyScale) -> list[str]:
    said = " or ".join(_quoted(scale.verdicts))
    if isinstance(scale, Choice):
        return [f'- "{EXPLANATION}": {wording.EXPLAIN}', f'- "{VERDICT}": {said}']
    item = f'"{scale.each}", "{EXPLANATION}" ({wording.EXPLAIN_ITEM}) and "{scale.that_is}" (true or false)'
    return [
        f'- "{scale.share_of}": a list of objects with the keys {item}',
        f'- "{EXPLANATION}": {wording.EXPLAIN_LIST}',
        f'- "{VERDICT}": {said}',
    ]
