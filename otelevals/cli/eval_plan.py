"""What an offline run is to do, from its options: what is wrong with them is found before anything is scored."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from otelevals.api.component import DEFAULT_STORE, ComponentId
from otelevals.api.registry import Registry
from otelevals.cli.eval_input import Recording, open_input
from otelevals.config.loader import Loaded, load
from otelevals.config.service import LogsConfig
from otelevals.offline.chosen import TYPE, CannotChoose, Chosen, choose
from otelevals.offline.dataset import Dataset
from otelevals.offline.gates import Gate, parse_gate, unknown
from otelevals.offline.task import BadTask, load_task
from otelevals.store.sqlite import path_of
from otelevals.store.store import Store
from otelevals.telemetry.logs import configure_logs

_PATIENCE = 60.0
"""Seconds for others that write to the store."""


class WrongUse(Exception):
    """The options cannot be meant so."""


class Plan(NamedTuple):
    args: argparse.Namespace
    chosen: Sequence[Chosen]
    base_dir: Path
    store: Path
    gates: Sequence[Gate]
    input: Dataset | Recording
    task: Callable[[Any], Any] | None

    @property
    def scorers(self) -> set[str]:
        return {name for each in self.chosen for name in each.names}

    def open_store(self) -> Store:
        """WrongUse when it has the run already, or has not the one to compare with."""
        store = Store(self.store, patience=_PATIENCE)
        try:
            runs = store.runs() if self.args.run or self.args.against else []
            if self.args.run and self.args.run in runs:
                raise WrongUse(f"there is a run {self.args.run} already: choose another name")
            if self.args.against and self.args.against not in runs:
                raise WrongUse(f"there is no run {self.args.against} in {self.store}")
        except BaseException:
            store.close()
            raise
        return store


def plan(args: argparse.Namespace) -> Plan:
    """WrongUse, InvalidConfiguration or BadDataset when something is wrong."""
    if not args.files:
        raise WrongUse("the following arguments are required: FILE")
    if args.limit is not None:
        raise WrongUse("--limit is for --pending")
    if args.judge is not None:
        raise WrongUse("--judge is for --rubric-tests")
    try:
        gates = [parse_gate(text) for text in args.fail_under]
        processors, base_dir, url = _built_in(args) if args.scorer else configured(args)
        chosen = choose(processors, args.processor)
    except (CannotChoose, ValueError) as error:
        raise WrongUse(str(error)) from error
    if wrong := unknown(gates, {name for each in chosen for name in each.names}):
        raise WrongUse(f"--fail-under: {wrong[0]}")
    store = path_of(url, base_dir) if args.store is None else path_of(args.store, Path())
    task = None if args.task is None else _task(args.task)
    found = open_input(args.files)
    if task is not None and isinstance(found, Recording):
        raise WrongUse("--task answers the rows of a dataset; these are recordings")
    return Plan(args, chosen, base_dir, store, gates, found, task)


Processors = dict[ComponentId, tuple[type[Any], Any]]


def loaded(args: argparse.Namespace) -> Loaded:
    found = load(args.config, args.set, Registry(), os.environ)
    configure_logs(found.service.telemetry.logs)
    return found


def configured(args: argparse.Namespace) -> tuple[Processors, Path, str]:
    found = loaded(args)
    processors = {id_: (spec.cls, spec.config) for id_, spec in found.sections["processors"].items()}
    return processors, found.base_dir, found.service.store.url


def _built_in(args: argparse.Namespace) -> tuple[Processors, Path, str]:
    configure_logs(LogsConfig())
    cls = Registry().find("processors", TYPE)
    try:
        config = cls.Config.model_validate({"scorers": dict.fromkeys(args.scorer)})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise WrongUse(f"--scorer {where}: {first['msg'].removeprefix('Value error, ')}") from error
    return {ComponentId(TYPE): (cls, config)}, Path(), DEFAULT_STORE


def _task(place: str) -> Callable[[Any], Any]:
    try:
        return load_task(place)
    except BadTask as error:
        raise WrongUse(f"--task: {error}") from error
