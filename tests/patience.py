"""How long tests wait for what has to come."""

PATIENCE = 20_000
"""Milliseconds to wait for anything on a page: only what is wrong takes so long, however busy the machine is."""
