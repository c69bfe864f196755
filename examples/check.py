"""Say in words why the examples can't be installed or run here. Runs before anything is installed."""

import os
import shutil
import socket
import sys

OLDEST, NEWEST = (3, 10), (3, 14)  # what Airflow 3.3 supports: https://pypi.org/project/apache-airflow/3.3.2/
INSTALL, RUN = 1500, 300  # MB: what installing and what running may take


def check_python() -> None:
    """Stop if Airflow doesn't support this Python."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.exit(
            f"Airflow 3.3 needs Python 3.10 to 3.14, and {sys.executable} is {sys.version.split()[0]}.\n"
            "To fix it: name another one, such as: make airflow PYTHON=python3.13"
        )
    if os.name != "posix":
        sys.exit("Airflow runs on Linux and macOS only. On Windows use WSL: https://learn.microsoft.com/windows/wsl/")


def check_disk(folder: str, needed: int) -> None:
    """Stop if the disk of a folder has too little room left.

    Args:
        folder: any folder on the disk.
        needed: MB.
    """
    free = shutil.disk_usage(folder).free // 10**6
    if free < needed:
        sys.exit(
            f"The disk of {folder} is full, or nearly: {free} MB are free, and {needed} MB are needed.\n"
            "To fix it: make room, or clone the repository to another disk."
        )


def check_port(port: int, use: str, command: str) -> None:
    """Stop if a program on this machine listens on a port already.

    Args:
        port: on the loopback.
        use: what it is for.
        command: the one that needs it, and takes another PORT.
    """
    with socket.socket() as taken, socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free = taken.connect_ex(("127.0.0.1", port)) != 0
        try:
            ours.bind(("127.0.0.1", port))
        except OSError:
            free = False
    if not free:
        sys.exit(
            f"Port {port}, for {use}, is taken by another program.\n"
            f"To fix it: stop that program, or choose other ports: {command} PORT=9080"
        )


if __name__ == "__main__":
    check_python()
    check_disk(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), INSTALL)
