"""The United Kingdom, Ireland, France, Belgium and the Netherlands."""

import re

from otelevals.detect.checksums import weighted
from otelevals.detect.identity import identity
from otelevals.detect.layouts import spread

_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
_NIR = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d\d|2[AB])\d{8}")
_PPS = "WABCDEFGHIJKLMNOPQRSTUV"


def _nino(text: str) -> bool:
    return _NINO.fullmatch(text) is not None


def _nhs(digits: str) -> bool:
    return len(set(digits)) > 1 and weighted(digits, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _pps(text: str) -> bool:
    more = 0 if text[8:] in ("", "W", "T", "X") else ord(text[8]) - ord("A") + 1
    return more < 10 and _PPS[(weighted(text[:7], (8, 7, 6, 5, 4, 3, 2)) + 9 * more) % 23] == text[7]


def _nir(text: str) -> bool:
    if not _NIR.fullmatch(text):
        return False
    return 97 - int(text[:13].replace("2A", "19").replace("2B", "18")) % 97 == int(text[13:])


def _bsn(digits: str) -> bool:
    return len(set(digits)) > 1 and weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _register(digits: str) -> bool:
    """Of Belgium: with a 2 in front for who was born after 1999."""
    if int(digits[2:4]) % 20 > 12 or int(digits[4:6]) > 31:
        return False
    check = int(digits[9:])
    return check in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


NUMBERS = (
    *identity("gb", _nino, clear=("AA 000000 A", *spread("AA 00 00 00 A"))),
    *identity("gb", _nhs, "nhs|national health|health service", named=spread("000 000 0000")),
    *identity("ie", _pps, "pps|ppsn|personal public service|pps number", named=("0000000A", "0000000AA", "0000000 A")),
    *identity(
        "fr",
        _nir,
        clear=(
            *spread("0 00 00 00 000 000 00", " -."),
            *spread("0 00 00 0A 000 000 00", " -."),
            "0000000000000 00",
            "000000A000000 00",
        ),
    ),
    *identity(
        "be",
        _register,
        "rijksregister|rijksregisternummer|registre national|numéro national|national number|nrn|niss|insz|rrn|nn",
        clear=("00.00.00-000.00",),
        named=("00000000000", "00 00 00 000 00", "000000-000-00", "000000 000 00", "00.00.00 000.00"),
    ),
    *identity(
        "nl",
        _bsn,
        "bsn|burgerservicenummer|burger service nummer|sofinummer|sofi|citizen service number|bsn nummer",
        named=("000000000", "0000 00 000", "0000.00.000", "000 000 000", "000.000.000"),
    ),
)
