"""Lets a fuzzer look for new paths through every parser in turn: python -m tests.fuzz.coverage --seconds 60

What it has learned stays in .fuzz/<target>, and what broke a parser in .fuzz/<target>.crashes; `--target` runs one.
"""

import argparse
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".fuzz"
_HEADER = b"""{"id":1,"at":2,"signal":"traces","receiver":"otlp","metadata":[],"targets":{"traces":["a"]},
"items":1,"after":""}"""
SEEDS: dict[str, tuple[bytes, ...]] = {
    "json": (b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","attributes":[]}]}]}]}',),
    "http": (b"\x20POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", b"\x20GET / HTTP/1.0\r\n\r\n"),
    "tracestate": (b"ot=rv:00000000000001;th:8,a=b",),
    "conditions": (b'span.attributes["a"] == 1 and not IsMatch(span.name, "^a")', b"Len([1, {}]) > 2.5"),
    "configuration": (b"a: &a [1, ${env:A:-x}]\nb: {<<: {c: *a}}\n",),
    "interactions": (
        b'[{"role":"user","content":[{"type":"tool_use","input":{"a":[1]}}]}]',
        b'{"choices":[{"message":{}}]}',
    ),
    "messages": (b'[{"role":"user","parts":[{"type":"text","content":"a"}]}]',),
    "journal": (
        len(_HEADER).to_bytes(4, "little") + _HEADER,
        b'[[1,"traces","a"]]',
    ),
}


def fuzz(name: str, seconds: int) -> None:
    """Does not return: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["otelevals"]):
        from tests.fuzz.targets import TARGETS
    corpus, crashes = FOLDER / name, FOLDER / f"{name}.crashes"
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS.get(name, ())):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = (f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={crashes}/")
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", str(corpus)], TARGETS[name])
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=int, default=60, help="for each parser")
    parser.add_argument("--target")
    options = parser.parse_args()
    if options.target is not None:
        fuzz(options.target, options.seconds)
    from tests.fuzz.targets import TARGETS

    broken = []
    for name in TARGETS:
        command = [sys.executable, "-m", "tests.fuzz.coverage", "--target", name, "--seconds", str(options.seconds)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        units = [line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        print(
            f"{name:14} {units[0] if units else '?':>9} inputs  {'ok' if done.returncode == 0 else 'BROKEN'}",
            flush=True,
        )
        if done.returncode != 0:
            broken.append(name)
            print(done.stdout[-2000:], done.stderr[-2000:], sep="\n")
    if broken:
        print(f"what broke them is in {FOLDER}/<target>.crashes")
    return len(broken) > 0


if __name__ == "__main__":
    sys.exit(main())
