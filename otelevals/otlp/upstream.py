"""With which probability a span came through the samplers in front, as its tracestate says."""

from otelevals.otlp.sampling import decode_threshold, probability_of, trace_id_randomness
from otelevals.otlp.tracestate import BadTraceState, parse_tracestate

_THRESHOLD = "th:"


def upstream_probability(trace_id: bytes, tracestate: str) -> float:
    """1 where none is said: without a threshold, in a tracestate that does not follow its grammar, and where the
    span's randomness is below the threshold, which would have dropped it."""
    if _THRESHOLD not in tracestate:
        return 1.0
    try:
        state = parse_tracestate(tracestate)
    except BadTraceState:
        return 1.0
    if not state.threshold:
        return 1.0
    threshold = decode_threshold(state.threshold)
    randomness = int(state.randomness, 16) if state.randomness else trace_id_randomness(trace_id)
    return probability_of(threshold) if threshold <= randomness else 1.0
