"""Dates that words next to them say to be of a birth."""

import re
from collections.abc import Iterator

from otelevals.detect.dates import day_and_month, in_our_time
from otelevals.detect.kind import Kind, Search
from otelevals.detect.text import Text

_BEFORE = re.compile(
    r"(?<![^\W_])(?:born|d\.?o\.?b|date[ _-]?of[ _-]?birth|birth[ _-]?dat[ea]|birthday|geboren|geb\.?|geburtsdatum|geburtstag"
    r"|née?\b|naissance|naci(?:do|da|ó|miento)|nacimiento|nat[oa] (?:il|a)|nascita|nascid[oa]|nascimento|nasceu|geboortedatum"
    r"|urodzon[ya]|urodzenia|född|födelsedatum|født|fødselsdato|syntynyt|syntymäaika|doğum|doğdu|narozen[aý]?|narození"
    r"|született|születési|data nașterii|născută?)"
    r"|生年月日|出生|生日|誕生日|생년월일|생일|рождения|родил|народи|народження|ημερομηνία γέννησης|γεννήθηκε"
    r"|תאריך לידה|نולד|تاريخ الميلاد|مواليد|जन्म|วันเกิด|ngày sinh|tanggal lahir"
)
_GATE = (
    r"(?i)born|d\.?o\.?b|birth|gebor|geb\.|geburts|\bné|naissance|naci[dóm]|nat[oa] |nascit|nascid|nasci|nasceu|geboor|urodz|född|föd|født"
    r"|fødsel|synty|doğ|naroz|szület|naștere|născut|生年月日|出生|生日|誕生日|생년월일|생일|生まれ|рожд|родил|народж|γέννηση|γεννήθη"
    r"|תאריך לידה|נולד|تاريخ الميلاد|مواليد|जन्म|วันเกิด|ngày sinh|tanggal lahir"
)
_AFTER = re.compile(
    r"[)\]]?[ ,]{0,2}(?:is (?:my|his|her|their) birthday|\((?:dob|born|geb)|生まれ|出生|geboren|\bborn\b)"
)
_YEAR = re.compile(rb"0(?<![0Aa_]0)000(?![0Aa_])")
_SHORT = re.compile(rb"0(?<![0Aa_./-]0)0?([./])00?\1(?:00)(?![0Aa_./-])")
_MONTH = (
    r"(?:jan|feb|fév|fev|m[aäá]r|mrt|apr|avr|abr|kwi|ma[iyjg]|mei|may|jun|juin|giu|jul|juil|lug|aug|ao[uû]|ago|sep|set|o[ckt]|ott|"
    r"nov|de[czs]|déc|dic|ene|gen|sty|lut|cze|lip|sie|wrz|paź|lis|gru|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|ocak|şubat|"
    r"mart|nisan|haz|tem|ağu|eyl|eki|kas|ara|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)[^\W\d_]{0,9}"
)
_DAY_FIRST = re.compile(
    rf"(?<![^\W_])(?:(\d{{1,2}})[./-] ?(\d{{1,2}})[./-] ?|\d{{1,2}}(?:st|nd|rd|th|er|\.|º|°)?[ -](?:of |de )?{_MONTH}\.?,?[ -](?:de |del )?"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? )$",
    re.I,
)
_YEAR_FIRST = re.compile(r"[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]")
_END_OF_SENTENCE = re.compile(r"(?<!geb)(?<!\bd\.o\.b)[.!?;]\s|\n\s*\n")
_LONGEST = 30
_NEAR = 40


def search(text: Text) -> Iterator[tuple[int, int]]:
    for match in _YEAR.finditer(text.shape):
        if in_our_time(int(text.plain[match.start() : match.end()])):
            place = _date(text.text, match.start(), match.end())
            if place is not None and _of_birth(text, *place):
                yield place
    for match in _SHORT.finditer(text.shape):
        first, second, _ = re.split(rb"[./]", text.plain[match.start() : match.end()])
        if _possible(first.decode(), second.decode()) and _of_birth(text, *match.span()):
            yield match.span()


def _date(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The date that a year is of."""
    least = max(0, start - _LONGEST)
    before = _DAY_FIRST.search(text[least:start])
    if before is not None:
        return (least + before.start(), end) if before[1] is None or _possible(before[1], before[2]) else None
    after = _YEAR_FIRST.match(text, end)
    if after is None:
        return None
    month, day = (after[1], after[2]) if after[1] is not None else (after[3], after[4])
    return (start, after.end()) if day_and_month(day, month) else None


def _possible(first: str, second: str) -> bool:
    return day_and_month(first, second) or day_and_month(second, first)


def _of_birth(text: Text, start: int, end: int) -> bool:
    before = text.before(start)[-_NEAR - 20 :]
    last = max([words.end() for words in _BEFORE.finditer(before)], default=-1)
    between = before[last:]
    if last >= 0 and len(between) <= _NEAR and not _END_OF_SENTENCE.search(between):
        return not any(map(str.isdigit, between))
    return _AFTER.match(text.after(end)) is not None


KIND = Kind(
    "date_of_birth",
    "dates next to words that say that someone was born",
    ("date of birth", "dates of birth"),
    searches=(Search(_GATE, search),),
)
