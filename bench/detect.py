"""How well private data is found in the labelled corpus, by kind, and microseconds a KB: `python -m bench.detect`."""

import argparse
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
    if given.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
