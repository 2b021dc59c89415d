"""The exit codes of every command."""

OK = 0
FAILED = 1
"""The configuration was right, but the work failed."""
USAGE = 2
"""The command line was wrong."""
INVALID_CONFIGURATION = 3
"""A source cannot be read, or what it says is wrong."""
