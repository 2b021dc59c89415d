"""How well private data and attempts to steer are found in labelled corpora, and the cost: `python -m bench.detect`."""

import argparse
import timeit
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from otelevals.detect.engine import Detector
from otelevals.detect.injection.engine import Injections
from otelevals.detect.injection.kinds import KINDS as ATTEMPTS
from tests.detect.corpus.corpus import Half, corpus
from tests.detect.injection.corpus.texts import attempts, harmless


class Counts(NamedTuple):
    there: Counter[str]
    """What is there, by kind."""
    found: Counter[str]
    right: Counter[str]
    """What was found and is there."""

    @staticmethod
    def none() -> "Counts":
        return Counts(Counter(), Counter(), Counter())

    def lines(self) -> list[str]:
        total = Counts(*[Counter({"all": sum(each.values())}) for each in self])
        return [*[self._line(kind) for kind in self.there], total._line("all")]

    def precision(self, kind: str) -> float:
        return self.right[kind] / max(self.found[kind], 1)

    def recall(self, kind: str) -> float:
        return self.right[kind] / max(self.there[kind], 1)

    def _line(self, kind: str) -> str:
        return f"  {kind:<30}{self.there[kind]:7}{self.precision(kind):11.3f}{self.recall(kind):8.3f}"


def private(detector: Detector, half: Half, wrong: list[str]) -> Counts:
    """Of private data: right is what was found in its exact place."""
    counts = Counts.none()
    for case in corpus(half):
        expected, seen = set(case.findings), set(detector.find(case.text))
        counts.there.update(each.kind for each in expected)
        counts.found.update(each.kind for each in seen)
        counts.right.update(each.kind for each in expected & seen)
        for said, places in (("missed ", expected - seen), ("claimed", seen - expected)):
            wrong += [f"{said} {kind:<14}{case.text[start:end]!r} in {case.text!r}" for kind, start, end in places]
    return counts


def steering(injections: Injections, half: Half, wrong: list[str]) -> tuple[Counts, Counts]:
    """Of attempts to steer, by kind; and by the place of the text, whether there is anything in it."""
    kinds, places = Counts.none(), Counts.none()
    for case in (*attempts(half), *harmless(half)):
        found = {each.kind for each in injections.find(case.text)}
        seen = {kind for kind in found if case.place != "input" or not ATTEMPTS[kind].users_may}
        for count, several in zip(kinds, (case.kinds, seen, case.kinds & seen), strict=True):
            count.update(several)
        for count, is_so in zip(places, (case.kinds, seen, case.kinds and seen), strict=True):
            count[case.place] += bool(is_so)
        if seen != case.kinds:
            wrong.append(
                f"{', '.join(sorted(case.kinds)) or 'nothing'} taken for {', '.join(sorted(seen))}: {case.text!r}"
            )
    return kinds, places


_PARCEL = "The parcel left on 5 March 2024 and takes 3 days; there is nothing more to do until it has arrived. "
TEXTS = {
    "prose": _PARCEL,
    "prose, one e-mail address in 1 KB": "Dear Ann, we have written to you at ann@example.com. " + _PARCEL * 9,
    "prose, one telephone number in 1 KB": "Dear Ann, please call us at +49 30 23125 001. " + _PARCEL * 9,
    "JSON, UUIDs and times only": '{"id": "9f86d081-884c-4d65-9a2f-eaa0c55ad015", "t": 1712345678901}, ',
    "JSON, ISO times": '{"id": 4711, "at": "2024-03-05T09:07:12.123456Z", "till": "2024-03-06 10:00:00"}, ',
    "access log": '203.0.113.7 - - [05/Mar/2024:09:07:12 +0100] "GET /a/17 HTTP/1.1" 200 5123 0.012\n',
    "CSV, IP addresses": "17,2024-03-05,10.20.30.41,192.168.17.4,ok\n",
    "CSV, e-mail addresses": "4,Ann,ann.miller@example.com,ok\n",
    "CSV, telephone numbers": "4,Ann,+49 30 23125001,(415) 555-0132,ok\n",
    "CSV, payment cards": "4,Ann,4111 1111 1111 1111,5500-0055-5555-5559,ok\n",
    "CSV, IBANs": "4,DE89 3704 0044 0532 0130 00,ok\n",
    "CSV, MAC addresses": "4,eth0,00:1a:2b:3c:4d:5e,ok\n",
    "CSV, five kinds": "4,ann@example.com,+49 30 23125001,4111 1111 1111 1111,192.0.2.17,00:1a:2b:3c:4d:5e\n",
    "numbers": "12345678 9876543210 1234567890123456 0.123456789 77 1 234 567 ",
    "code": "def total(rows: list[Row]) -> float:\n    return sum(row.price * row.count for row in rows if row.id)\n",
    "Chinese": "包裹已于三月五日发出，预计三天内送达。请查看订单页面了解更多信息，我们会尽快回复您。",
    "German": "Das Päckchen wurde am 5. März verschickt; für Rückfragen stehen wir jederzeit zur Verfügung. ",
}


def long(text: str) -> tuple[str, float]:
    """A text of 4 KB, and how many KB that is as bytes."""
    repeated = (text * (4096 // len(text) + 1))[:4096]
    return repeated, len(repeated.encode()) / 1024


def microseconds(find: Callable[[str], object], text: str) -> float:
    """For each KB; of many short runs, so that some fall where the machine has nothing else to do."""
    repeated, size = long(text)
    return min(timeit.repeat(lambda: find(repeated), number=5, repeat=100)) / 5 * 1e6 / size


def a_kb(detector: Detector, text: str) -> float:
    """How many findings there are."""
    repeated, size = long(text)
    return len(detector.find(repeated)) / size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["development", "frozen"], default="frozen")
    parser.add_argument("--wrong", action="store_true", help="print what was missed or claimed")
    given = parser.parse_args()
    wrong: list[str] = []
    detector, injections = Detector(), Injections()
    kinds, places = steering(injections, given.half, wrong)
    head = f"cases  precision  recall, {given.half} half"
    for title, counts in (
        ("private data", private(detector, given.half, wrong)),
        ("attempts to steer", kinds),
        ("texts with attempts, by place", places),
    ):
        print("\n".join([f"{title:<34}{head}", *counts.lines()]))
    print(f"{'microseconds a KB':<44}private  attempts  found a KB")
    for name, text in TEXTS.items():
        times = f"{microseconds(detector.find, text):9.1f}{microseconds(injections.find, text):10.1f}"
        print(f"  {name:<40}{times}{a_kb(detector, text):12.1f}")
    if given.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
