"""What the repair of price_list has to do."""

from __future__ import annotations

import copy
from datetime import datetime, timezone
from pathlib import Path

import dag_files
from faults.price_list.world import NEW
from judging import Requirement, Work, is_listed

DUE = datetime(2026, 11, 22, 6, tzinfo=timezone.utc)


def comes_from_one_file(work: Work) -> str:
    """Return which files have a DAG of this id."""
    having = [dag_files.short(read.path) for read in _files(work) if work.dag_id in read.dags]
    return "" if len(having) == 1 else f"A DAG price_list is in {' and in '.join(having)}: Airflow takes either."


def has_the_new_prices(work: Work) -> str:
    """Return what is wrong with a list."""
    data = work.begin()
    outcome = work.run_again(due=DUE)
    if failure := outcome.failure():
        return failure
    path = data / "prices-2026-11-22.txt"
    if not path.exists():
        return "The run of November 22 has written no list."
    prices = path.read_text(encoding="utf-8")
    return "" if prices == NEW else f"The list of November 22 has: {', '.join(prices.splitlines())}."


def nobody_writes_the_old_prices(work: Work) -> str:
    """Return what another DAG in the folder writes into a list."""
    for read in _files(work):
        for dag_id in read.dags:
            other = copy.copy(work)
            other.path, other.dag_id = Path(read.path), dag_id
            data = work.begin()
            other.run_again(due=DUE)
            prices = (data / "prices-2026-11-22.txt").read_text(encoding="utf-8")
            if prices != NEW:
                return f"Some lists would still have: {', '.join(prices.splitlines())}."
    return ""


def _files(work: Work) -> list[dag_files.Read]:
    from airflow.utils.file import find_dag_file_paths

    return [dag_files.read_apart(Path(file)) for file in sorted(find_dag_file_paths(work.path.parent, safe_mode=True))]


REQUIREMENTS = (
    Requirement("Airflow lists a DAG price_list", is_listed),
    Requirement("The list of price_list.py has the prices from November 16 on", has_the_new_prices),
    Requirement("No list has other prices, whatever Airflow runs", nobody_writes_the_old_prices),
    Requirement("One file has the DAG, and no other", comes_from_one_file),
)
