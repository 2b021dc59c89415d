"""`python -m tests.interop`: real instrumentations send to a running otelevals, which must see what was said."""

import argparse
import shutil
import sys
import time
from pathlib import Path

from tests.interop import compare
from tests.interop.environments import CACHE, Failed, producers
from tests.interop.known import complaints, known
from tests.interop.page import HEADER, page, row
from tests.interop.run import play
from tests.interop.stub import stub

PAGE = Path(__file__).parents[2] / "docs" / "interop.md"


def main() -> int:
    options = _options()
    chosen = [each for each in producers() if each.name in options.producers or not options.producers]
    reasons = known()
    results = []
    failed = False
    print(HEADER)
    with stub() as address:
        for producer in chosen:
            began = time.monotonic()
            try:
                folder = CACHE / "captures" / producer.name
                shutil.rmtree(folder, ignore_errors=True)
                result = play(producer, producer.command(), compare.scenarios(), address, folder)
            except Failed as failure:
                print(f"{producer.name}: {failure}", flush=True)
                failed = True
                continue
            results.append(result)
            wrong = complaints(result.differences, reasons.get(producer.name, {}))
            failed = failed or bool(wrong)
            print(f"{row(result)} {time.monotonic() - began:.1f} s", *wrong, sep="\n    ", flush=True)
    if options.write and not failed:
        PAGE.write_text(page(results, reasons))
    return int(failed)


def _options() -> argparse.Namespace:
    names = [producer.name for producer in producers()]
    parser = argparse.ArgumentParser(prog="python -m tests.interop", description=__doc__)
    parser.add_argument("producers", nargs="*", metavar="PRODUCER", help=f"one of {', '.join(names)} (default: all)")
    parser.add_argument("--write", action="store_true", help=f"write the result to docs/{PAGE.name}")
    options = parser.parse_args()
    for name in options.producers:
        if name not in names:
            parser.error(f"no producer is called {name}")
    if options.write and options.producers:
        parser.error("--write takes all producers")
    return options


if __name__ == "__main__":
    sys.exit(main())
