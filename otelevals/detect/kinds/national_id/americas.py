"""The United States, Canada, Mexico, Brazil, Argentina and Chile."""

from otelevals.detect.checksums import luhn, weighted
from otelevals.detect.dates import day_and_month
from otelevals.detect.identity import identity
from otelevals.detect.layouts import spread

_CURP = "0123456789ABCDEFGHIJKLMN?OPQRSTUVWXYZ"
_CLOSED_GROUPS = {"89", "93"}


def _ssn(digits: str) -> bool:
    """Also numbers of taxpayers, which begin with 9."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    if area in ("000", "666") or group == "00" or serial == "0000":
        return False
    return area[0] != "9" or (group >= "50" and group not in _CLOSED_GROUPS and not "66" <= group <= "69")


def _sin(digits: str) -> bool:
    return digits[0] not in "08" and luhn(digits)


def _curp(text: str) -> bool:
    if not day_and_month(text[8:10], text[6:8]) or text[10] not in "HMX" or not text[-1].isdigit():
        return False
    total = sum([_CURP.index(character) * (18 - at) for at, character in enumerate(text[:17])])
    return (10 - total % 10) % 10 == int(text[17])


def _cpf(digits: str) -> bool:
    first = 11 - weighted(digits, tuple(range(10, 1, -1))) % 11
    second = 11 - weighted(digits, tuple(range(11, 1, -1))) % 11
    return len(set(digits)) > 1 and (int(digits[9]), int(digits[10])) == (first % 11 % 10, second % 11 % 10)


def _cuil(digits: str) -> bool:
    if digits[:2] not in ("20", "23", "24", "25", "26", "27"):
        return False
    check = (11 - weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11
    return min(check, 9) == int(digits[10])


def _rut(text: str) -> bool:
    if text[:-1].strip("0") == "":
        return False
    total = sum([int(digit) * (2 + at % 6) for at, digit in enumerate(reversed(text[:-1]))])
    return "0K987654321"[total % 11] == text[-1]


NUMBERS = (
    *identity(
        "us",
        _ssn,
        "ssn|ssns|social security|social security number|social|itin|tin|taxpayer|tax id|seguro social",
        clear=("000-00-0000",),
        named=("000 00 0000", "000000000"),
    ),
    *identity(
        "ca",
        _sin,
        "sin|nas|social insurance|assurance sociale|social insurance number",
        named=spread("000 000 000", " -."),
    ),
    *identity("mx", _curp, clear=("AAAA000000AAAAAA00", "AAAA000000AAAAAAA0")),
    *identity("br", _cpf, "cpf|cadastro de pessoa", clear=("000.000.000-00",), named=("00000000000", "000000000-00")),
    *identity("ar", _cuil, "cuil|cuit", clear=("00-00000000-0",), named=("00000000000", "00 00000000 0")),
    *identity(
        "cl",
        _rut,
        "rut|r.u.t|run|rol único",
        clear=("00.000.000-0", "00.000.000-A", "0.000.000-0", "0.000.000-A", "00000000-A"),
        named=("00000000-0", "0000000-0", "0000000-A", "000000000", "00000000A"),
    ),
)
