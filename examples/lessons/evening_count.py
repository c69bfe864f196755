import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="0 21 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
)
def evening_count():
    @task
    def count(logical_date, ds):
        print("Logical date:", logical_date)
        print("As ds:", ds)

    count()


evening_count()
