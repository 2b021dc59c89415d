"""International bank account numbers: the length of each country, and two check digits."""

import re
from collections.abc import Iterator

from otelevals.detect.checksums import mod97
from otelevals.detect.kind import Kind, Search
from otelevals.detect.text import Text

_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
    "YE": 30,
}  # fmt: skip
_BEGINNINGS = (re.compile(b"AA00(?<![0Aa_]AA00)"), re.compile(b"aa00(?<![0Aa_]aa00)"))
"""Of shapes."""
_REST = {length: re.compile(rb"(?:[ -]?[0-9A-Za-z]){%d}(?![0-9A-Za-z])" % (length - 4)) for length in _LENGTHS.values()}
_WRITTEN = {written.encode(): _REST[length] for code, length in _LENGTHS.items() for written in (code, code.lower())}
_GATE = (
    rf"(?:^|[^0-9A-Za-z_])(?:{'|'.join([*_LENGTHS, *map(str.lower, _LENGTHS)])})[0-9]{{2}}(?:[ -]?[0-9A-Za-z]){{11}}"
)


def search(text: Text) -> Iterator[tuple[int, int]]:
    for beginning in _BEGINNINGS:
        done = 0
        for match in beginning.finditer(text.shape):
            start = match.start()
            if start >= done:
                end = _end(text.plain, start)
                if end is not None:
                    done = end
                    yield start, end


def _end(plain: bytes, start: int) -> int | None:
    of_country = _WRITTEN.get(plain[start : start + 2])
    rest = of_country.match(plain, start + 4) if of_country is not None else None
    if rest is None:
        return None
    value = plain[start : rest.end()].translate(None, b" -").decode().upper()
    return rest.end() if mod97(value[4:] + value[:4]) else None


KIND = Kind(
    "iban",
    "international bank account numbers: length of the country and check digits",
    ("IBAN", "IBANs"),
    searches=(Search(_GATE, search),),
)
