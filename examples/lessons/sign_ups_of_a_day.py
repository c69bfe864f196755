from airflow.sdk import BaseHook, Param, dag, task


@dag(
    params={
        "day": Param("2026-11-20", type="string", format="date"),
        "plan": Param("free", enum=["free", "plus", "team"]),
    },
)
def sign_ups_of_a_day():
    @task(retries=2)
    def count(params):
        hook = BaseHook.get_hook("warehouse")
        sql = "SELECT count(*) FROM sign_ups WHERE day = ? AND plan = ?"
        return hook.get_first(sql, parameters=(params["day"], params["plan"]))

    @task
    def tell(row, params):
        day, plan = params["day"], params["plan"]
        print(f"Sign-ups on {day} with the plan {plan}: {row[0]}")

    tell(count())


sign_ups_of_a_day()
