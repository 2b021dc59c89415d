"""Takes private data out of telemetry: decides by key and by value what goes, and what stands in its place."""
