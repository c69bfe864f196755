from airflow.sdk import dag, task


@dag
def bakery():
    @task
    def mix():
        print("The dough is mixed")

    @task
    def heat_oven():
        print("The oven is hot")

    @task
    def bake():
        print("The bread is baked")

    @task
    def sell():
        print("The bread is sold")

    @task
    def clean():
        print("The oven is clean")

    [mix(), heat_oven()] >> bake() >> [sell(), clean()]


bakery()
