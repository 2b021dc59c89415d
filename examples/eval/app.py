"""An application in small, to be evaluated: `otelevals eval support.jsonl --task app:answer`."""

FACTS = {
    "return": "You can return what you bought within 30 days.",
    "deliver": "We deliver within 3 working days.",
    "invoice": "Your invoice is in the e-mail that confirms your order.",
}


async def answer(asked: str | list[dict[str, str]]) -> dict[str, object]:
    """What a row is answered: a text, or as here an object with `output` and more of what is known. A row asks with
    the text of its `input`, or with its `messages` before the answer."""
    question = asked if isinstance(asked, str) else asked[-1]["content"]
    found = [fact for word, fact in FACTS.items() if word in question.lower()]
    if not found:
        raise LookupError("no fact is known about this")
    return {"output": " ".join(found), "context": found, "model": "facts-1"}
