from airflow.sdk import dag, task


@dag
def bakery_day():
    @task.branch
    def choose_dough(logical_date):
        if logical_date.isoweekday() >= 6:  # 6 is Saturday, 7 is Sunday
            return "sweet_dough"
        return "bread_dough"

    @task
    def bread_dough():
        print("Flour, water, salt")

    @task
    def sweet_dough():
        print("Flour, butter, sugar")

    @task(trigger_rule="none_failed_min_one_success")
    def bake():
        print("Baking")

    choose_dough() >> [bread_dough(), sweet_dough()] >> bake()


bakery_day()
