"""Measurements against peers, run by hand: `python -m benchmarks`."""

import bot.matching as _first  # noqa: F401 (it tells numpy how many threads to use, which counts only before numpy starts)
