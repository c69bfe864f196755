"""Airflow's database: a PostgreSQL of its own, wherever the home lies and whatever happened to it before."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg2
import pytest

import database
from tests.examples.running import until


@contextmanager
def running(data: Path, socket: Path) -> Iterator[subprocess.Popen]:
    """Run the database of a folder, until the block ends."""
    server = subprocess.Popen(
        database.command(data, socket), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        until(lambda: database.answers(socket) or server.poll() is not None, "the database")
        assert server.poll() is None, server.stdout.read()
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def ask(socket: Path, sql: str) -> list[tuple]:
    """Ask the database."""
    connection = psycopg2.connect(host=str(socket), port=database.PORT, user=database.USER, dbname="postgres")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture
def socket() -> Iterator[Path]:
    folder = database.socket_folder()
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder for the database in a home that is deep, in a path with spaces and an apostrophe."""
    return tmp_path / "a learner's folder" / ("deep" * 40) / "postgres"


def test_what_it_keeps_is_there_at_the_next_start(data: Path, socket: Path) -> None:
    assert database.prepare(data) == ""
    with running(data, socket):
        ask(socket, "CREATE TABLE kept AS SELECT 7 AS number")
    assert database.prepare(data) == ""
    with running(data, socket):
        assert ask(socket, "SELECT number FROM kept") == [(7,)]


def test_nobody_else_can_reach_it(data: Path, socket: Path) -> None:
    database.prepare(data)
    with running(data, socket) as server:
        assert socket.stat().st_mode & 0o077 == 0
        assert data.stat().st_mode & 0o077 == 0
        assert [connection for connection in psutil.Process(server.pid).net_connections("inet")] == []
        assert psutil.Process(server.pid).uids().real != 0


def test_a_killed_server_is_in_nobodys_way(data: Path, socket: Path) -> None:
    database.prepare(data)
    with running(data, socket) as server:
        ask(socket, "CREATE TABLE kept AS SELECT 7 AS number")
        os.kill(server.pid, signal.SIGSTOP)  # so that it can't tidy up
        server.kill()
        server.wait()
    assert (data / "postmaster.pid").exists()
    database.prepare(data)
    with running(data, socket):
        assert ask(socket, "SELECT number FROM kept") == [(7,)]


def test_a_lock_with_the_number_of_another_program_is_in_nobodys_way(data: Path, socket: Path) -> None:
    database.prepare(data)
    other = subprocess.Popen(["sleep", "600"])
    try:
        (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n1\n5432\n", encoding="utf-8")
        database.prepare(data)
        with running(data, socket):
            assert ask(socket, "SELECT 1") == [(1,)]
        assert other.poll() is None
    finally:
        other.kill()


def test_a_server_that_was_left_alone_is_ended(data: Path, socket: Path) -> None:
    database.prepare(data)
    with running(data, socket) as server:
        database.prepare(data)
        assert server.wait(30) is not None


def test_a_database_that_was_made_half_is_made_anew(data: Path, socket: Path) -> None:
    half = data.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n", encoding="utf-8")
    database.prepare(data)
    with running(data, socket):
        assert ask(socket, "SELECT 1") == [(1,)]
    assert not half.exists()


def test_an_earlier_database_is_replaced_and_nothing_else(data: Path, socket: Path) -> None:
    data.parent.mkdir(parents=True)
    (data.parent / "airflow.db").write_bytes(b"SQLite format 3")
    (data.parent / "data").mkdir()
    (data.parent / "data" / "mine.csv").write_text("a,b\n", encoding="utf-8")
    assert "no longer in SQLite" in database.prepare(data)
    assert not (data.parent / "airflow.db").exists()
    (data / "PG_VERSION").write_text("16\n", encoding="utf-8")
    assert "PostgreSQL 18 now" in database.prepare(data)
    assert database.prepare(data) == ""
    with running(data, socket):
        assert ask(socket, "SELECT 1") == [(1,)]
    assert (data.parent / "data" / "mine.csv").exists()


def test_the_sockets_folder_is_short_where_the_temporary_folder_is_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    folder = database.socket_folder()
    folder.rmdir()
    assert len(str(folder)) <= database.LONGEST
