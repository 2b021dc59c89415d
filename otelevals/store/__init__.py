"""The database of what outlives a process. Its first part is the ledger: every evaluation, and sums of them."""
