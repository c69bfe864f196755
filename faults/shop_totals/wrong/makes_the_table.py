# Gets: tell says '2026-11-22: 0 things for 0.00 euros', not '2026-11-22: 4 things for 9.70 euros'.
import pendulum
from airflow.sdk import BaseHook, dag, task


@task
def add_up(ds):
    till = BaseHook.get_hook("till")
    till.run("CREATE TABLE IF NOT EXISTS sales (day TEXT, cents INTEGER)")
    query = "SELECT count(*), sum(cents) FROM sales WHERE day = ?"
    number, cents = till.get_first(query, parameters=(ds,))
    return {"number": number, "euros": (cents or 0) / 100}


@task
def tell(total, ds):
    print(f"{ds}: {total['number']} things for {total['euros']:.2f} euros")


@dag(
    schedule="0 20 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
)
def shop_totals():
    tell(add_up())


shop_totals()
