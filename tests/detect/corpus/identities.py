"""Made-up numbers of persons and accounts, which python-stdnum says are valid."""

import string
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from random import Random


@dataclass(frozen=True)
class Identity:
    module: str
    """Of python-stdnum, which says whether a number is valid."""
    pattern: str
    """What is tried until it is: # is any digit, DD, MM, YY and YYYY are of a date, A is any letter, others are themselves."""
    written: tuple[str, ...]
    """Layouts to write it in, # a character each."""
    labels: tuple[str, ...]
    """What people call it; one of them stands before it."""


IDENTITIES = {
    "us": Identity("us.ssn", "#########", ("###-##-####", "#########", "### ## ####"), ("SSN", "Social Security Number", "social security no.")),
    "ca": Identity("ca.sin", "#########", ("### ### ###", "###-###-###", "#########"), ("SIN", "Social Insurance Number", "NAS")),
    "mx": Identity("mx.curp", "PEGAYYMMDDHDFRRN0#", ("##################",), ("CURP", "Clave CURP")),
    "br": Identity("br.cpf", "###########", ("###.###.###-##", "###########"), ("CPF", "CPF nº", "número do CPF")),
    "ar": Identity("ar.cuit", "20#########", ("##-########-#", "###########"), ("CUIL", "CUIT/CUIL")),
    "cl": Identity("cl.rut", "1########", ("##.###.###-#", "########-#"), ("RUT", "R.U.T.")),
    "gb": Identity("gb.nhs", "##########", ("### ### ####", "##########"), ("NHS number", "NHS No")),
    "ie": Identity("ie.pps", "#######AB", ("#########",), ("PPS number", "PPSN")),
    "fr": Identity("fr.nir", "1YYMM75######xx", ("# ## ## ## ### ### ##", "###############"), ("Numéro de sécurité sociale", "NIR", "n° sécu")),
    "be": Identity("be.nn", "YYMMDD###xx", ("##.##.##-###.##", "###########"), ("Rijksregisternummer", "numéro national", "NISS")),
    "nl": Identity("nl.bsn", "#########", ("#########", "#### ## ###"), ("BSN", "Burgerservicenummer")),
    "de": Identity("de.idnr", "###########", ("## ### ### ###", "###########"), ("Steuer-ID", "IdNr.", "Steueridentifikationsnummer", "Steuerliche Identifikationsnummer")),
    "at": Identity("at.vnr", "####DDMMYY", ("#### ######", "##########"), ("SVNR", "Sozialversicherungsnummer", "SV-Nummer")),
    "ch": Identity("ch.ssn", "756##########", ("###.####.####.##", "#############"), ("AHV-Nummer", "AVS", "numéro AVS")),
    "pl": Identity("pl.pesel", "YYMMDD#####", ("###########",), ("PESEL", "nr PESEL", "numer PESEL")),
    "cz": Identity("cz.rc", "YYMMDD####", ("######/####", "##########"), ("rodné číslo", "RČ")),
    "es": Identity("es.dni", "########A", ("#########", "########-#"), ("DNI", "NIF", "documento de identidad")),
    "es nie": Identity("es.nie", "X#######A", ("#########", "#-#######-#"), ("NIE", "número de extranjero")),
    "pt": Identity("pt.nif", "2########", ("#########", "### ### ###"), ("NIF", "contribuinte n.º")),
    "it": Identity("it.codicefiscale", "RSSMRAYYMDDH501A", ("################",), ("codice fiscale", "C.F.", "CF")),
    "gr": Identity("gr.amka", "DDMMYY#####", ("###########",), ("ΑΜΚΑ", "AMKA")),
    "hr": Identity("hr.oib", "###########", ("###########",), ("OIB", "osobni identifikacijski broj")),
    "tr": Identity("tr.tckimlik", "###########", ("###########",), ("TC Kimlik No", "T.C. kimlik numarası", "TCKN")),
    "se": Identity("se.personnummer", "YYMMDD-####", ("###########",), ("personnummer", "Personnr")),
    "no": Identity("no.fodselsnummer", "DDMMYY#####", ("###########", "###### #####"), ("fødselsnummer", "Personnummer")),
    "dk": Identity("dk.cpr", "DDMMYY####", ("######-####", "##########"), ("CPR-nummer", "CPR", "CPR-nr.")),
    "fi": Identity("fi.hetu", "DDMMYY-###A", ("###########",), ("henkilötunnus", "HETU")),
    "ee": Identity("ee.ik", "3YYMMDD####", ("###########",), ("isikukood",)),
    "lt": Identity("lt.asmens", "4YYMMDD####", ("###########",), ("asmens kodas",)),
    "ro": Identity("ro.cnp", "1YYMMDD40####", ("#############",), ("CNP", "cod numeric personal")),
    "bg": Identity("bg.egn", "YYMMDD####", ("##########",), ("ЕГН", "EGN")),
    "ua": Identity("ua.rntrc", "##########", ("##########",), ("РНОКПП", "ІПН")),
    "ru": Identity("ru.inn", "############", ("############",), ("ИНН", "INN")),
    "cn": Identity("cn.ric", "110105YYYYMMDD###x", ("##################",), ("身份证号", "居民身份证", "ID card")),
    "kr": Identity("kr.rrn", "YYMMDD1######", ("######-#######",), ("주민등록번호", "RRN")),
    "jp": Identity("jp.in_", "############", ("#### #### ####", "############"), ("マイナンバー", "個人番号", "My Number")),
    "in": Identity("in_.aadhaar", "############", ("#### #### ####", "############"), ("Aadhaar", "Aadhaar number", "आधार")),
    "in pan": Identity("in_.pan", "ABCPE####A", ("##########",), ("PAN", "PAN card")),
    "my": Identity("my.nric", "YYMMDD10####", ("######-##-####",), ("NRIC", "MyKad")),
    "th": Identity("th.pin", "1############", ("#-####-#####-##-#", "#############"), ("เลขบัตรประชาชน", "Thai ID")),
    "il": Identity("il.idnr", "#########", ("#########",), ("תעודת זהות", "Teudat Zehut")),
    "au": Identity("au.tfn", "#########", ("### ### ###", "#########"), ("TFN", "Tax File Number")),
    "nz": Identity("nz.ird", "0########", ("###-###-###",), ("IRD number", "IRD")),
    "za": Identity("za.idnr", "YYMMDD####08#", ("#############",), ("ID number", "South African ID")),
}  # fmt: skip


