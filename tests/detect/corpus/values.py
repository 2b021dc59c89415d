"""Made-up values of each kind, made without what is tested: check digits come from python-stdnum, keys from their parts."""

import string
from calendar import month_name
from random import Random

from tests.detect.corpus.identities import any_digits

_LETTERS = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


def card(random: Random) -> str:
    from stdnum import luhn

    prefix, length, layouts = random.choice(
        (
            ("4", 16, ("#### #### #### ####", "####-####-####-####", "################")),
            ("51", 16, ("#### #### #### ####", "################")),
            ("55", 16, ("#### #### #### ####", "####-####-####-####")),
            ("2221", 16, ("#### #### #### ####",)),
            ("37", 15, ("#### ###### #####", "###############", "####-######-#####")),
            ("34", 15, ("#### ###### #####",)),
            ("6011", 16, ("#### #### #### ####", "################")),
            ("3530", 16, ("#### #### #### ####",)),
            ("62", 16, ("#### #### #### ####", "################")),
            ("62", 19, ("###### #############", "###################")),
            ("36", 14, ("#### ###### ####", "##############")),
            ("2200", 16, ("#### #### #### ####",)),
            ("5018", 16, ("#### #### #### ####",)),
        )
    )
    partial = prefix + any_digits(random, "#" * (length - len(prefix) - 1))
    characters = iter(partial + luhn.calc_check_digit(partial))
    return "".join([next(characters) if mark == "#" else mark for mark in random.choice(layouts)])


def iban(random: Random) -> str:
    from stdnum import iban as oracle

    country, pattern = random.choice(
        (
            ("DE", "#" * 18), ("FR", "#" * 23), ("GB", "NWBK" + "#" * 14), ("NL", "ABNA" + "#" * 10), ("ES", "#" * 20),
            ("IT", "X" + "#" * 22), ("BE", "#" * 12), ("AT", "#" * 16), ("CH", "#" * 17), ("PL", "#" * 24),
            ("SE", "#" * 20), ("NO", "#" * 11), ("MT", "MALT" + "#" * 23), ("SA", "#" * 20), ("TR", "#####0" + "#" * 16),
        )
    )  # fmt: skip
    body = any_digits(random, pattern)
    compact = country + oracle.calc_check_digits(country + "00" + body) + body
    style = random.randrange(5)
    if style < 2:
        return compact
    separator = "-" if style == 2 else " "
    return separator.join([compact[at : at + 4] for at in range(0, len(compact), 4)])


def email(random: Random) -> str:
    first = random.choice(
        (
            "ann",
            "j.smith",
            "maria.garcia",
            "o'brien",
            "li_wei",
            "hans-peter",
            "x",
            "jürgen",
            "info",
            "sales.team",
            "john.doe+news",
            "42",
            "a.b.c",
        )
    )
    domain = random.choice(
        (
            "example.com",
            "example.org",
            "mail.example.co.uk",
            "example-shop.de",
            "sub.domain.example.net",
            "firma.example",
            "例え.example",
            "EXAMPLE.COM",
            "xn--bcher-kva.example",
            "example.io",
            "dept.uni.edu",
        )
    )
    return f"{first}{random.choice(('', str(random.randint(1, 99))))}@{domain}"


def ip(random: Random) -> str:
    if random.random() < 0.7:
        return ".".join(
            [
                str(random.choice((10, 172, 192, 203, 8, 54, 91, 185))),
                *[str(random.randint(0, 255)) for _ in range(2)],
                str(random.randint(1, 254)),
            ]
        )
    groups = [f"{random.randrange(65536):x}" for _ in range(8)]
    style = random.randrange(4)
    if style == 0:
        return ":".join(["2001", "db8", *groups[2:]])
    if style == 1:
        return "2001:db8::" + ":".join(groups[:2])
    if style == 2:
        return "fe80::" + ":".join([f"{random.randrange(4096, 65536):04x}" for _ in range(4)])
    return "2a02:" + groups[0] + "::" + str(random.randint(1, 9))


def mac(random: Random) -> str:
    pairs = [f"{random.randrange(256):02x}" for _ in range(6)]
    pairs[2] = random.choice(("a1", "fe", "0c"))
    style = random.randrange(4)
    if style == 3:
        return ".".join("".join(pairs)[at : at + 4] for at in (0, 4, 8))
    written = (":" if style < 2 else "-").join(pairs)
    return written.upper() if random.random() < 0.5 else written


