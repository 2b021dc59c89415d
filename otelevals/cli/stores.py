"""What the commands that read a store share."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION
from otelevals.cli.options import add_config_options, load_config

if TYPE_CHECKING:
    from otelevals.config.loader import Loaded
    from otelevals.store.alerts import AlertStore
    from otelevals.store.store import Store

S = TypeVar("S", "Store", "AlertStore")
T = TypeVar("T")


class CannotRead(Exception):
    """The message says why, `code` is the exit code."""

    def __init__(self, why: Exception | str, code: int) -> None:
        super().__init__(str(why))
        self.code = code


def add_store_options(parser: argparse.ArgumentParser) -> None:
    add_config_options(parser)
    parser.add_argument("--store", metavar="URL", help="the store to read, sqlite:///PATH, without a configuration")


def read_store(args: argparse.Namespace, read: Callable[["Store"], T]) -> T:
    """What is in the store that the options name; CannotRead when it cannot be read."""
    return _read(_place(args), read)


def read_store_of(loaded: "Loaded", read: Callable[["Store"], T]) -> T:
    """The same of the store of a configuration."""
    return _read((loaded.service.store.url, loaded.base_dir), read)


def use_alert_store(args: argparse.Namespace, use: Callable[["AlertStore"], T]) -> T:
    """What alerts keep in the store that the options name; CannotRead when that cannot be opened."""
    from otelevals.store.alerts import AlertStore

    return _use(_place(args), lambda path: AlertStore(path, create=False), use)


def _read(place: tuple[str, Path], read: Callable[["Store"], T]) -> T:
    from otelevals.store.store import Store

    return _use(place, lambda path: Store(path, create=False), read)


def _use(place: tuple[str, Path], opened: Callable[[Path], S], use: Callable[[S], T]) -> T:
    from otelevals.store.errors import CannotOpen, Unavailable
    from otelevals.store.sqlite import path_of

    try:
        store = opened(path_of(*place))
        try:
            return use(store)
        finally:
            store.close()
    except (CannotOpen, Unavailable) as error:
        raise CannotRead(error, FAILED) from error


def _place(args: argparse.Namespace) -> tuple[str, Path]:
    """The URL of the store, and the folder that it is relative to."""
    return (args.store, Path()) if args.store is not None else _configured(args)


def _configured(args: argparse.Namespace) -> tuple[str, Path]:
    from otelevals.config.problem import InvalidConfiguration  # with all that reads configurations

    try:
        loaded = load_config(args)
    except InvalidConfiguration as error:
        raise CannotRead(error, INVALID_CONFIGURATION) from error
    return loaded.service.store.url, loaded.base_dir
