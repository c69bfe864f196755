from airflow.sdk import dag, task

from include.places import DATA

ORDERS = DATA / "orders.csv"


@dag
def wait_for_orders():
    @task.sensor(poke_interval=3, timeout=600)
    def orders_are_there():
        print("Looking")
        return ORDERS.exists()

    @task
    def count():
        print("Orders:", len(ORDERS.read_text().splitlines()))

    orders_are_there() >> count()


wait_for_orders()
