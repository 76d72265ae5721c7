"""Who fits whom: text in, ranking out; no database and no chat."""

import os
import sys

# The products of one search are too small to gain from several threads, and the threads of OpenBLAS spin while they
# wait: on a machine with other work they made a search several times slower. Where numpy has not been started yet, as
# in every command of ours, each product has one thread, and many texts or searches share the cores instead.
if "numpy" not in sys.modules:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

CORES = (os.cpu_count() or 1) if os.environ.get("OPENBLAS_NUM_THREADS") == "1" else 1
"""How many threads of ours may share the work."""