def national_id(random: Random) -> tuple[str, str]:
    """A label and a number."""
    country = random.choice([*IDENTITIES, "gb nino"])
    if country == "gb nino":
        written = random.choice(("AB ## ## ## C", "CE######D", "JM ## ## ## A"))
        return random.choice(("NI number", "National Insurance No.", "NINO")), any_digits(random, written)
    entry = IDENTITIES[country]
    compact = _valid(random, entry)
    layout = random.choice([each for each in entry.written if each.count("#") == len(compact)] or ["#" * len(compact)])
    characters = iter(compact)
    return random.choice(entry.labels), "".join([next(characters) if mark == "#" else mark for mark in layout])


def _valid(random: Random, entry: Identity) -> str:
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{entry.module}").is_valid
    pattern = entry.pattern.replace("xx", "##")
    for _ in range(2000):
        day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1940, 1999)
        text = pattern.replace("YYYY", str(year)).replace("YY", f"{year % 100:02}").replace("MM", f"{month:02}")
        text = text.replace("DD", f"{day:02}")
        if entry.module == "it.codicefiscale":
            text = f"RSSMRA{year % 100:02}{'ABCDEHLMPRST'[month - 1]}{day:02}H{random.randint(100, 999)}A"
        text = any_digits(random, text)
        for ending in _endings(pattern):
            if is_valid(text[: len(text) - len(ending)] + ending):
                return text[: len(text) - len(ending)] + ending
    raise ValueError(f"no number of {entry.module} is like {entry.pattern}")


def _endings(pattern: str) -> list[str]:
    if pattern.endswith("AB"):
        return [first + second for first in string.ascii_uppercase for second in "ABW"]
    if pattern.endswith("##"):
        return [f"{number:02}" for number in range(100)]
    return [*string.ascii_uppercase] if pattern.endswith("A") else [*"0123456789X"]


def any_digits(random: Random, pattern: str) -> str:
    return "".join([random.choice("0123456789") if mark == "#" else mark for mark in pattern])


def bank_account(random: Random) -> tuple[str, str]:
    """A label and an account."""
    module, pattern, layouts, labels = random.choice(
        (
            ("us.rtn", "0########", ("#########",), ("Routing number", "ABA", "routing no.")),
            (
                "es.ccc",
                "2100################",
                ("#### #### ## ##########", "####################"),
                ("CCC", "cuenta bancaria"),
            ),
            ("no.kontonr", "15#########", ("####.##.#####", "###########"), ("Kontonummer", "kontonr.")),
            ("ar.cbu", "285###################", ("######################",), ("CBU",)),
        )
    )
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    compact = any_digits(random, pattern)
    while not is_valid(compact):
        compact = any_digits(random, pattern)
    characters = iter(compact)
    written = "".join([next(characters) if mark == "#" else mark for mark in random.choice(layouts)])
    return random.choice(labels), written
