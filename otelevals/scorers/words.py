"""Words and sentences of texts in any script, in time linear in the text.

In scripts that put no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each character is a word.
"""

import re
import unicodedata
from functools import cache

_BETWEEN = (
    r"\s!-/:-@\[-`{-~\x80-©«-±´¶-¹»-¿×÷"  # Latin-1
    r"\u055a-\u055f\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u1361-\u1368"
    r"\u2000-\u206f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d"
    r"\ufe0f-\ufe1f\ufe30-\ufe6f\ufeff\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\U0001f000-\U0001faff"
)
"""White space, punctuation and symbols. Listed, since `\\w` leaves out the vowel signs of Indic scripts."""
_ALONE = (
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    r"\u0e01-\u0e2e\u0e30-\u0e59\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_INSIDE = f"[^{_BETWEEN}\u0e2f\u0e5a\u0e5b{_ALONE}]"
_SPACED = f"{_INSIDE}+(?:['’\u200c\u200d]{_INSIDE}+)*"
_WORD = re.compile(f"[{_ALONE}]|{_SPACED}")
_SPACED_WORD = re.compile(_SPACED)
_ASCII = {code: " " for code in range(128) if chr(code) != "'" and _WORD.match(chr(code)) is None}
_QUOTES = re.compile(r"[ ']'|' ")
_CHARACTERS = re.compile(f"[{_ALONE}]+")
_MARK = re.compile(r"[.!?…。！？｡।॥؟۔]")
_END = re.compile(r"(?:[.!?…]+[\"')\]»”’]*(?=\s|$)|[。！？｡।॥؟۔]+[」』）”]*)\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|\d{1,3}|(?:e\.g|i\.e|z\.b|d\.h|u\.a|p\.ex|approx|bzw|ca|cf|co|dr|etc|fig|inc|jr|ltd|max|min"
    r"|mr|mrs|ms|no|nr|prof|sr|sra|st|str|usw|vgl|vs))\.$",
    re.I,
)
_MOST_MARKS = 30
_RARE = re.compile("[\U00010000-\U0001efff]")
"""Characters of rare scripts, of which some are marks."""


def words(text: str) -> list[str]:
    """The words as they are written; "don't" is one."""
    if text.isascii():
        spaced = f" {text.translate(_ASCII)} "
        if not _QUOTES.search(spaced):
            return spaced.split()  # several times faster, with the same result
    return _WORD.findall(text)


def stands_alone(character: str) -> bool:
    """Whether it is a character of a script without spaces."""
    return _CHARACTERS.fullmatch(character) is not None


def count(text: str) -> tuple[int, int]:
    """How many words there are, and how many of them are characters of scripts without spaces."""
    if text.isascii():
        return len(words(text)), 0
    alone = sum(map(len, _CHARACTERS.findall(text)))
    return alone + len(_SPACED_WORD.findall(text)), alone


def sentences(text: str) -> list[str]:
    """Sentences and lines. A full stop after a number, an initial or a common abbreviation ends none."""
    found: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if not _MARK.search(line):
            found.append(line)
            continue
        start = 0
        for end in _END.finditer(line):
            if end[0][0] == "." and _ABBREVIATION.search(line[max(start, end.start() - 12) : end.start() + 1]):
                continue
            found.append(line[start : end.end()].strip())
            start = end.end()
        if start < len(line):
            found.append(line[start:])
    return found


def composed(text: str) -> str:
    """The text with accents as parts of their letters (NFC), so that texts that look the same are the same.

    A text with more than 30 marks on one letter stays as it is: putting them in order takes quadratic time.
    """
    if text.isascii() or _many_marks().search(_RARE.sub("\u0301", text)):
        return text
    return unicodedata.normalize("NFC", text)


@cache
def _many_marks() -> re.Pattern[str]:
    """Without the rare ones: a class of those as well is searched 50 times slower."""
    marks = "".join([chr(code) for code in range(0x300, 0xFFFF) if unicodedata.combining(chr(code))])
    return re.compile(f"[{marks}][{marks}]{{{_MOST_MARKS}}}")


def folded(text: str) -> str:
    """The text for comparisons that ignore case."""
    return composed(text.casefold())
