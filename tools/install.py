"""Install what a lock file names, and show how far that is: pip is silent for minutes, or writes hundreds of lines.

The Makefile runs it before anything is installed, so it needs Python alone.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

EVERY = 15  # seconds between two lines where they are kept, as in a log


def main(python: str, lock: str, what: str) -> None:
    """Install, or stop with what pip said.

    Args:
        python: of the environment to install into.
        lock: a file of requirements with hashes.
        what: what is being installed, for people.
    """
    total = sum("==" in line for line in Path(lock).read_text(encoding="utf-8").splitlines())
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    command += ["--require-hashes", "--requirement", lock]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said, collected, shown_at = [], 0, 0.0
    alone = sys.stdout.isatty()
    print(f"Installing {what} …", flush=True)
    for line in pip.stdout:
        said.append(line)
        collected += line.startswith(("Collecting ", "Requirement already satisfied: "))
        if line.startswith("Installing collected packages"):
            step = "unpacking them"
        elif collected:
            step = f"package {min(collected, total)} of about {total}"
        else:
            continue
        if alone:
            print(f"\r  {step}\033[K", end="", flush=True)
        elif time.monotonic() - shown_at > EVERY:
            print(f"  {step}", flush=True)
            shown_at = time.monotonic()
    if alone:
        print("\r\033[K", end="")
    if pip.wait():
        sys.exit("".join(said[-40:]) + f"\n{what} could not be installed; above is the end of what pip said.")


if __name__ == "__main__":
    main(*sys.argv[1:])
