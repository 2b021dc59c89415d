"""Germany, Austria, Switzerland, Poland, Czechia and Slovakia."""

from collections import Counter

from otelevals.detect.checksums import mod11_10, weighted
from otelevals.detect.dates import day_and_month
from otelevals.detect.identity import identity

_PENSION = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def _tax(digits: str) -> bool:
    """Of the first ten digits one or two are missing, and none is there more than three times."""
    often = sorted(Counter(digits[:10]).values())[-2:]
    return digits[0] != "0" and often in ([1, 2], [1, 3], [2, 2]) and mod11_10(digits)


def _pension(text: str) -> bool:
    if not day_and_month(text[2:4], text[4:6]):
        return False
    digits = f"{text[:8]}{ord(text[8]) - ord('A') + 1:02}{text[9:]}"
    total = sum([sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, _PENSION, strict=False)])
    return total % 10 == int(text[-1])


def _insured(digits: str) -> bool:
    """Of Austria: the check digit is the fourth."""
    check = weighted(digits, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11
    return digits[0] != "0" and day_and_month(digits[4:6], digits[6:8]) and check == int(digits[3])


def _ahv(digits: str) -> bool:
    return digits.startswith("756") and weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def _pesel(digits: str) -> bool:
    month = int(digits[2:4]) % 20
    if not day_and_month(digits[4:6], str(month)):
        return False
    return weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _birth(digits: str) -> bool:
    """Of Czechia and Slovakia: months of women are 50 more, and 20 more where numbers ran out."""
    month = int(digits[2:4]) % 50
    month -= 20 if month > 20 else 0
    if not day_and_month(digits[4:6], str(month)):
        return False
    return int(digits) % 11 == 0 or (int(digits[:9]) % 11 == 10 and digits[9] == "0")


_BIRTH = "rodné číslo|rodne cislo|rč|r.č.|birth number"
NUMBERS = (
    *identity(
        "de",
        _tax,
        "steuer id|steueridentifikationsnummer|identifikationsnummer|idnr|id nr|steuernummer"
        "|steuer identifikationsnummer|tax id|tin|steueridnr|steuerliche identifikationsnummer|tax number",
        clear=("00 000 000 000",),
        named=("00000000000", "00 000000000", "00-000-000-000"),
    ),
    *identity("de", _pension, clear=("00000000A000", "00 000000 A 000", "00 000000 A000")),
    *identity(
        "at",
        _insured,
        "svnr|sv nummer|sv nr|sozialversicherungsnummer|versicherungsnummer|sozialversicherung|social insurance",
        named=("0000 000000", "0000000000", "0000-000000", "0000/000000"),
    ),
    *identity("ch", _ahv, clear=("000.0000.0000.00", "0000000000000", "000 0000 0000 00"), first="7"),
    *identity("pl", _pesel, "pesel|nr pesel|pesel u|peselu|numer pesel", named=("00000000000", "000000 00000")),
    *identity("cz", _birth, _BIRTH, clear=("000000/0000",), named=("0000000000", "000000 0000")),
)
