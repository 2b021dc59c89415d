"""A text as it reads: without what is invisible in it, with letters that look alike made the same, in lower case."""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]+"
)
_OTHER_FORMS = re.compile(
    "[\uff03\uff10-\uff1e\uff21-\uff5c\u2460-\u24ff\u2100-\u214f\ufb00-\ufb06\U0001d400-\U0001d7ff]+"
)
"""Full width, in circles, of mathematics."""
_ACCENTED = {
    chr(code): plain
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (plain := unicodedata.normalize("NFD", chr(code))[0]).isascii()
}
_PLAINER = {**_ACCENTED, "’": "'", "‘": "'", "ʼ": "'", "ё": "е", "ß": "ss"}
_PLAINABLE = re.compile(f"[{''.join(_PLAINER)}]")
_OTHER = "\u0370-\u052f\u0131\u0261\u0269"
_OF_OTHERS = re.compile(f"[{_OTHER}]")
_BETWEEN = re.compile(f"[a-z][{_OTHER}]|[{_OTHER}][a-z]")
_MIXED = re.compile(f"(?<![a-z{_OTHER}])(?:[a-z]++[{_OTHER}]|[{_OTHER}]++[a-z])[a-z{_OTHER}]*+")
"""Words of letters of several scripts."""
_ALIKE = str.maketrans("аеіјорсухѕԁһԛԝвкмнтгпιονραετυχκғьıɡɩϲհո", "aeijopcyxsdhqwbkmhtrniovpaetuxkfbigichn")


def visible(text: str) -> str:
    """The text without what nobody sees, in the usual forms of its characters. Its lines are the same."""
    if text.isascii():
        return text
    return _OTHER_FORMS.sub(lambda odd: unicodedata.normalize("NFKC", odd[0]), _UNSEEN.sub("", text))


def read(text: str) -> bytes:
    """What is visible of a text in lower case, without accents on Latin letters, as UTF-8."""
    lower = text.lower()
    if not lower.isascii():
        lower = _PLAINABLE.sub(lambda letter: _PLAINER[letter[0]], lower)
        if _OF_OTHERS.search(lower) and _BETWEEN.search(lower):
            lower = _MIXED.sub(lambda word: word[0].translate(_ALIKE), lower)
    return lower.encode("utf-8", "replace")
