"""Australia, New Zealand and South Africa."""

from otelevals.detect.checksums import luhn, weighted
from otelevals.detect.dates import day_and_month
from otelevals.detect.identity import identity
from otelevals.detect.layouts import spread


def _tfn(digits: str) -> bool:
    return weighted(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0 and len(set(digits)) > 1


def _medicare(digits: str) -> bool:
    return digits[0] in "23456" and weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(digits[8])


def _ird(digits: str) -> bool:
    eight = digits.zfill(9)
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        check = -weighted(eight, weights) % 11
        if check < 10:
            return check == int(eight[8])
    return False


def _south_african(digits: str) -> bool:
    return day_and_month(digits[4:6], digits[2:4]) and digits[10] in "01" and luhn(digits)


NUMBERS = (
    *identity("au", _tfn, "tfn|tax file|tax file number", named=spread("000 000 000")),
    *identity(
        "au", _medicare, "medicare|medicare card|medicare number", named=("0000 00000 0", "0000000000", "0000-00000-0")
    ),
    *identity("nz", _ird, "ird|ird number|inland revenue", named=(*spread("000 000 000"), *spread("00 000 000"))),
    *identity(
        "za",
        _south_african,
        "id number|identity number|id no|south african id|rsa id|sa id|identity document|id nommer",
        named=("0000000000000", "000000 0000 000", "000000 0000 00 0"),
    ),
)
