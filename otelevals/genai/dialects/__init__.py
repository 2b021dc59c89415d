"""Every dialect that is understood, one module each: adding one is adding its table here."""

from otelevals.genai.dialects import openinference, otel, vercel
from otelevals.genai.fields import Dialect

DIALECTS: tuple[Dialect, ...] = (
    otel.DIALECT,
    openinference.DIALECT,
    vercel.DIALECT,
)
"""In order of precedence, for every field on its own."""
