"""Which test sets of rubrics are to be judged, and by whom: what is wrong is found before anybody is asked."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from otelevals.cli.eval_plan import WrongUse, loaded
from otelevals.config.loader import Loaded
from otelevals.judges.rubric import Rubric, built_in
from otelevals.judges.rubric_tests import dataset, dataset_beside, possible_labels
from otelevals.judges.scale import Share
from otelevals.judges.scorer import DEFAULT, JudgeScorer
from otelevals.offline.chosen import TYPE
from otelevals.offline.gates import Gate, parse_gate
from otelevals.offline.labelled import Labelled, read_labelled
from otelevals.scoring.configured import ConfiguredScorer, configure
from otelevals.scoring.names import choices
from otelevals.store.sqlite import path_of

_OF_THE_QUESTION = frozenset(
    {"scale", "threshold", "examples", "temperature", "max_output_tokens", "max_input_chars", "logprobs"}
)
"""Options of a scorer that decide what is asked, whoever is asked."""


class RubricTest(NamedTuple):
    name: str
    scorer: ConfiguredScorer
    rubric: Rubric
    rows: list[Labelled]

    @property
    def judge(self) -> JudgeScorer:
        assert isinstance(self.scorer.scorer, JudgeScorer)
        return self.scorer.scorer


class Plan(NamedTuple):
    tests: list[RubricTest]
    gates: list[Gate]
    base_dir: Path
    store: Path

    @property
    def cases(self) -> int:
        return sum(len(test.rows) for test in self.tests)


def plan(args: argparse.Namespace) -> Plan:
    """WrongUse, InvalidConfiguration, BadDataset or CannotOpen when something is wrong."""
    _check(args)
    try:
        gates = [parse_gate(text) for text in args.fail_under]
    except ValueError as error:
        raise WrongUse(str(error)) from error
    config = loaded(args)
    entries: dict[str, dict[str, Any]] = {}
    for written in args.files or built_in():
        for name, entry in _entries(written, config, args):
            if entries.setdefault(name, entry) != entry:
                raise WrongUse(f"two of them are called {name}: test one at a time")
    tests = {name: _test(name, entry, config) for name, entry in entries.items()}
    for gate in gates:
        if gate.name not in tests:
            raise WrongUse(f"--fail-under: {gate.name} is not tested{choices(gate.name, tests)}")
    url, folder = (config.service.store.url, config.base_dir) if args.store is None else (args.store, Path())
    return Plan([*tests.values()], gates, config.base_dir, path_of(url, folder))


def _check(args: argparse.Namespace) -> None:
    others = {
        "--pending": args.pending,
        "--limit": args.limit is not None,
        "--scorer": args.scorer,
        "--task": args.task,
        "--run": args.run,
        "--against": args.against,
    }
    for option, given in others.items():
        if given:
            raise WrongUse(f"--rubric-tests takes no {option}")


def _entries(written: str, config: Loaded, args: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """What would stand in a configuration: of a rubric of ours one scorer, of a file those that use it."""
    if written in built_in():
        yield written, {"judge": _judge(config, args.judge), "rubric": written}
        return
    path = Path(written)
    if path.suffix != ".md":
        raise WrongUse(f"there is no rubric {written[:100]!r}{choices(written, built_in())}; a file ends with .md")
    rubric = {"rubric": str(path.absolute())}
    using = _using(path, config, args.processor)
    for name, options in using.items():
        if args.judge is None:
            yield name, {**{key: options[key] for key in options if _is_of_judging(key)}, **rubric}
        else:
            asked = {key: options[key] for key in options if key in _OF_THE_QUESTION}
            yield name, {**asked, "judge": _judge(config, args.judge), **rubric}
    if not using:
        yield path.stem, {"judge": _judge(config, args.judge), **rubric}


def _is_of_judging(option: str) -> bool:
    return option in JudgeScorer.model_fields or option == "threshold"


def _judge(config: Loaded, wanted: str | None) -> str:
    name = wanted or DEFAULT
    if name in config.judges:
        return name
    if not config.judges:
        raise WrongUse("the configuration has no judges")
    if wanted is None:
        raise WrongUse(
            f"the configuration has no judge named {DEFAULT}: name one with --judge{choices('', config.judges)}"
        )
    raise WrongUse(f"there is no judge {name!r} in the section judges{choices(name, config.judges)}")


def _using(path: Path, config: Loaded, wanted: list[str]) -> dict[str, Mapping[str, Any]]:
    """How the scorers are written, by their names, that use the rubric in a file."""
    found: dict[str, ConfiguredScorer] = {}
    for id_, spec in config.sections["processors"].items():
        if spec.cls.type != TYPE or (wanted and str(id_) not in wanted):
            continue
        config_of_processor: Any = spec.config
        for name, scorer in config_of_processor.scorers.items():
            if not isinstance(scorer.scorer, JudgeScorer) or not _is_of(scorer.scorer, path, config.base_dir):
                continue
            if found.setdefault(name, scorer).version != scorer.version:
                raise WrongUse(f"several processors have a scorer {name}, each another one: choose with --processor")
    return {name: scorer.written for name, scorer in found.items() if isinstance(scorer.written, Mapping)}


def _is_of(scorer: JudgeScorer, path: Path, base_dir: Path) -> bool:
    """Whether its rubric is that file."""
    written = scorer.rubric.strip()
    return written.endswith(path.name) and "\n" not in written and (base_dir / written).resolve() == path.resolve()


def _test(name: str, entry: Mapping[str, Any], config: Loaded) -> RubricTest:
    try:
        scorer = configure(name, {**entry, "type": "judge", "on": "any"}, config.base_dir, config.judges)
    except ValidationError as error:
        raise WrongUse(f"{name}: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from error
    except ValueError as error:
        raise WrongUse(f"{name}: {error}") from error
    assert isinstance(scorer.scorer, JudgeScorer)
    rubric = scorer.scorer.by.adapted(threshold=scorer.options.threshold)
    if isinstance(rubric.scale, Share) and rubric.threshold is None:
        raise WrongUse(f"{name}: a share is compared by whether it passes: the rubric needs a threshold")
    where = dataset(entry["rubric"]) if entry["rubric"] in built_in() else dataset_beside(Path(entry["rubric"]))
    return RubricTest(name, scorer, rubric, read_labelled(where, possible_labels(rubric.scale)))
