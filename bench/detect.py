"""How well private data is found in the labelled corpus, by kind, and microseconds a KB: `python -m bench.detect`."""

import argparse
import timeit
from collections import Counter

from otelevals.detect.engine import Detector
from otelevals.detect.kinds import KINDS
from tests.detect.corpus.corpus import Half, corpus


def counts(detector: Detector, half: Half, wrong: list[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By kind: what is there, what was found, and what was found in its exact place."""
    there, found, right = Counter[str](), Counter[str](), Counter[str]()
    for case in corpus(half):
        expected, seen = set(case.findings), set(detector.find(case.text))
        there.update(each.kind for each in expected)
        found.update(each.kind for each in seen)
        right.update(each.kind for each in expected & seen)
        wrong += [
            f"missed  {each.kind:<14}{case.text[each.start : each.end]!r} in {case.text!r}" for each in expected - seen
        ]
        wrong += [
            f"claimed {each.kind:<14}{case.text[each.start : each.end]!r} in {case.text!r}" for each in seen - expected
        ]
    return there, found, right


_PARCEL = "The parcel left on 5 March 2024 and takes 3 days; there is nothing more to do until it has arrived. "
TEXTS = {
    "prose": _PARCEL,
    "prose, one e-mail address in 1 KB": "Dear Ann, we have written to you at ann@example.com. " + _PARCEL * 9,
    "prose, one telephone number in 1 KB": "Dear Ann, please call us at +49 30 23125 001. " + _PARCEL * 9,
    "JSON, UUIDs and times only": '{"id": "9f86d081-884c-4d65-9a2f-eaa0c55ad015", "t": 1712345678901}, ',
    "code": "def total(rows: list[Row]) -> float:\n    return sum(row.price * row.count for row in rows if row.id)\n",
    "Chinese": "包裹已于三月五日发出，预计三天内送达。请查看订单页面了解更多信息，我们会尽快回复您。",
    "German": "Das Päckchen wurde am 5. März verschickt; für Rückfragen stehen wir jederzeit zur Verfügung. ",
}


def microseconds(detector: Detector, text: str) -> float:
    """For each KB of a text of 4 KB."""
    long = (text * (4096 // len(text) + 1))[:4096]
    size = len(long.encode()) / 1024
    return min(timeit.repeat(lambda: detector.find(long), number=200, repeat=5)) / 200 * 1e6 / size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["development", "frozen"], default="frozen")
    parser.add_argument("--wrong", action="store_true", help="print what was missed or claimed")
    given = parser.parse_args()
    wrong: list[str] = []
    there, found, right = counts(Detector(), given.half, wrong)
    print(f"{given.half} half of the corpus{'':<8}cases  precision  recall")
    for kind in KINDS:
        precision, recall = right[kind] / max(found[kind], 1), right[kind] / max(there[kind], 1)
        print(f"  {kind:<30}{there[kind]:7}{precision:11.3f}{recall:8.3f}")
    print("microseconds a KB")
    for name, text in TEXTS.items():
        print(f"  {name:<40}{microseconds(Detector(), text):6.1f}")
    if given.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
