"""What the repair of flour_order has to do."""

from __future__ import annotations

from datetime import datetime, timezone

from judging import Requirement, Work, has_tasks, is_listed

DUE = datetime(2026, 11, 22, 2, tzinfo=timezone.utc)


def orders_what_was_sold(work: Work) -> str:
    """Return what is wrong with the bread and the flour of a night."""
    data = work.begin()
    if failure := work.run_again(due=DUE).failure():
        return failure
    sold, flour = (int((data / file).read_text(encoding="utf-8")) for file in ("sold.txt", "flour.txt"))
    if sold != 56:
        return f"There was flour for 60 loaves, and 4 of them are left every day. But {sold} were sold."
    return "" if flour == 28 else f"In the run {sold} loaves were sold, and flour for {flour * 2} was ordered."


def bakes_in_a_hot_oven(work: Work) -> str:
    """Return what the bread does not wait for, directly or by way of other tasks."""
    before = work.dag().get_task("bake").get_flat_relative_ids(upstream=True)
    return "\n".join(f"bake does not wait for {name}." for name in ("mix", "heat_oven") if name not in before)


def bakes_one_night_at_a_time(work: Work) -> str:
    """Return whether two nights could use the same oven and the same files."""
    most = work.dag().max_active_runs
    return "" if most == 1 else f"max_active_runs is {most}: two nights may bake at the same time, with the same flour."


REQUIREMENTS = (
    Requirement("Airflow lists a DAG flour_order", is_listed),
    Requirement("It has its five tasks", has_tasks("mix", "heat_oven", "bake", "sell", "order_flour", no_other=True)),
    Requirement("It bakes the dough, and in a hot oven", bakes_in_a_hot_oven),
    Requirement("It bakes for one night at a time", bakes_one_night_at_a_time),
    Requirement("A run bakes with the flour that is there, and orders for what it has sold", orders_what_was_sold),
)
