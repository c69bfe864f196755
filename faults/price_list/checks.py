"""What the repair of price_list has to do."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import dag_files
from faults.price_list.world import NEW
from judging import Requirement, Work, is_listed


def comes_from_one_file(work: Work) -> str:
    """Return which files have a DAG of this id."""
    from airflow.utils.file import find_dag_file_paths

    files = sorted(find_dag_file_paths(work.path.parent, safe_mode=True))
    found = [dag_files.read_apart(Path(file)) for file in files]
    having = [dag_files.short(read.path) for read in found if work.dag_id in read.dags]
    return "" if len(having) == 1 else f"A DAG price_list is in {' and in '.join(having)}: Airflow takes either."


def has_the_new_prices(work: Work) -> str:
    """Return what is wrong with a list."""
    data = work.begin()
    outcome = work.run_again(due=datetime(2026, 11, 22, 6, tzinfo=timezone.utc))
    if failure := outcome.failure():
        return failure
    path = data / "prices-2026-11-22.txt"
    if not path.exists():
        return "The run of November 22 has written no list."
    prices = path.read_text(encoding="utf-8")
    return "" if prices == NEW else f"The list of November 22 has: {', '.join(prices.splitlines())}."


REQUIREMENTS = (
    Requirement("Airflow lists a DAG price_list", is_listed),
    Requirement("One file has it, and no other", comes_from_one_file),
    Requirement("Its list has the prices from November 16 on", has_the_new_prices),
)
