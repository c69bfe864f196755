import pendulum
from airflow.sdk import DAG, task

with DAG(
    "temperatures_daily",
    schedule="@daily",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
):

    @task
    def measure():
        return [18.5, 21.0, 19.5]

    @task
    def find_highest(values):
        print("Highest:", max(values))

    find_highest(measure())
