from airflow.sdk import dag, task


@dag
def plan_counts():
    @task
    def count() -> dict[str, int]:
        return {"free": 21, "paid": 14}

    @task
    def tell_free(number):
        print("Free:", number)

    @task
    def tell_paid(number):
        print("Paid:", number)

    counts = count()
    tell_free(counts["free"])
    tell_paid(counts["paid"])


plan_counts()
