import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
)
def morning_count():
    @task
    def count(logical_date, ds):
        print("Logical date:", logical_date)
        print("As ds:", ds)

    count()


morning_count()
