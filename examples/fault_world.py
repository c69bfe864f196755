"""What a broken pipeline works with: its files, and what is wrong in its Airflow, if that is where the fault is."""

from __future__ import annotations

import importlib
import json
import os
import sys
from types import ModuleType

import command_line
import environment
from include.places import FAULT, RUNNING


def world() -> ModuleType:
    """Return the module that makes the pipeline's files, and what is wrong in Airflow's database if something is."""
    return importlib.import_module(f"faults.{FAULT}.world")


def make_state() -> None:
    """Make Airflow's database, and put the fault into it."""
    from airflow.utils.db import initdb

    initdb()
    world().make_state()


def require_airflow() -> None:
    """Stop if the fault may be in Airflow's database, and Airflow does not run."""
    if hasattr(world(), "make_state") and not command_line.is_running():
        sys.exit(command_line.NOT_RUNNING)


def take_over() -> None:
    """Let Airflow in this process have the Connections, Variables and pools of the one that runs, if one is broken."""
    for name in [name for name in os.environ if name.startswith(environment.KEPT)]:
        del os.environ[name]  # what this terminal has is not what Airflow has
    if not hasattr(world(), "make_state"):
        return
    from airflow.models import Connection, Pool, Variable
    from airflow.utils.session import create_session
    from sqlalchemy import create_engine, delete, insert, select
    from sqlalchemy.exc import SQLAlchemyError

    settings = json.loads(RUNNING.read_text(encoding="utf-8"))["settings"]
    try:
        with create_engine(settings["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]).connect() as theirs:
            found = {
                table: [dict(row) for row in theirs.execute(select(table)).mappings()]
                for table in (Connection.__table__, Pool.__table__, Variable.__table__)
            }
    except SQLAlchemyError as error:
        sys.exit(f"Airflow's database does not answer yet. Try again in a moment.\n{error}")
    with create_session() as session:
        for table, rows in found.items():
            session.execute(delete(table))
            if rows:
                session.execute(insert(table), rows)
