"""Codes of countries, and how many digits numbers have with them."""

from itertools import product

_TWO = frozenset(
    map(str, (20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67), 81, 82, 84, 86))
) | frozenset(map(str, (*range(90, 96), 98)))
_THREE = frozenset(
    [
        str(code)
        for code in range(211, 300)
        if code not in (214, 215, 217, 219, 259, 270, 271, 272, 273, 274, 275, 276, 277)
    ]
    + [str(code) for code in (*range(350, 360), *range(370, 390), *range(420, 424), *range(500, 510), *range(590, 600))]
    + [str(code) for code in (*range(670, 693), 850, 852, 853, 855, 856, 880, 886, *range(960, 980), *range(992, 999))]
)
_LENGTHS = {
    "1": (11, 11), "7": (11, 11), "30": (12, 12), "31": (11, 11), "32": (10, 11), "33": (11, 11), "34": (11, 11),
    "36": (10, 11), "39": (8, 13), "41": (11, 11), "43": (8, 15), "44": (11, 12), "45": (10, 10), "46": (9, 12),
    "47": (10, 10), "48": (11, 11), "49": (9, 15), "52": (12, 13), "54": (12, 13), "55": (12, 13), "56": (11, 11),
    "57": (12, 12), "61": (11, 11), "65": (10, 10), "81": (11, 12), "82": (11, 12), "86": (12, 13), "90": (12, 12),
    "91": (12, 12), "92": (11, 12), "351": (12, 12), "353": (10, 12), "358": (8, 13), "420": (12, 12), "971": (11, 12),
    "972": (11, 12),
}  # fmt: skip
_USUAL = (9, 15)


def _code(digits: str) -> str | None:
    """The country's code that digits begin with."""
    if digits[0] in "17":
        return digits[0]
    return digits[:2] if digits[:2] in _TWO else digits if digits in _THREE else None


_BY_BEGINNING = {
    digits: _LENGTHS.get(code, _USUAL)
    for size in (1, 2, 3)
    for digits in map("".join, product("0123456789", repeat=size))
    if (code := _code(digits)) is not None
}


def lengths(digits: str) -> tuple[int, int] | None:
    """The least and the most digits, code included, of the country whose code these begin with; None: there is none."""
    return _BY_BEGINNING.get(digits[:3])
