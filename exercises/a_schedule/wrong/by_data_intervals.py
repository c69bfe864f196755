# Gets: its first run is due on Tuesday, 5 January 2027, at 07:30 in Berlin.
import pendulum
from airflow.sdk import CronDataIntervalTimetable, dag, task


@task
def remind():
    print("The meeting begins in half an hour.")


@dag(
    schedule=CronDataIntervalTimetable("30 7 * * 1-5", timezone="Europe/Berlin"),
    start_date=pendulum.datetime(2027, 1, 4, tz="Europe/Berlin"),
    catchup=True,
    is_paused_upon_creation=True,  # off, until you turn it on
)
def a_schedule():
    remind()


a_schedule()
