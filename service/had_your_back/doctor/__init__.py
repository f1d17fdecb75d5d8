"""Whether all is well where the service runs: what is found is a record, and rules say what to do about it."""
