"""China, Taiwan, Hong Kong, Japan, Korea, India, Pakistan, Singapore, Malaysia, Indonesia, Thailand and Israel."""

from otelevals.detect.checksums import luhn, verhoeff, weighted
from otelevals.detect.dates import day_and_month, in_our_time
from otelevals.detect.identity import identity
from otelevals.detect.layouts import spread

_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_SINGAPORE = {"S": "JZIHGFEDCBA", "T": "GFEDCBAJZIH", "F": "XWUTRQPNMLK", "G": "RQPNMLKXWUT", "M": "XWUTRQPNJLK"}


def _resident(text: str) -> bool:
    """Of China."""
    if not in_our_time(int(text[6:10])) or not day_and_month(text[12:14], text[10:12]) or text[0] in "09":
        return False
    total = weighted(text[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return "10X98765432"[total % 11] == text[17]


def _taiwan(text: str) -> bool:
    first = str(10 + _TAIWAN.index(text[0]))
    return text[1] in "1289" and weighted(first + text[1:], (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def _hong_kong(text: str) -> bool:
    """The check digit stands in brackets."""
    letters, digits, check = text[:-9].rjust(2), text[-9:-3], text[-2]
    first = 36 if letters[0] == " " else int(letters[0], 36)
    total = first * 9 + int(letters[1], 36) * 8 + weighted(digits, (7, 6, 5, 4, 3, 2))
    return check in "0123456789A" and (total + int(check, 16)) % 11 == 0


def _my_number(digits: str) -> bool:
    left = weighted(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if left <= 1 else 11 - left) == int(digits[11])


def _korean(digits: str) -> bool:
    return day_and_month(digits[4:6], digits[2:4]) and digits[6] in "12345678"


def _korean_checked(digits: str) -> bool:
    check = (11 - weighted(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return _korean(digits) and check == int(digits[12])


def _aadhaar(digits: str) -> bool:
    return digits[0] not in "01" and verhoeff(digits)


def _pan(text: str) -> bool:
    return text[3] in "ABCFGHLJPT" and text[5:9] != "0000"


def _cnic(digits: str) -> bool:
    return digits[0] in "1234567" and digits[12] != "0"


def _nric(text: str) -> bool:
    if text[0] not in _SINGAPORE:
        return False
    more = 3 if text[0] == "M" else 0
    return _SINGAPORE[text[0]][(weighted(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + more) % 11] == text[8]


def _mykad(digits: str) -> bool:
    return day_and_month(digits[4:6], digits[2:4]) and digits[6:8] not in ("00", "17", "18", "19", "20")


def _nik(digits: str) -> bool:
    """Days of women are 40 more."""
    day = int(digits[6:8])
    return day_and_month(str(day - 40 if day > 40 else day), digits[8:10]) and digits[12:] != "0000"


def _thai(digits: str) -> bool:
    return digits[0] not in "09" and (11 - weighted(digits, tuple(range(13, 1, -1))) % 11) % 10 == int(digits[12])


NUMBERS = (
    *identity("cn", _resident, clear=("0" * 18, "0" * 17 + "A", "000000 00000000 0000", "000000 00000000 000A")),
    *identity("tw", _taiwan, clear=("A000000000",)),
    *identity("hk", _hong_kong, clear=("A000000(0)", "AA000000(0)", "A000000(A)", "AA000000(A)")),
    *identity("jp", _my_number, "マイナンバー|個人番号|my number|mynumber", named=spread("0000 0000 0000")),
    *identity("kr", _korean_checked, "주민등록번호|주민번호|rrn|resident registration", clear=("000000-0000000",)),
    *identity(
        "kr", _korean, "주민등록번호|주민번호|rrn|resident registration", named=("000000-0000000", "0000000000000")
    ),
    *identity(
        "in",
        _aadhaar,
        "aadhaar|aadhar|uidai|uid|आधार",
        clear=("0000 0000 0000",),
        named=("000000000000", "0000-0000-0000"),
    ),
    *identity("in", _pan, clear=("AAAAA0000A",)),
    *identity("pk", _cnic, "cnic|nicop|شناختی کارڈ", clear=("00000-0000000-0",), named=("0000000000000",)),
    *identity("sg", _nric, clear=("A0000000A",)),
    *identity("my", _mykad, "nric|mykad|kad pengenalan|ic", clear=("000000-00-0000",), named=("000000000000",)),
    *identity("id", _nik, "nik|ktp|e ktp|nomor induk kependudukan", named=("0000000000000000",)),
    *identity(
        "th",
        _thai,
        "บัตรประชาชน|ประจำตัวประชาชน|thai id|citizen id",
        clear=("0-0000-00000-00-0", "0 0000 00000 00 0"),
        named=("0000000000000",),
    ),
    *identity("il", luhn, "תעודת זהות|ת.ז|ת״ז|teudat zehut|israeli id|id number|tz", named=("000000000", "00000000-0")),
)
