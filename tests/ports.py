"""Ports for programs that tests start: no other test gets them meanwhile, in another copy of the repository either."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

# Below those that a system gives to connections, and to whoever asks for any port (Linux: 32768 and up).
CANDIDATES = range(20_000, 32_000)

# A byte of this file for each port. A lock on it ends with the process, however that ends.
_locks = (Path(tempfile.gettempdir()) / f"test-ports-{os.getuid()}").open("a")
_locked: set[int] = set()  # by this process, which would get its own locks again


def reserve(count: int = 1) -> int:
    """Reserve free ports for as long as this process lives.

    A program that knows nothing of these tests can still take one before the program under test listens at it. So start
    that one again, at other ports, when it says so.

    Args:
        count: how many ports in a row.

    Returns:
        The first of them.

    Raises:
        RuntimeError: there are not so many free ports in a row.
    """
    for first in random.sample(CANDIDATES, len(CANDIDATES)):
        # Where one is taken, those before it stay locked: there are thousands.
        if all(_lock(port) and _is_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError(f"There are no {count} free ports in a row from {CANDIDATES.start} to {CANDIDATES.stop}.")


def _lock(port: int) -> bool:
    if port in _locked:
        return False
    try:
        fcntl.lockf(_locks, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    _locked.add(port)
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("", port))  # at every address of this machine
        except OSError:
            return False
    return True
