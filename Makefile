# make demo   see GenAI traffic go through a collector and come out with scores
# make test   everything that must hold: format, lint, types, import rules, tests, examples of the docs
# make bench  what forwarding costs (about two minutes)
# make fuzz   200,000 hostile requests against a receiver (some minutes)
# make fuzz-coverage   a fuzzer that looks for new paths through every parser, a minute each (FUZZ_SECONDS=60)
# make test-crash  60 rounds of load, faults and kills, in which nothing may be lost, and 30 with a judge, in which nothing is paid twice (some minutes)
# make test-traces  a million spans and log records of traces, late, twice, cut off and crowded, each evaluated once (some minutes)
# make test-stats  simulated traffic, on which intervals, samples and alerts must do what they promise (some minutes; ARGS=--short for seconds)
# make test-overload  10 minutes of ten times what the backend takes, with a limit of memory (MINUTES=10)
# make test-interop  real instrumentations send to a running otelevals (some minutes; ARGS=openlit for one, ARGS=--write for the page)
# make test-llm    a small model on this machine judges (some minutes; downloads 300 MB)
# make test-soak   20 minutes of load, under which nothing may grow

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test check docs bench fuzz fuzz-coverage test-crash test-traces test-stats test-overload test-llm test-soak clean

demo: $(VENV)/.installed
	$(BIN)/python -m demo

test: check
	$(BIN)/python -m pytest -q -n auto --dist loadgroup $(ARGS)

check: $(VENV)/.developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(VENV)/.developing
	$(BIN)/python -m docs.generate

bench: $(VENV)/.developing
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m bench.forward

fuzz: $(VENV)/.developing
	$(BIN)/python -m tests.fuzz.receiver --cases 200000

test-crash: $(VENV)/.developing
	$(BIN)/python -m tests.crash $(ARGS)

test-traces: $(VENV)/.developing
	$(BIN)/python -m tests.trace_simulation $(ARGS)

test-stats: $(VENV)/.developing
	$(BIN)/python -m tests.stats_simulation $(ARGS)

test-overload: $(VENV)/.developing
	$(BIN)/python -m tests.overload --minutes $(or $(MINUTES),10)

test-interop: $(VENV)/.developing
	$(BIN)/python -m pip install --quiet --group interop
	$(BIN)/python -m tests.interop $(ARGS)

test-llm: $(VENV)/.developing
	$(BIN)/python -m pip install --quiet --group llm
	$(BIN)/python -m pytest -q tests/llm/local_model.py $(ARGS)

test-soak: $(VENV)/.developing
	$(BIN)/python -m tests.soak

fuzz-coverage: $(VENV)/.developing
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz.coverage --seconds $(or $(FUZZ_SECONDS),60)

clean:
	rm -rf $(VENV) .interop .servers .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.made:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.developing: $(VENV)/.installed pyproject.toml
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@
