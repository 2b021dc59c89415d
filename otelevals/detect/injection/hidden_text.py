"""What a person does not see and a model reads: invisible characters, and hidden parts of HTML and Markdown."""

import re
from collections.abc import Iterator

_TAGS = re.compile("[\U000e0001-\U000e007f]+")
_FLAG, _END_OF_FLAG = "\U0001f3f4", "\U000e007f"
_INVISIBLE = re.compile(
    "[\u200b-\u200d\u2060-\u2064\u180e\ufeff]{8,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}|[\u202d\u202e](?!\u202c)"
)
_STRANGE = re.compile("[\u180e\u200b-\u200d\u202d\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
_STYLE = (
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0?\.?[01](?:px|pt|em|%)?\s*[;\"']|opacity\s*:\s*0\s*[;\"']"
    r"|(?<![-\w])color\s*:\s*(?:white|transparent|#fff(?:fff)?)\b|\shidden(?=[\s>=])|text-indent\s*:\s*-\d{3}|left\s*:\s*-\d{3}"
)
_COMMENT = re.compile(
    rb"<!--((?:[^<-]|<(?!!--)|-(?!->)){1,4000}+)|^\[(?://|comment)\]: ?# ?[(\"']([^\n]{1,2000})", re.M
)
_ELEMENT = re.compile(
    rf"<[a-z][a-z0-9]{{0,20}}\b(?=[^<>]{{0,400}}(?:{_STYLE}))[^<>]{{1,600}}>([^<]{{1,4000}})".encode()
)
_TO_A_MODEL = re.compile(
    rb"\b(?:ais?|llms?|assistants?|language models?|chat ?bots?|ai agents?|(?:the|an?|this) (?:agent|model|bot)|gpt|chatgpt|claude|gemini"
    rb"|copilot|ki|ia|modelo|modele|sprachmodell|modello)\b"
)
_ORDER = re.compile(
    rb"\b(?:must|should|always|never|please|have to|say|tell|recommend|rate|rank|answer|respond|give|click|ignore|describe|you|your|open"
    rb"|praise|confirm|approve|mention|instructions?|output|write|reply|treat|prefer|mark|send|do not)\b"
)
_PLAIN = {0xE0000 + code: code for code in range(0x20, 0x7F)}


def unseen(text: str) -> Iterator[tuple[int, str]]:
    """The places of characters that nobody sees and that say something, with what tags among them say.

    Flags of countries are made of tags, too.
    """
    if text.isascii() or _STRANGE.search(text) is None:
        return
    for tags in _TAGS.finditer(text):
        flag = text[tags.start() - 1 : tags.start()] == _FLAG and tags[0].endswith(_END_OF_FLAG) and len(tags[0]) < 8
        if not flag:
            yield tags.start(), tags[0].translate(_PLAIN)
    for found in _INVISIBLE.finditer(text):
        yield found.start(), ""


def hidden_parts(data: bytes, attempts: list[int]) -> Iterator[int]:
    """Where comments and hidden elements begin that hold one of the attempts, or an order to a model.

    Of a text as `read` gives it.
    """
    if b"<" not in data and b"]:" not in data:
        return
    for pattern in (_COMMENT, _ELEMENT):
        for found in pattern.finditer(data):
            inside = found[found.lastindex or 0]
            if any(found.start() <= start < found.end() for start in attempts) or (
                _TO_A_MODEL.search(inside) and _ORDER.search(inside)
            ):
                yield found.start()
