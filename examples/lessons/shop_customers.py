from airflow.sdk import BaseHook, dag, task


@dag
def shop_customers():
    @task
    def count():
        hook = BaseHook.get_hook("shop")
        return hook.get_first("SELECT count(*) FROM customers")

    @task
    def tell(row):
        print("Customers:", row[0])

    tell(count())


shop_customers()
