"""What each producer runs in: a virtual environment or a node folder of its own, made once for what is pinned."""

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".interop"
SCRIPTS = HERE / "producers"


class Failed(Exception):
    """A producer cannot be installed or does not play along."""


class Producer(NamedTuple):
    """A row of producers.toml."""

    name: str
    title: str
    script: str
    shows: str
    kinds: frozenset[str]
    packages: tuple[str, ...]
    environment: dict[str, str]
    exclude_newer: str

    @property
    def is_node(self) -> bool:
        return self.script.endswith(".mjs")

    @property
    def version(self) -> str:
        """The pinned version of the package that gives the producer its name."""
        separator = "@" if self.is_node else "=="
        pins = dict(package.rsplit(separator, 1) for package in self.packages)
        return next(version for name, version in pins.items() if name.partition("[")[0] == self.shows)

    @property
    def folder(self) -> Path:
        pins = json.dumps([self.exclude_newer, self.is_node, *self.packages])
        return CACHE / "environments" / f"{self.shows}-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"

    def command(self) -> list[str]:
        """Runs the script in its environment, which is made first when it is missing."""
        made = self.folder / "made"
        if not made.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self._install_node() if self.is_node else self._install_python()
            made.touch()
        if not self.is_node:
            return [str(self.folder / "bin" / "python"), str(SCRIPTS / self.script)]
        # node looks for packages beside the file, so that the script has to be in the folder
        for script in SCRIPTS.glob("*.mjs"):
            shutil.copy(script, self.folder)
        return ["node", str(self.folder / self.script)]

    def _install_python(self) -> None:
        uv = [sys.executable, "-m", "uv"]
        _run([*uv, "venv", "--quiet", "--allow-existing", str(self.folder)])
        python = str(self.folder / "bin" / "python")
        newest = ["--exclude-newer", self.exclude_newer]
        _run([*uv, "pip", "install", "--quiet", "--python", python, *newest, *self.packages])

    def _install_node(self) -> None:
        (self.folder / "package.json").write_text(json.dumps({"private": True, "type": "module"}))
        newest = f"--before={self.exclude_newer}"
        _run(["npm", "install", "--silent", "--no-audit", "--no-fund", newest, *self.packages], cwd=self.folder)


def producers() -> list[Producer]:
    table = tomllib.loads((HERE / "producers.toml").read_text())
    newest = table.pop("exclude_newer")
    return [_producer(name, row, newest) for name, row in table.items()]


def _producer(name: str, row: dict[str, Any], newest: str) -> Producer:
    kinds = frozenset(row["kinds"])
    environment = row.get("environment", {})
    return Producer(name, row["title"], row["script"], row["shows"], kinds, tuple(row["packages"]), environment, newest)


def _run(command: list[str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
