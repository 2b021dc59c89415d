"""Sweden, Norway, Denmark, Finland, and the three Baltic states."""

from otelevals.detect.checksums import luhn, weighted
from otelevals.detect.dates import day_and_month, in_our_time
from otelevals.detect.identity import identity

_FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _personnummer(digits: str) -> bool:
    """Days of coordination numbers are 60 more."""
    ten = digits[-10:]
    day = int(ten[4:6])
    if len(digits) == 12 and not in_our_time(int(digits[:4])):
        return False
    return day_and_month(str(day - 60 if day > 60 else day), ten[2:4]) and luhn(ten)


def _fodselsnummer(digits: str) -> bool:
    """Days of temporary numbers are 40 more."""
    day = int(digits[:2])
    if not day_and_month(str(day - 40 if day > 40 else day), digits[2:4]):
        return False
    first = weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    return first % 11 == 0 and weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _cpr(digits: str) -> bool:
    return day_and_month(digits[:2], digits[2:4])


def _hetu(text: str) -> bool:
    """With or without the letter between date and number, which says the century."""
    number = text[-4:-1]
    if not day_and_month(text[:2], text[2:4]) or not number.isdigit() or not text[:6].isdigit():
        return False
    if len(text) == 11 and text[6] not in "ABCDEFYXWVU":
        return False
    return number >= "002" and _FINNISH[int(text[:6] + number) % 31] == text[-1]


def _isikukood(digits: str) -> bool:
    if digits[0] not in "123456" or not day_and_month(digits[5:7], digits[3:5]):
        return False
    check = weighted(digits, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(digits, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return check == int(digits[10])


def _latvian(digits: str) -> bool:
    if not day_and_month(digits[:2], digits[2:4]):
        return False
    return (1101 - weighted(digits, (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11 == int(digits[10])


NUMBERS = (
    *identity(
        "se",
        _personnummer,
        "personnummer|person nummer|pnr|samordningsnummer|personal identity number|personal number|personnr",
        clear=("000000-0000", "00000000-0000"),
        named=("0000000000", "000000000000", "00000000 0000", "000000 0000"),
    ),
    *identity("no", _fodselsnummer, clear=("00000000000", "000000 00000", "000000-00000")),
    *identity(
        "dk", _cpr, "cpr|cpr nummer|cpr nr|personnummer|cpr number", named=("000000-0000", "0000000000", "000000 0000")
    ),
    *identity("fi", _hetu, clear=("000000-000A", "000000-0000", "000000A000A", "000000A0000")),
    *identity("ee", _isikukood, "isikukood|personal code|isikukoodi|id code|ik", named=("00000000000",)),
    *identity("lt", _isikukood, "asmens kodas|asmens|personal code|a.k.", named=("00000000000",)),
    *identity("lv", _latvian, "personas kods|personas|personal code|p.k.", clear=("000000-00000",)),
)
