"""Evaluator processes: scorers that are called elsewhere, where they can be killed."""
