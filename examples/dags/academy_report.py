"""### Academy report: analytics and reporting

Answers a question from Slack: how many students, and how many certified students, has a
customer? A bot (`examples/apps/academy_bot.py`) triggers it with the customer's domain.
The answer is posted to the channel.
"""

# --8<-- [start:imports]
import sqlite3
from contextlib import closing
from datetime import timedelta

import pendulum
from airflow.sdk import Context, Param, TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.places import ACADEMY
from include.slack import post

# --8<-- [end:imports]


def query(sql: str, value: str | int) -> tuple | None:
    """Return the first row that a query of the academy's database finds for a value."""
    with closing(sqlite3.connect(f"{ACADEMY.as_uri()}?mode=ro", uri=True)) as academy:
        return academy.execute(sql, (value,)).fetchone()


# --8<-- [start:find_customer]
@task
def find_customer(params: dict) -> int:
    domain = params["customer_domain"].lower()
    customer = query("SELECT customer_id FROM customers WHERE domain = ?", domain)
    if customer is None:
        raise AirflowSkipException(f"There is no customer with the domain {domain}.")
    return customer[0]


# --8<-- [end:find_customer]


# --8<-- [start:counts]
@task
def count_students(customer: int) -> int:
    return query("SELECT count(*) FROM students WHERE customer_id = ?", customer)[0]


@task
def count_certified(customer: int) -> int:
    return query(
        "SELECT count(DISTINCT student_id) FROM certifications "
        "JOIN students USING (student_id) WHERE customer_id = ?",
        customer,
    )[0]


# --8<-- [end:counts]


# --8<-- [start:post_report]
@task
def post_report(students: int, certified: int, params: dict) -> None:
    share = f" ({certified / students:.0%})" if students else ""
    domain = params["customer_domain"]
    text = f"*{domain}*: {students} students, {certified} of them certified{share}."
    post(params["channel"], text)


# --8<-- [end:post_report]


# --8<-- [start:answer_unknown]
@task(trigger_rule=TriggerRule.ALL_SKIPPED)
def answer_unknown(params: dict) -> None:
    domain = params["customer_domain"]
    post(
        params["channel"],
        f"I don't know a customer with the domain {domain}. Is it spelled right?",
    )


# --8<-- [end:answer_unknown]


# --8<-- [start:answer_failure]
def answer_failure(context: Context) -> None:
    """Answer for a run that failed: people who ask in Slack don't read logs."""
    domain, run_id = context["params"]["customer_domain"], context["run_id"]
    text = (
        f"Sorry, the report on {domain} failed. "
        f"The data team can see why in Airflow: {run_id}."
    )
    post(context["params"]["channel"], text)


# --8<-- [end:answer_failure]


# --8<-- [start:dag]
@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    params={
        "customer_domain": Param(
            "example.com", type="string", pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
        ),
        "channel": Param("#academy", type="string", minLength=2),
    },
    tags=["use case", "analytics and reporting"],
    default_args={
        "owner": "customer success",
        "retries": 2,
        "retry_delay": timedelta(seconds=5),
    },
    on_failure_callback=answer_failure,
    doc_md=__doc__,
)
def academy_report():
    customer = find_customer()
    students, certified = count_students(customer), count_certified(customer)
    post_report(students, certified)
    [students, certified] >> answer_unknown()


academy_report()
# --8<-- [end:dag]
