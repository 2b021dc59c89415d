"""Spain, Portugal, Italy, Greece, Croatia and Turkey."""

import re

from otelevals.detect.checksums import luhn, mod11_10, weighted
from otelevals.detect.dates import day_and_month
from otelevals.detect.identity import identity

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_FISCAL = re.compile(r"[A-Z]{6}\d\d[A-EHLMPR-T](?:[04][1-9]|[1256]\d|[37][01])[A-Z]\d{3}[A-Z]")
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def _dni(text: str) -> bool:
    return _DNI[int(text[:8]) % 23] == text[8] and text[:8].strip("0") != ""


def _nie(text: str) -> bool:
    return text[0] in "XYZ" and _DNI[int(str("XYZ".index(text[0])) + text[1:8]) % 23] == text[8]


def _nif(digits: str) -> bool:
    check = 11 - weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return digits[0] in "123" and (0 if check > 9 else check) == int(digits[8])


def _fiscal(text: str) -> bool:
    if not _FISCAL.fullmatch(text):
        return False
    values = [int(character, 36) if character.isdigit() else ord(character) - ord("A") for character in text]
    return (sum([_ODD[value] for value in values[:15:2]]) + sum(values[1:15:2])) % 26 == values[15]


def _amka(digits: str) -> bool:
    return day_and_month(digits[:2], digits[2:4]) and luhn(digits)


def _oib(digits: str) -> bool:
    return len(set(digits)) > 1 and mod11_10(digits)


def _tckn(digits: str) -> bool:
    values = list(map(int, digits))
    tenth = (7 * sum(values[0:9:2]) - sum(values[1:8:2])) % 10
    return values[0] != 0 and tenth == values[9] and sum(values[:10]) % 10 == values[10]


NUMBERS = (
    *identity(
        "es",
        _dni,
        "dni|nif|documento|identidad",
        clear=("00000000A", "00000000-A", "00.000.000-A", "00.000.000A"),
        named=("00000000 A", "00 000 000 A"),
    ),
    *identity("es", _nie, clear=("A0000000A", "A-0000000-A", "A0000000-A", "A-0000000A")),
    *identity(
        "pt",
        _nif,
        "nif|contribuinte|número de contribuinte|identificação fiscal|numero fiscal|tax number|nif number",
        named=("000000000", "000 000 000", "000.000.000"),
    ),
    *identity("it", _fiscal, clear=("AAAAAA00A00A000A", "AAA AAA 00A00 A000A")),
    *identity("gr", _amka, "αμκα|α.μ.κ.α.|amka", named=("00000000000", "000000 00000")),
    *identity("hr", _oib, "oib|osobni identifikacijski", named=("00000000000",)),
    *identity(
        "tr",
        _tckn,
        "tckn|tc kimlik|t.c. kimlik|kimlik no|kimlik numarası|kimlik numarasi|vatandaşlık"
        "|vatandaslik|tc no|tc|t.c.|kimlik",
        named=("00000000000", "000 000 000 00"),
    ),
)
