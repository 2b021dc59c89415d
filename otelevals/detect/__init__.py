"""Finds private data and secrets in texts: for scorers that say so, and for the processor that keeps them back."""
