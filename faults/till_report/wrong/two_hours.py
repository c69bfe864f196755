# Gets: In the night to October 24, it has to report '2026-10-23:
"""### The report of the till

Every night at half past one, by the bakery's clocks in Berlin: the sales of the day that is
over. By then the last shop has closed.
"""

import csv

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

TILL = DATA / "till"
REPORTS = DATA / "reports"
DAY = "{{ (logical_date - macros.timedelta(hours=24)) | ds }}"


@task
def report(day):
    with (TILL / f"{day}.csv").open(newline="") as file:
        cents = sum(int(row["cents"]) for row in csv.DictReader(file))
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / f"{day}.txt").write_text(f"{day}: {cents / 100:.2f} euros")
    print(f"{day}: {cents / 100:.2f} euros")


@dag(
    schedule="30 1 * * *",
    start_date=pendulum.datetime(2026, 10, 23, tz="Europe/Berlin"),
    end_date=pendulum.datetime(2026, 10, 28, tz="Europe/Berlin"),
    catchup=True,
    doc_md=__doc__,
)
def till_report():
    report(DAY)


till_report()
