from airflow.sdk import BaseHook, dag, task


@dag
def count_with_a_hook():
    @task
    def count():
        hook = BaseHook.get_hook("warehouse")
        return hook.get_first("SELECT count(*) FROM sign_ups WHERE day = '2026-11-20'")

    @task
    def tell(row):
        print("Sign-ups:", row[0])

    tell(count())


count_with_a_hook()
