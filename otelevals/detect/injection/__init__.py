"""Finds attempts to steer a model in texts that it is given: what says to it what to do where nobody should."""
