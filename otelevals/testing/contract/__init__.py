"""What every component must do, as one call in a test of its author.

    def test_it_keeps_the_contract() -> None:
        check_processor(MyProcessor, {"option": 1})

Each check builds the component several times, runs it as the engine does, and raises AssertionError with a sentence
that says what it did wrong. Options are as in YAML, or a configuration that was read.
"""

from otelevals.testing.contract.exporters import Backend, check_exporter
from otelevals.testing.contract.extensions import check_extension
from otelevals.testing.contract.lifecycle import check_failed_start, check_lifecycle
from otelevals.testing.contract.processors import check_processor
from otelevals.testing.contract.receivers import Client, check_receiver

__all__ = [
    "Backend",
    "Client",
    "check_exporter",
    "check_extension",
    "check_failed_start",
    "check_lifecycle",
    "check_processor",
    "check_receiver",
]
