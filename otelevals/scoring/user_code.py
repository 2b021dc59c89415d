"""Loads Python of the user's own: a file, or a module that is installed."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType


class CannotLoad(ValueError):
    """The message says what the code raised."""


def load_file(file: Path, written: str, use: str) -> ModuleType:
    """The module in a file, read anew: a reload of the configuration takes up what was edited. `written` is what the
    user calls it; what it is loaded for is in its name, so that one file may be of several uses."""
    name = f"otelevals_{use}_{file.stem}_{sha256(str(file.absolute()).encode()).hexdigest()[:8]}"
    loader = _Uncached(name, str(file))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)  # where dataclasses and pickle look it up
    with _executing(written):
        loader.exec_module(module)
    return module


def load_installed(name: str) -> ModuleType:
    with _executing(name):
        return importlib.import_module(name)


class _Uncached(SourceFileLoader):
    """Compiles what is in the file now: cached bytecode may be of an edit within the same second."""

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


@contextmanager
def _executing(written: str) -> Iterator[None]:
    """Whatever the code raises is a mistake of its own, and SystemExit is no way out."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise CannotLoad(f"{written} cannot be loaded: {type(error).__name__}: {error}") from error
