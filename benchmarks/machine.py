"""What a figure was measured on."""

import os
import platform
from pathlib import Path
from typing import Any, cast

import numpy as np


def machine() -> str:
    """Return the processor, its cores, and the versions of what does the arithmetic, in one line."""
    cpu = platform.processor()
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        lines = (line.partition(":") for line in facts.read_text().splitlines())
        cpu = next((value.strip() for name, _, value in lines if name.strip() == "model name"), cpu)
        models = [line for line in facts.read_text().splitlines() if line.startswith(("model\t", "cpu MHz"))]
        cpu += f" ({', '.join(' '.join(line.split()) for line in models[:2])})"
    config = cast("dict[str, Any]", np.show_config(mode="dicts"))
    blas = config["Build Dependencies"]["blas"]
    return (
        f"{cpu}, {os.cpu_count()} cores; Python {platform.python_version()}, numpy {np.__version__}, "
        f"{blas['name']} {blas['version']}, OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'unset')}"
    )
