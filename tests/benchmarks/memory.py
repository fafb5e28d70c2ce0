"""The memory of this process in MB, as the system counts it."""

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident() -> float:
    """What it holds now (its peak where the system does not tell)."""
    return _told("VmRSS")


def peak() -> float:
    """The most that it ever held."""
    return _told("VmHWM")


def _told(name: str) -> float:
    if _STATUS.exists():  # `ru_maxrss` is handed on from the parent process
        for line in _STATUS.read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
