"""Runs the benchmarks, all or those named: `python -m benchmarks [NAME ...]`."""

import runpy
import sys

NAMES = ("ranking", "search", "assignment", "load", "load_teams", "delivery", "digests", "votes", "commands")

for name in sys.argv[1:] or NAMES:
    if name not in NAMES:
        raise SystemExit(f"no benchmark is called {name}; there are {', '.join(NAMES)}")
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
