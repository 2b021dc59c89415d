"""What traces are known by: the trace id, with the metadata that it came with if any. With other metadata it is another
trace."""

from otelevals.api.batch import Metadata

TraceKey = bytes | tuple[Metadata, bytes]


def trace_key(metadata: Metadata, trace_id: bytes) -> TraceKey:
    return (metadata, trace_id) if metadata else trace_id


def metadata_of(key: TraceKey) -> Metadata:
    return key[0] if isinstance(key, tuple) else ()
