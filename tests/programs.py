"""Servers of others that tests run for real: installed, or unpacked by `.ci/servers`."""

import os
import shutil
from pathlib import Path

UNPACKED = Path(__file__).parents[1] / ".servers/usr/bin"


def program(*names: str) -> str | None:
    """The first of these that is there."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), str(UNPACKED)))
    return next((found for name in names if (found := shutil.which(name, path=path))), None)
