"""Built-in processors, one to a file. Imported as otelevals.processors only."""

if __name__ != "otelevals.processors":
    raise ImportError("import otelevals.processors: the top-level folder is the same code under a second name")
