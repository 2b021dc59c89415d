"""How every test runs: without time limits on examples, without log lines, and with what is slow once done before."""

import os
from typing import Any, NoReturn

import pytest
import structlog
from hypothesis import settings
from hypothesis import strategies as st

# A busy machine must not fail a test, so that no deadline is set; a failure prints what reproduces it.
settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile("ci", settings.get_profile("default"), max_examples=50)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session", autouse=True)
def characters() -> None:
    """Hypothesis computes its table of characters once in a checkout, which is too slow inside a test."""
    st.text().validate()


def _drop(logger: Any, level: str, event: structlog.typing.EventDict) -> NoReturn:
    raise structlog.DropEvent


_NOTHING: list[structlog.typing.Processor] = [_drop]


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Log lines go nowhere unless a test captures them; loggers made earlier keep the same list of processors."""
    structlog.reset_defaults()
    structlog.configure(processors=_NOTHING, cache_logger_on_first_use=False)
