# Gets: its first run is due on Thursday, 1 January 2026, at 07:30 in Berlin.
import pendulum
from airflow.sdk import dag, task


@task
def remind():
    print("The meeting begins in half an hour.")


@dag(
    schedule="30 7 * * 1-5",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
    catchup=True,
    is_paused_upon_creation=True,  # off, until you turn it on
)
def a_schedule():
    remind()


a_schedule()
