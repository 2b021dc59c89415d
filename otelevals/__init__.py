"""otelevals: an OpenTelemetry-Collector-style pipeline that scores LLM applications in production."""

__version__ = "0.1.0"
