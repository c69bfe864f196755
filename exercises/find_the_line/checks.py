"""What find_the_line asks for. It looks into the Airflow that runs."""

from __future__ import annotations

import re

from judging import Requirement, Work
from rest_api import Airflow

DAG_ID = "first_pipeline"
LINE = re.compile(r"Loaded (\d+) sign-ups")


def runs(work: Work) -> str:
    """Return why there is no Airflow to look into."""
    try:
        Airflow()
    except ConnectionError as error:
        return str(error)
    return ""


def was_triggered(work: Work) -> str:
    """Return why there is no run that a person triggered and that succeeded."""
    found = Airflow().runs(DAG_ID)
    if any(run["state"] == "success" for run in found):
        return ""
    if not found:
        return f"You have not triggered {DAG_ID} yet. A run that the clock started does not count."
    newest = found[0]
    if newest["state"] == "failed":
        return f"Your newest run failed: {newest['dag_run_id']}. The log of the task that is red says why."
    return f"Your newest run has not ended yet: {newest['dag_run_id']} is {newest['state']}. Wait, and ask again."


def is_the_number(work: Work) -> str:
    """Return what is wrong with the answer. Each run that was triggered and succeeded has a right one."""
    answer = work.answer.strip()
    if not answer:
        return "There is no answer yet: make check EXERCISE=find_the_line ANSWER=7, with your number instead of 7."
    if not answer.isdecimal():
        return f"'{answer}' is not a number."
    airflow = Airflow()
    succeeded = [run for run in airflow.runs(DAG_ID) if run["state"] == "success"]
    logs = [airflow.log(DAG_ID, run["dag_run_id"], "load") for run in succeeded]
    if int(answer) in {int(found) for log in logs for found in LINE.findall(log)}:
        return ""
    return f"In the log of load in your run {succeeded[0]['dag_run_id']} stands another number than {answer}."


REQUIREMENTS = (
    Requirement(
        "Airflow runs",
        runs,
        (
            "The lesson 'Run it yourself' starts it.",
            "Open a second terminal, in the same folder, and type: make airflow",
        ),
    ),
    Requirement(
        "A run of first_pipeline that you triggered has succeeded",
        was_triggered,
        (
            "The lesson 'Run it yourself' triggers a DAG.",
            "In the list of DAGs, choose first_pipeline, and then Trigger at the top right.",
            "Put 2026-11-20 into the field of the logical date, choose Trigger again, and wait until all is green.",
        ),
    ),
    Requirement(
        "The answer is the number in the log of its task load",
        is_the_number,
        (
            "The lesson 'Run it yourself' finds the log of a task.",
            "Choose the run that you triggered, and in it the task load. It opens with its log.",
            "Look for the line that begins with: Loaded",
        ),
    ),
)
