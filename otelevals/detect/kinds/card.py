"""Payment cards: the ranges and lengths of their issuers, and the check digit."""

import re

from otelevals.detect.checksums import luhn
from otelevals.detect.kind import Candidate, Kind, Number
from otelevals.detect.labels import says_other
from otelevals.detect.layouts import spread

_ISSUERS = re.compile(
    r"4(?:.{12}|.{15}|.{18})"  # Visa
    r"|5[1-5].{14}|(?:222[1-9]|22[3-9].|2[3-6]..|27[01].|2720).{12}"  # Mastercard
    r"|3[47].{13}"  # American Express
    r"|3(?:0[0-5].{11}|095.{10}|[89].{12}|6.{12,17})"  # Diners Club
    r"|35(?:2[89]|[3-8].).{12,15}"  # JCB
    r"|(?:6011|64[4-9]|65|62|60|81|82|508|220[0-4]|9792).{12,17}"  # Discover, UnionPay, RuPay, Mir, Troy
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3]|5061|5041|5067|5090|6277|6362|6363).{8,15}"  # Maestro, Verve, Elo
)
_FRACTION = re.compile(rb"[0-9]\.$")
_LENGTHS = range(13, 20)


def _valid(candidate: Candidate) -> bool:
    digits = candidate.compact
    if not _ISSUERS.fullmatch(digits) or not luhn(digits) or len(set(digits)) == 1:
        return False
    if _FRACTION.search(candidate.text.plain[max(0, candidate.start - 2) : candidate.start]):
        return False
    bare = candidate.end - candidate.start == len(digits)
    return not (bare and says_other(candidate.text.before(candidate.start)))


_GROUPED = (
    "0000 0000 0000 0000",
    "0000 000000 00000",
    "0000 000000 0000",
    "0000 0000 0000 0000 000",
    "0000 0000 0000 0000 00",
    "000000 0000000000000",
    "0000 0000 0000 000",
    "0000 0000 0000 00",
)
_LAYOUTS = (
    *["0" * length for length in _LENGTHS],
    *[layout for grouped in _GROUPED for layout in spread(grouped, " -.")[1:]],
)
KIND = Kind(
    "card",
    "payment cards: ranges of issuers, lengths and check digit",
    ("payment card", "payment cards"),
    (Number(_LAYOUTS, _valid, first="2-689"),),
)
