"""What goes before a journal must be there, must answer at once, and counts as used."""

from typing import Any

import pytest

from otelevals.api.component import ComponentId
from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, Loaded, load
from otelevals.config.before_journal import before_journal


def loaded(**receiver: Any) -> Loaded:
    options = {
        "receivers": {"otlp": {"protocols": {"grpc": {}}, **receiver}},
        "processors": {"redaction/early": {}, "batch": {}},
        "exporters": {"debug": {}},
        "service": {"pipelines": {"traces": {"receivers": ["otlp"], "exporters": ["debug"]}}},
    }
    return load(["env:c"], [], Registry(), {"c": repr(options)})


JOURNAL = {"directory": "journal"}


def test_it_is_used() -> None:
    found = loaded(journal=JOURNAL, redact_before_journal="redaction/early")
    spec = found.sections["receivers"][ComponentId("otlp")]
    assert before_journal(spec) == ComponentId("redaction", "early")
    assert [warning for warning in found.warnings if "redaction" in warning] == []
    assert before_journal(found.sections["exporters"][ComponentId("debug")]) is None


@pytest.mark.parametrize(
    ("receiver", "message"),
    [
        (
            {"journal": JOURNAL, "redact_before_journal": "redaction"},
            'references processor "redaction" which is not configured (valid: batch, redaction/early',
        ),
        (
            {"journal": JOURNAL, "redact_before_journal": "batch"},
            "holds data: only a processor that answers at once can be there",
        ),
        ({"redact_before_journal": "redaction/early"}, "there is no journal: configure `journal`"),
    ],
)
def test_refused(receiver: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidConfiguration) as error:
        loaded(**receiver)
    (problem,) = str(error.value).splitlines()
    assert "receivers::otlp::redact_before_journal" in problem
    assert message in problem
