"""Built-in exporters, one to a file. Imported as otelevals.exporters only."""

if __name__ != "otelevals.exporters":
    raise ImportError("import otelevals.exporters: the top-level folder is the same code under a second name")
