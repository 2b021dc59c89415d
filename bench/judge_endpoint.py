"""A model that judges ask, as fast or as broken as it is told: `judge_endpoint.py KIND`.

Prints the URL of a FakeJudge. When its input ends it prints as JSON how many requests came, and how many at once.
"""

import json
import sys

from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error, hang

KINDS = ("fast", "slow", "failing", "hanging")
_SLOW, _FAST = 5.0, 0.2


def main() -> None:
    (kind,) = sys.argv[1:]
    with FakeJudge(delay={"fast": _FAST, "slow": _SLOW}.get(kind, 0.0)) as judge:
        if kind == "failing":
            judge.does(error(500))
        if kind == "hanging":
            judge.does(hang())
        print(judge.url, flush=True)
        sys.stdin.read()
        print(json.dumps({"requests": len(judge.requests), "at_once": judge.most_at_once}))


if __name__ == "__main__":
    main()
