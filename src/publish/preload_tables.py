"""Imported by the warm parent of a run on this study: its tables, read and checked."""

from contextlib import suppress

from analysis import tables

with suppress(Exception):  # the cells that load them say what is wrong with them
    tables.load_tables()
