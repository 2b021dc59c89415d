"""A detector that finds one name, and the parts of redaction built around it."""

from collections.abc import Sequence
from typing import Any

from otelevals.detect.finding import Finding
from otelevals.redact.keys import Keys
from otelevals.redact.options import RedactionOptions
from otelevals.redact.strings import Strings
from otelevals.redact.substitutes import Substitutes
from otelevals.redact.texts import Texts

NAME = "JANE"


class NameFinder:
    """Finds NAME, and what follows the words `pin: `."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def cover(self, text: str) -> Sequence[Finding]:
        self.asked.append(text)
        found, at = [], 0
        while (at := text.find(NAME, at)) >= 0:
            found.append(Finding("name", at, at := at + len(NAME)))
        if text.startswith("pin: "):
            found.append(Finding("pin", 0, len(text)))
        return found


class FailingFinder:
    def cover(self, text: str) -> Sequence[Finding]:
        if NAME in text:
            raise RuntimeError(f"cannot look at {text}")
        return ()


def options(**given: Any) -> RedactionOptions:
    return RedactionOptions.model_validate({"allow_all_keys": True, **given})


def texts(**given: Any) -> Texts:
    return Texts(options(**given), NameFinder(), Substitutes(options(**given)))


def strings(**given: Any) -> Strings:
    chosen = options(**given)
    made = texts(**given)
    return Strings(made, Substitutes(chosen), Keys(chosen, made).blocks)
