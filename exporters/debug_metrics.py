"""Detailed verbosity for metrics: every data point with its buckets, quantiles and exemplars."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from opentelemetry.proto.metrics.v1.metrics_pb2 import AggregationTemporality

from otelevals.exporters.debug_normal import enum_name
from otelevals.exporters.debug_values import attribute_lines, timestamp


def metric_lines(metric: Any) -> Iterator[str]:
    """Lines for one metric."""
    kind = metric.WhichOneof("data")
    name, points, point_lines = _KINDS[kind]
    yield "Descriptor:"
    yield f"     -> Name: {metric.name}"
    yield f"     -> Description: {metric.description}".rstrip()
    yield f"     -> Unit: {metric.unit}".rstrip()
    yield f"     -> DataType: {name}"
    if kind is None:
        return
    data = getattr(metric, kind)
    if kind == "sum":
        yield f"     -> IsMonotonic: {str(data.is_monotonic).lower()}"
    if kind not in ("gauge", "summary"):
        temporality = enum_name(AggregationTemporality, data.aggregation_temporality, "AGGREGATION_TEMPORALITY_")
        yield f"     -> AggregationTemporality: {temporality}"
    for number, point in enumerate(data.data_points):
        yield f"{points} #{number}"
        yield from attribute_lines("Data point attributes", point.attributes)
        yield f"StartTimestamp: {timestamp(point.start_time_unix_nano)}"
        yield f"Timestamp: {timestamp(point.time_unix_nano)}"
        yield from point_lines(point)
        if kind != "summary":
            yield from _exemplars(point)


def _number(point: Any) -> Iterator[str]:
    yield f"Value: {_value(point)}"


def _histogram(point: Any) -> Iterator[str]:
    yield from _totals(point)
    for number, bound in enumerate(point.explicit_bounds):
        yield f"ExplicitBounds #{number}: {bound:f}"
    for number, count in enumerate(point.bucket_counts):
        yield f"Buckets #{number}, Count: {count}"


def _exponential(point: Any) -> Iterator[str]:
    yield from _totals(point)
    negative, positive = point.negative, point.positive
    for place in reversed(range(len(negative.bucket_counts))):
        low, high = (_bound(point.scale, negative.offset + place + step) for step in (0, 1))
        yield f"Bucket [{-high:f}, {-low:f}), Count: {negative.bucket_counts[place]}"
    if point.zero_count:
        yield f"Bucket [0, 0], Count: {point.zero_count}"
    for place, count in enumerate(positive.bucket_counts):
        low, high = (_bound(point.scale, positive.offset + place + step) for step in (0, 1))
        yield f"Bucket ({low:f}, {high:f}], Count: {count}"


def _bound(scale: int, index: int) -> float:
    """base**index with base = 2**(2**-scale); infinite where a double cannot hold it."""
    try:
        return math.pow(2.0, math.ldexp(index, -scale))
    except OverflowError:
        return math.inf if index > 0 else 0.0


def _summary(point: Any) -> Iterator[str]:
    yield f"Count: {point.count}"
    yield f"Sum: {point.sum:f}"
    for number, value in enumerate(point.quantile_values):
        yield f"QuantileValue #{number}: Quantile {value.quantile:f}, Value {value.value:f}"


def _totals(point: Any) -> Iterator[str]:
    yield f"Count: {point.count}"
    for name in ("sum", "min", "max"):
        if point.HasField(name):
            yield f"{name.capitalize()}: {getattr(point, name):f}"


def _exemplars(point: Any) -> Iterator[str]:
    for number, exemplar in enumerate(point.exemplars):
        if number == 0:
            yield "Exemplars:"
        yield f"Exemplar #{number}"
        yield f"     -> Trace ID: {exemplar.trace_id.hex()}".rstrip()
        yield f"     -> Span ID: {exemplar.span_id.hex()}".rstrip()
        yield f"     -> Timestamp: {timestamp(exemplar.time_unix_nano)}"
        yield f"     -> Value: {_value(exemplar)}"
        yield from attribute_lines("-> FilteredAttributes", exemplar.filtered_attributes, "     ")


def _value(point: Any) -> str:
    kind = point.WhichOneof("value")
    return f"{point.as_double:f}" if kind == "as_double" else str(point.as_int) if kind else "none"


# by the name of the field that holds the data: its type, what its points are called, and how one is written
_KINDS: dict[str | None, tuple[str, str, Callable[[Any], Iterator[str]]]] = {
    None: ("Empty", "", _number),
    "gauge": ("Gauge", "NumberDataPoints", _number),
    "sum": ("Sum", "NumberDataPoints", _number),
    "histogram": ("Histogram", "HistogramDataPoints", _histogram),
    "exponential_histogram": ("ExponentialHistogram", "ExponentialHistogramDataPoints", _exponential),
    "summary": ("Summary", "SummaryDataPoints", _summary),
}