def secret(random: Random) -> str:
    """Of a provider; put together here so that no key stands in a file."""

    def some(count: int, letters: str = _LETTERS) -> str:
        return "".join(random.choices(letters, k=count))

    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return random.choice(
        (
            lambda: "AK" + "IA" + some(16, upper),
            lambda: "gh" + "p_" + some(36),
            lambda: "github" + "_pat_" + some(22) + "_" + some(59),
            lambda: "gl" + "pat-" + some(20),
            lambda: "xo" + "xb-" + some(11, string.digits) + "-" + some(12, string.digits) + "-" + some(24),
            lambda: "sk" + "_live_" + some(24),
            lambda: "sk" + "-proj-" + some(48),
            lambda: "sk" + "-ant-api03-" + some(93) + "AA",
            lambda: "sk" + "-" + some(48),
            lambda: "AI" + "za" + some(35),
            lambda: "h" + "f_" + some(34, string.ascii_letters),
            lambda: "np" + "m_" + some(36),
            lambda: "S" + "G." + some(22) + "." + some(43),
            lambda: "dop" + "_v1_" + some(64, _HEX),
            lambda: "gs" + "k_" + some(52),
            lambda: "hv" + "s." + some(90),
            lambda: "ey" + "JhbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiI" + some(20) + "." + some(43),
            lambda: "dap" + "i" + some(32, _HEX),
            lambda: "lsv2" + "_pt_" + some(32, _HEX) + "_" + some(10, _HEX),
            lambda: "S" + "K" + some(32, _HEX),
        )
    )()


def password(random: Random) -> str:
    return (
        random.choice(("hunter", "Sommer", "tr0ub4dor", "P@ssw0rd", "kL9", "blue-Horse"))
        + str(random.randint(10, 9999))
        + random.choice(("", "!", "#x", "$$a", "_Z"))
    )


def opaque(random: Random) -> str:
    return random.choice(
        (
            "".join(random.choices(_HEX, k=40)),
            "".join(random.choices(_LETTERS, k=32)),
            "".join(random.choices(_LETTERS + "+/", k=40)),
        )
    )


ABROAD = (
    "+1 ### 555 01##", "+1-2##-555-01##", "+1 (41#) 555-01##", "+1415555####", "+44 20 7946 0###", "+44 7700 900###", "+447700900###",
    "+44 (0)20 7946 0###", "+49 30 23125 ###", "+49 (0)171 39200##", "+4930231250##", "+33 1 99 00 ## ##", "+33 6 39 98 ## ##",
    "+34 612 34 ## ##", "+39 06 698 #####", "+39 333 ### ####", "+31 6 1234 ####", "+31 20 123 ####", "+41 44 668 ## ##",
    "+46 70 174 06 ##", "+48 601 ### ###", "+351 912 ### ###", "+55 11 9####-####", "+91 98### #####", "+91-98########",
    "+86 138 #### ####", "+81 90-####-####", "+82 10-####-####", "+7 495 ###-##-##", "+7 (9##) ###-##-##", "+61 4## ### ###",
    "+90 532 ### ## ##", "+972 50-###-####", "+353 86 ### ####", "+358 40 #######", "+420 601 ### ###", "0049 30 2312 5##", "+27 82 ### ####",
)  # fmt: skip
AT_HOME = (
    "(41#) 555-01##", "21#-555-01##", "64#.555.01##", "1-80#-555-01##", "020 7946 0###", "07700 900###", "01632 960###",
    "030/2312 5###", "0171-39200##", "089 / 123 45 ##", "01 99 00 ## ##", "06.39.98.##.##", "06-1234####", "044 668 ## ##",
    "079 123 ## ##", "070-174 06 ##", "04## ### ###", "(02) 9876 ####", "090-####-####", "03-####-####", "010-####-####",
    "138 #### ####", "(11) 9####-####", "11 9####-####", "8 (495) ###-##-##", "0532 ### ## ##", "98### #####", "612 34 ## ##", "333 ### ####",
)  # fmt: skip
NAMED = (
    "555 01##", "3023125###", "2079460###", "0302312 5##", "41555501##", "612345###", "601 ### ###", "0664 123 ####",
    "0699 00 ####", "912 ### ###", "13812345###", "0912345###", "22 123 45 ##", "041 23 45 ##", "040 #######", "5551####",
)  # fmt: skip


def phone(random: Random, layouts: tuple[str, ...]) -> str:
    return any_digits(random, random.choice(layouts)).replace("555-0100", "555-0123")


def date(random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1935, 2008)
    english = month_name[month]
    return random.choice(
        (
            f"{day:02}.{month:02}.{year}", f"{day}.{month}.{year}", f"{month:02}/{day:02}/{year}", f"{day:02}/{month:02}/{year}",
            f"{year}-{month:02}-{day:02}", f"{english} {day}, {year}", f"{day} {english} {year}", f"{english[:3]} {day}, {year}",
            f"{day:02}-{month:02}-{year}", f"{year}/{month:02}/{day:02}", f"{day}{'th' if day > 3 and day < 21 else '.'} {english} {year}",
        )
    )  # fmt: skip
