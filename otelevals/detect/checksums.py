"""Check digits: digits of a number that follow from the others."""

from itertools import cycle
from operator import mul

_VALUES = bytes(byte - 48 if 48 <= byte < 58 else 0 for byte in range(256))
_DOUBLED = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)) + bytes(246)
_CODES = {**{str(digit): str(digit) for digit in range(10)}, **{chr(ord("A") + at): str(10 + at) for at in range(26)}}
_DIHEDRAL = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTED = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)


def luhn(digits: str) -> bool:
    values = _values(digits)
    return (sum(values[-1::-2]) + sum(values[-2::-2].translate(_DOUBLED))) % 10 == 0


def mod97(text: str) -> bool:
    """ISO 7064, as in an IBAN whose first four characters have been put last; letters are capital."""
    return int("".join(map(_CODES.__getitem__, text))) % 97 == 1


def mod11_10(digits: str) -> bool:
    """ISO 7064 with one decimal check digit."""
    check = 5
    for digit in digits[:-1]:
        check = ((check or 10) * 2 % 11 + int(digit)) % 10
    return ((check or 10) * 2 % 11 + int(digits[-1])) % 10 == 1


def verhoeff(digits: str) -> bool:
    check = 0
    for permuted, digit in zip(cycle(_PERMUTED), reversed(_values(digits)), strict=False):
        check = _DIHEDRAL[check][permuted[digit]]
    return check == 0


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the first digits, each times its weight."""
    return sum(map(mul, _values(digits), weights))


def _values(digits: str) -> bytes:
    """Those of digits; of letters 0."""
    return digits.encode().translate(_VALUES)
