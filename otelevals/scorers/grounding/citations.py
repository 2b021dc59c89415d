"""Does every citation refer to a document that was found for the answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, NamedTuple

from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.genai.records import Document
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.text.base import shown
from otelevals.scoring.score import NoVerdict, Score

_LOOKED_AT = 100_000
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.S)
_DEFINITION = re.compile(r"^[ \t]{0,3}\[\^?([^\]\s]{1,80})\]:[ \t]*(\S{1,2000}).*$", re.M)
_CITATION = re.compile(
    r"【(?P<file>[^【】\n]{1,200})】"
    r"|(?<!!)\[(?P<label>[^\[\]\n]{1,200})\]\((?P<target>[^()\s]{1,2000})[^()\n]{0,200}\)"
    r"|\[\^?(?P<mark>[^\[\]\n]{1,200})\](?!\()"
    r"|\((?P<round>[^()\s]{1,200})\)"
)
_NUMBERS = re.compile(r"[1-9]\d{0,2}(?:\s?[-–,;]\s?[1-9]\d{0,2})*|0", re.A)
"""Years, intervals such as [0, 1] and other long numbers are none."""
_SHORT = re.compile(r"\d{1,3}", re.A)
_ADDRESS = re.compile(r"https?://", re.I)
_DIGITS = re.compile(r"\d+")
_NAMES = ("url", "source", "uri", "link", "file_name", "filename", "file_id", "title", "path", "doc_id", "document_id")
_MOST_RANGE = 100


class Citations(BuiltIn):
    """The share of the citations that refer to a document that was found. Passes when all do."""

    required: bool = False
    """Fail an answer without citations, which gets no verdict otherwise."""
    first: Annotated[int, Field(ge=0, le=1)] = 1
    """The number of the first document."""

    def score(self, interaction: Interaction) -> Score | NoVerdict:
        output = interaction.require("output")
        library = _Library(interaction.require("documents"), self.first)
        cited = list(_citations(_CODE.sub(" ", output[:_LOOKED_AT]), library))
        if not cited:
            return (
                Score.failing("the answer cites nothing")
                if self.required
                else Score.unscored("the answer cites nothing")
            )
        wrong = [text for text, known in cited if not known]
        if not wrong:
            return Score.passing()
        share = 1 - len(wrong) / len(cited)
        return Score(share, "fail", False, f"cites what was not found: {shown(wrong[0])}")


class _Library:
    """What citations may refer to: documents by their number, id, address or name."""

    def __init__(self, documents: Iterable[Document], first: int) -> None:
        documents = tuple(documents)
        self.numbers = range(first, first + len(documents))
        self.names = {_plain(name) for each in documents for name in _names(each)}
        self.has_addresses = any(_ADDRESS.match(name) for name in self.names)
        self._shapes = {_DIGITS.sub("0", name) for name in self.names if _DIGITS.search(name)}

    def knows(self, name: str) -> bool:
        return _plain(name) in self.names

    def could_know(self, name: str) -> bool:
        """Whether it is written as the names of these documents are, numbers aside."""
        return _DIGITS.sub("0", _plain(name)) in self._shapes


def _names(document: Document) -> Iterator[str]:
    if document.id:
        yield document.id
    if isinstance(document.metadata, Mapping):
        for key in _NAMES:
            name = document.metadata.get(key)
            if isinstance(name, str) and name:
                yield name


def _plain(name: str) -> str:
    """Without what differs between ways to write the same address."""
    return name.strip().casefold().partition("#")[0].rstrip("/.,;")


class _Cited(NamedTuple):
    text: str
    known: bool


def _citations(text: str, library: _Library) -> Iterator[_Cited]:
    targets = {found[1]: found[2] for found in _DEFINITION.finditer(text)}
    for found in _CITATION.finditer(_DEFINITION.sub("", text)):
        shown_as = found[0]
        if file := found["file"]:
            known = _is_file(file, library)
            if known is not None:
                yield _Cited(shown_as, known)
        elif target := found["target"]:
            if (
                library.knows(target)
                or library.could_know(target)
                or (library.has_addresses and _ADDRESS.match(target))
            ):
                yield _Cited(shown_as, library.knows(target))
            elif _NUMBERS.fullmatch(found["label"]):
                yield from _numbers(found["label"], library)
        elif mark := found["mark"]:
            yield from _marks(shown_as, mark.strip(), targets, library)
        elif (name := found["round"]) and not name.isdecimal() and (library.knows(name) or library.could_know(name)):
            yield _Cited(shown_as, library.knows(name))


def _marks(shown_as: str, mark: str, targets: Mapping[str, str], library: _Library) -> Iterator[_Cited]:
    """What stands in square brackets: numbers of documents, their names, or a name that is explained below the text."""
    target = targets.get(mark.removeprefix("^"), "")
    if target and (library.knows(target) or (library.has_addresses and _ADDRESS.match(target))):
        yield _Cited(shown_as, library.knows(target))
    elif library.knows(mark):
        yield _Cited(shown_as, True)
    elif _NUMBERS.fullmatch(mark):
        yield from _numbers(mark, library)
    else:
        for name in re.split(r"[,;]\s?", mark)[:_MOST_RANGE]:
            if library.knows(name) or library.could_know(name):
                yield _Cited(f"[{name}]", library.knows(name))


def _numbers(text: str, library: _Library) -> Iterator[_Cited]:
    for part in re.split(r"[,;]", text):
        low, _, high = part.replace("–", "-").partition("-")
        for number in range(int(low), min(int(high.partition("-")[0] or low), int(low) + _MOST_RANGE) + 1):
            if number or library.numbers.start == 0:
                yield _Cited(f"[{number}]", number in library.numbers or library.knows(str(number)))


def _is_file(text: str, library: _Library) -> bool | None:
    """Whether 【1†source】 names a document by number, or 【4:0†guide.pdf】 by its file; None when nobody can tell."""
    number, dagger, name = text.rpartition("†")
    if library.knows(name) or library.knows(text):
        return True
    if _SHORT.fullmatch(number or name):
        return int(number or name) in library.numbers
    return False if library.names and dagger and name != "source" else None
