"""What waits for an exporter, as metrics: in all its queues, as there are two while a reload replaces it."""

from otelevals.api.gauges import SharedGauges
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import Signal
from otelevals.pipeline.queue import ExportQueue


def queue_gauges(telemetry: Telemetry, exporter: str, signal: Signal, queue: ExportQueue) -> SharedGauges[ExportQueue]:
    return SharedGauges(
        telemetry,
        {"exporter": exporter, "data_type": signal.value},
        {
            "otelcol_exporter_queue_size": (
                "What waits in the queue, in units of its sizer.",
                lambda queues: sum(each.size for each in queues),
            ),
            "otelcol_exporter_queue_capacity": (
                "The capacity of the queue.",
                lambda queues: sum(each.capacity for each in queues),
            ),
            "otelcol_exporter_in_flight_requests": (
                "Requests under way.",
                lambda queues: sum(each.in_flight for each in queues),
            ),
        },
        queue,
    )
