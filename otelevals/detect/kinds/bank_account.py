"""Bank accounts of countries whose numbers have check digits, as they are written without an IBAN."""

from otelevals.detect.checksums import mod97, weighted
from otelevals.detect.identity import identity
from otelevals.detect.kind import Kind


def _routing(digits: str) -> bool:
    """Of the United States."""
    district = int(digits[:2])
    if not (0 <= district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80):
        return False
    return digits.strip("0") != "" and weighted(digits, (3, 7, 1) * 3) % 10 == 0


def _spanish(digits: str) -> bool:
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    first, second = (11 - weighted(part, weights) % 11 for part in ("00" + digits[:8], digits[10:]))
    return (
        digits.strip("0") != ""
        and digits[8:10] == f"{first % 11 if first != 10 else 1}{second % 11 if second != 10 else 1}"
    )


def _belgian(digits: str) -> bool:
    return int(digits[:10]) % 97 == int(digits[10:]) % 97 and digits[10:] != "00" and digits[:3] != "000"


def _norwegian(digits: str) -> bool:
    return digits[4:6] != "00" and weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _clabe(digits: str) -> bool:
    total = sum([int(digit) * (3, 7, 1)[at % 3] % 10 for at, digit in enumerate(digits[:17])])
    return -total % 10 == int(digits[17]) and digits[:3] != "000"


def _hungarian(digits: str) -> bool:
    weights = (9, 7, 3, 1) * 4
    rest = digits[8:]
    return digits.strip("0") != "" and weighted(digits[:8], weights) % 10 == 0 and weighted(rest, weights) % 10 == 0


def _polish(digits: str) -> bool:
    return digits.strip("0") != "" and mod97(digits[2:] + "PL" + digits[:2])


def _portuguese(digits: str) -> bool:
    return digits.strip("0") != "" and int(digits) % 97 == 1


def _argentine(digits: str) -> bool:
    bank, account = digits[:8], digits[8:]
    first = weighted(bank, (7, 1, 3, 9, 7, 1, 3, 1)) % 10
    return digits[:3] != "000" and first == 0 and weighted(account, (3, 9, 7, 1) * 3 + (3, 1)) % 10 == 0


NUMBERS = (
    *identity(
        "us", _routing, "routing|routing number|aba|rtn|aba number|routing transit", named=("000000000", "0000-0000-0")
    ),
    *identity(
        "es",
        _spanish,
        "ccc|cuenta|código cuenta cliente|cuenta bancaria",
        clear=("0000 0000 00 0000000000", "0000-0000-00-0000000000"),
        named=("0" * 20,),
    ),
    *identity("be", _belgian, clear=("000-0000000-00",)),
    *identity(
        "no", _norwegian, "kontonummer|konto|kontonr", clear=("0000.00.00000",), named=("0000 00 00000", "0" * 11)
    ),
    *identity("mx", _clabe, "clabe", named=("0" * 18, "000 000 00000000000 0")),
    *identity("hu", _hungarian, clear=("00000000-00000000-00000000", "00000000-00000000")),
    *identity("pl", _polish, clear=("0" * 26, "00 0000 0000 0000 0000 0000 0000")),
    *identity(
        "pt", _portuguese, "nib", clear=("0000 0000 00000000000 00", "0000.0000.00000000000.00"), named=("0" * 21,)
    ),
    *identity("ar", _argentine, "cbu|clave bancaria", clear=("0" * 22,)),
)
KIND = Kind(
    "bank_account",
    "bank accounts as countries write them, where they have check digits",
    ("bank account", "bank accounts"),
    NUMBERS,
)
