"""What first_dag asks for."""

from __future__ import annotations

import re

from judging import (
    RESULT,
    Outcome,
    Requirement,
    Work,
    has_no_schedule,
    has_tasks,
    is_listed,
    shown,
    waits_for,
)

PRICES = [3.5, 2.8, 4.2]
OTHERS = [1.5, 2.25]


def returns_the_prices(work: Work) -> str:
    """Return what `collect` returns, if it is not the prices."""
    if failure := work.run().failure("collect"):
        return failure
    result = work.run().result("collect")
    if result is None:
        return "collect returns nothing. What a function prints, it does not return."
    return "" if result in (PRICES, tuple(PRICES)) else f"collect returns {shown(result)}, not {PRICES}."


def says_the_total(work: Work) -> str:
    """Return what is wrong with the total that `add_up` says."""
    return work.run().failure() or _wrong_total(work.run(), sum(PRICES))


def says_another_total(work: Work) -> str:
    """Return what is wrong with the total of other prices."""
    outcome = work.run_again(xcoms={"collect": {RESULT: OTHERS}})
    if wrong := outcome.failure() or _wrong_total(outcome, sum(OTHERS)):
        return f"When collect returns {OTHERS} instead, add_up does not add them up. {wrong}"
    return ""


def _wrong_total(outcome: Outcome, total: float) -> str:
    said = {
        task_id: re.findall(r"Total:\s*(-?[\d.]*\d)", text, re.IGNORECASE) for task_id, text in outcome.said.items()
    }
    totals = said.get("add_up", [])
    if totals and totals[-1].count(".") < 2 and round(float(totals[-1]), 2) == total:
        return ""
    if totals:
        return f"add_up says Total: {totals[-1]}, not Total: {total}."
    if others := [task_id for task_id, found in said.items() if found]:
        return f"{others[0]} says the total. Let add_up say it."
    return f"In the log of add_up there is no line Total: {total}."


REQUIREMENTS = (
    Requirement(
        "Airflow lists a DAG first_dag",
        is_listed,
        (
            "The lesson 'Your first DAG' begins with a blank file, and goes from line to line.",
            "A DAG is a function below @dag, or what stands in with DAG(…). The name of the function is its id.",
            "Begin with these lines, with a task in place of the three dots:\n"
            "    from airflow.sdk import dag, task\n\n"
            "    @dag(schedule=None)\n"
            "    def first_dag():\n"
            "        ...\n\n"
            "    first_dag()",
        ),
    ),
    Requirement(
        "It has the tasks collect and add_up",
        has_tasks("collect", "add_up"),
        (
            "The lesson 'Your first DAG' makes a task from a function.",
            "A function below @task is a task as soon as the DAG calls it. Its name is the task's id.",
            "Write @task above def collect(): and above def add_up(prices):, and call both in the DAG.",
        ),
    ),
    Requirement(
        "It has no schedule",
        has_no_schedule,
        (
            "The lesson 'Your first DAG' says what schedule= does.",
            "Write schedule=None, or leave schedule= out.",
        ),
    ),
    Requirement(
        "collect returns the prices",
        returns_the_prices,
        (
            "The lesson 'Your first DAG' shows a task that returns something.",
            "The last line of collect is: return [3.5, 2.8, 4.2]",
        ),
    ),
    Requirement(
        "add_up waits for collect",
        waits_for(("collect", "add_up")),
        (
            "The lesson 'Your first DAG' hands what one task returns to the next.",
            "A task waits for another if it takes what the other returns, as an argument.",
            "In the DAG, write: add_up(collect())",
        ),
    ),
    Requirement(
        "add_up says Total: 10.5 in its log",
        says_the_total,
        (
            "The lesson 'Your first DAG' shows how a task says something in its log.",
            "What a task prints comes into its log. sum() adds up the numbers of a list.",
            'In add_up, write: print(f"Total: {sum(prices)}")',
        ),
    ),
    Requirement(
        "With other prices it says another total",
        says_another_total,
        (
            "The lesson 'Your first DAG' says how a value gets from one task to the next.",
            "add_up has to use its argument, not the prices or the total that you know.",
            "Let add_up have an argument, as in def add_up(prices):, and print sum(prices).",
        ),
    ),
)
