"""The doors: chat platforms, the web and the command line."""

import os

# A query is too short for several threads to share: they would mostly wait for each other, at ten times the processor
# time on a busy machine. Many queries share the cores instead. It has to be said before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
