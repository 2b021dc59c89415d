"""Is something in the text that must not leave: private data, secrets."""
