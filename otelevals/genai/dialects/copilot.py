"""GitHub Copilot: the conventions, and who it worked for as an opaque identity."""

from otelevals.genai.fields import Dialect
from otelevals.genai.places import attributes
from otelevals.genai.values import identifier

DIALECT = Dialect(
    name="Copilot",
    markers=("github.copilot.",),
    fields={"user": attributes(("enduser.id", "enduser.pseudo.id"), identifier)},
)
