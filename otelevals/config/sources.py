"""Reads the sources that the command line names: files, `env:NAME`, `yaml:...` and `--set`."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from otelevals.config.files import NotRead, read_text
from otelevals.config.merge import merge, unfold
from otelevals.config.nodes import Map, Node, Scalar
from otelevals.config.problem import SEPARATOR, InvalidConfiguration, Location, Problem
from otelevals.config.reader import MAX_DEPTH, Budget, Source, Unreadable, parse

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(.*)", re.DOTALL)


class Sources:
    """One tree from several sources, and the files that it came from."""

    def __init__(self, environ: Mapping[str, str], budget: Budget, problems: list[Problem]) -> None:
        self._environ = environ
        self._budget = budget
        self._problems = problems
        self.files: list[Path] = []

    def read(self, sources: Sequence[str], sets: Sequence[str]) -> Map:
        """Everything merged, later sources over earlier ones. InvalidConfiguration when one of them cannot be read."""
        readers = [(self._read_source, source) for source in sources] + [(self._read_set, setting) for setting in sets]
        trees, unreadable = [], []
        for reader, text in readers:
            try:
                trees.append(reader(text))
            except Unreadable as error:
                unreadable.append(error.problem)
        if unreadable:
            raise InvalidConfiguration([*self._problems, *unreadable])
        if not trees:
            raise InvalidConfiguration([Problem(Location("--config"), "", "", "at least one source is needed")])
        result: Node = trees[0]
        for tree in trees[1:]:
            result = merge(result, tree)
        assert isinstance(result, Map)
        if not result.entries and not self._problems:
            raise InvalidConfiguration([Problem(result.where, "", "", "empty configuration")])
        return result

    def _read_source(self, source: str) -> Map:
        match = _SCHEME.fullmatch(source)
        scheme, rest = (match[1], match[2]) if match else ("file", source)
        if scheme == "file":
            return self._read_file(Path(rest))
        if scheme == "yaml":
            return unfold(self._tree(rest, Location("<yaml>")))
        if scheme == "env":
            where = Location(source)
            if rest not in self._environ:
                raise Unreadable(Problem(where, "", "", f"the environment variable {rest} is not set"))
            return self._tree(self._environ[rest], where)
        raise Unreadable(Problem(Location(source), "", "", f"there is no source {scheme} (valid: file, env, yaml)"))

    def _read_file(self, path: Path) -> Map:
        try:
            text = read_text(path)
        except NotRead as error:
            raise Unreadable(Problem(Location(str(path)), "", "", str(error))) from None
        self.files.append(path)
        return self._tree(text, Location(str(path), folder=path.parent))

    def _read_set(self, setting: str) -> Map:
        name, equal, value = setting.partition("=")
        where = Location(f"--set {name.strip()}")
        if not equal:
            raise Unreadable(Problem(where, "", "", "missing equal sign"))
        path = [part.strip() for part in name.split(SEPARATOR if SEPARATOR in name else ".")]
        if not all(path):
            raise Unreadable(Problem(where, "", "", "a part of the name is empty"))
        if len(path) > MAX_DEPTH:
            raise Unreadable(Problem(where, "", "", f"nested more than {MAX_DEPTH} levels deep"))
        node = parse(value, Source(where, fixed=True), self._budget, self._problems, len(path))
        tree = Map({}, where)
        inner = tree
        for key in path[:-1]:
            inner.keys[key] = where
            inner.entries[key] = inner = Map({}, where)
        inner.keys[path[-1]] = where
        inner.entries[path[-1]] = node if node is not None else Scalar(None, where, "")
        return tree

    def _tree(self, text: str, where: Location) -> Map:
        node = parse(text, Source(where), self._budget, self._problems)
        if node is None:
            return Map({}, where)
        if not isinstance(node, Map):
            raise Unreadable(Problem(node.where, "", "", "expected sections such as receivers, exporters and service"))
        return node
