import pendulum
from airflow.sdk import Variable, dag, task


@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 6, 1, tz="UTC"),
    end_date=pendulum.datetime(2026, 6, 6, tz="UTC"),
    catchup=True,
)
def june_orders():
    @task
    def fetch(ds):
        if ds == Variable.get("damaged_day", default="2026-06-04"):
            raise ValueError("The file of this day is damaged")
        print("Fetched the orders of", ds)

    @task
    def count(ds):
        print("Counted the orders of", ds)

    fetch() >> count()


june_orders()
