"""Romania, Bulgaria, Ukraine, Russia and Kazakhstan."""

from otelevals.detect.checksums import weighted
from otelevals.detect.dates import day_and_month
from otelevals.detect.identity import identity


def _cnp(digits: str) -> bool:
    if digits[0] == "0" or not day_and_month(digits[5:7], digits[3:5]) or not 1 <= int(digits[7:9]) <= 52:
        return False
    check = weighted(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (1 if check == 10 else check) == int(digits[12])


def _egn(digits: str) -> bool:
    """Months of the 19th century are 20 more, of the 21st 40."""
    if int(digits[2:4]) > 52 or not day_and_month(digits[4:6], str(int(digits[2:4]) % 20)):
        return False
    return weighted(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(digits[9])


def _taxpayer(digits: str) -> bool:
    """Of Ukraine."""
    return weighted(digits, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(digits[9])


def _inn(digits: str) -> bool:
    first = weighted(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = weighted(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return (first, second) == (int(digits[10]), int(digits[11])) and digits.strip("0") != ""


def _snils(digits: str) -> bool:
    return weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 101 % 100 == int(digits[9:]) and digits[:3] != "000"


def _iin(digits: str) -> bool:
    if not day_and_month(digits[4:6], digits[2:4]):
        return False
    check = weighted(digits, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)) % 11
    if check == 10:
        check = weighted(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return check == int(digits[11])


NUMBERS = (
    *identity("ro", _cnp, "cnp|cod numeric|cod numeric personal|c.n.p.", named=("0000000000000",)),
    *identity("bg", _egn, "егн|единен граждански|egn", named=("0000000000",)),
    *identity("ua", _taxpayer, "рнокпп|іпн|инн|rnokpp|податковий номер|ідентифікаційний", named=("0000000000",)),
    *identity("ru", _inn, "инн|inn|налогоплательщик", named=("000000000000",)),
    *identity("ru", _snils, "снилс|snils", clear=("000-000-000 00", "000-000-000-00"), named=("00000000000",)),
    *identity("kz", _iin, "иин|жсн|iin|жеке сәйкестендіру", named=("000000000000",)),
)
