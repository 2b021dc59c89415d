"""Telephone numbers: with a country's code, as countries write them at home, and after words that say so."""

import re
from collections.abc import Iterator

import re2

from otelevals.detect.kind import Kind, Search
from otelevals.detect.kinds.phone.countries import lengths
from otelevals.detect.kinds.phone.national import FORMATS
from otelevals.detect.labels import says_other
from otelevals.detect.near import Words
from otelevals.detect.text import Text

_ABROAD = re.compile(rb"\+(?<![0Aa]\+) ?\(?0[0 ().\-/]{6,24}+")
_UNPART = r"(?:(?<=[+$#]{0})|(?<=[0A][.\-/:]{0})|())"
"""Its group is there where the character before is of no number that goes on, of no amount, of no date."""
_HOME = re.compile(rf"0(?<![0Aa_,]0){_UNPART.format('0')}[0 \-./()]{{6,24}}+".encode())
_BRACKET = re.compile(rf"\((?<![0Aa]\(){_UNPART.format('[(]')}0{{2,5}}\)[0 \-./]{{5,20}}+".encode())
_BEFORE = (
    r"(?:t[eé]l|telephone|phone|telefon\pL*|fon|fax|call|dial|mobil\pL*|cell|cellphone|cellulare|celular|portable"
    r"|whatsapp|sms|handy|handynummer|rufnummer|hotline|téléphone|teléfono|móvil|telefono|telefone|telefoon|puhelin|gsm|ring"
    r"|text me (?:at|on)|reach (?:me|us|him|her|them) (?:at|on|under))"
)
_BEFORE_IN_OTHER_SCRIPTS = (
    "(?:电话|電話|手机|手機|携帯|전화|휴대폰|연락처|телефон|тел|моб|τηλ|κινητό|טלפון|هاتف|फोन|फ़ोन|โทร)"
)
_NAMED = re2.compile(rf"(?:^|[^\pL\pN]){_BEFORE}(?:[^\pL\d\n][^\n\d]*)?$|{_BEFORE_IN_OTHER_SCRIPTS}[^\n\d]*$")
_ANY_NAME = re2.compile(rf"(?:^|[^\pL\pN]){_BEFORE}|{_BEFORE_IN_OTHER_SCRIPTS}")
_FREE = r"(?:^|[^0-9A-Za-z_,+$#.\-/:]|(?:^|[^0-9A-Z])[.\-/:])"
_RUN = r"[0-9][0-9 \-./()]{6}"
_OPENS = (
    r"(?:^|[^0-9A-Za-z])\+ ?(?:\(?[1-9][0-9 ().\-/]{6}|\(0\)[0-9 ().\-/]{5})"
    rf"|{_FREE}00[1-9 \-./()][0-9 \-./()]{{4}}"
    rf"|(?i:(?:^|[^\pL\pN]){_BEFORE}(?:[^\pL\d\n][^\n\d]*)?\(?{_RUN}|{_BEFORE_IN_OTHER_SCRIPTS}[^\n\d]*{_RUN})"
)
_SAME = re.compile(r"\(\?P=(\w+)\)")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(\[[^\]]*\])\)")
_NEAR = 36
_LONGEST = 12
"""Digits without a country's code."""
_DATE = re.compile(
    r"(?:19|20)\d\d[-./]\d\d?[-./]\d\d?(?!\d)|\d\d?[./-]\d\d?[./-](?:19|20)\d\d(?!\d)|\d{1,3}(?:\.\d{1,3}){3}$"
)
_GROUP = re.compile(r"\(\d+\)|\d+")


def by_region(regions: frozenset[str] | None) -> Search:
    chosen = [pattern for region, pattern in FORMATS.items() if regions is None or region in regions]
    formats = re.compile(f"(?:{'|'.join(chosen)})(?![\\w]|[-./]\\d)" if chosen else r"(?!)")

    def search(text: Text) -> Iterator[tuple[int, int]]:
        for match in _ABROAD.finditer(text.shape):
            end = _abroad(text, match.start(), match.end())
            if end is not None:
                yield match.start(), end
        names = Words(_ANY_NAME, text)
        for pattern in (_BRACKET, _HOME):
            for match in pattern.finditer(text.shape):
                if match.lastindex is not None:
                    place = _home(text, match.start(), match.end(), formats, names)
                    if place is not None:
                        yield place

    return Search("|".join([_OPENS, *map(_gate, chosen)]), search)


def _gate(pattern: str) -> str:
    """What a text has to have for a format to be in it, without what RE2 has not: that two separators are the same."""
    separators = dict(_NAMED_GROUP.findall(pattern))
    free = _SAME.sub(lambda same: separators[same[1]], _NAMED_GROUP.sub(r"\2", pattern))
    return rf"(?:^|[^0-9A-Za-z.\-/:]|(?:^|[^0-9A-Z])[.\-/:])(?:{free})(?:$|[^0-9A-Za-z_])"


def _abroad(text: Text, start: int, end: int) -> int | None:
    """Where a number ends that begins with `+`: after the last group that fits its country."""
    digits, last, at = "", None, start
    for group in _GROUP.finditer(text.text, start + 1, end):
        if digits and group.start() - at > 2:
            break
        digits += group[0].strip("()") if group[0] != "(0)" else ""
        at = group.end()
        known = lengths(digits)
        if len(digits) > 15 or (known is not None and len(digits) > known[1]):
            break
        if known is not None and known[0] <= len(digits):
            last = at
    if last is None or text.plain[last : last + 1].isalnum():
        return None
    return last


def _home(text: Text, start: int, end: int, formats: re.Pattern[str], names: Words) -> tuple[int, int] | None:
    found = formats.match(text.text, start, end + 2)
    if found is not None:
        return None if says_other(text.before(start)) else (start, found.end())
    abroad = text.text.startswith("00", start)
    if end - start > _LONGEST and not abroad and text.plain[start:end].isdigit():
        return None
    named = names.near(start, start) and _NAMED.search(text.before(start)[-_NEAR:]) is not None
    if abroad:
        last = _abroad(text, start + 1, end)
        if last is not None and (last - start > 13 or named):
            return start, last
    if not named or _DATE.match(text.text, start, end):
        return None
    last, count = None, 0
    at = start
    for group in _GROUP.finditer(text.text, start, end):
        count += sum(map(str.isdigit, group[0]))
        if count > _LONGEST or group.start() - at > 2:
            break
        at = group.end()
        if count >= 7:
            last = at
    if last is None or text.plain[last : last + 1].isalnum():
        return None
    return start, last


KIND = Kind(
    "phone",
    "telephone numbers: international, as the countries chosen write them, and after words such as `tel.`",
    ("telephone number", "telephone numbers"),
    by_region=by_region,
    regions=frozenset(FORMATS),
)
