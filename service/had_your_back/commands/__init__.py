"""The command line: one module for each group of commands."""

import gc

# Before anything is imported. What is built at the start stays: looking through it for cycles again and again is a
# tenth of the start.
gc.set_threshold(20_000, 20, 50)
