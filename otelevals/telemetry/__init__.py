"""What the service says of itself: logs, the metrics page, the figures of its process."""
