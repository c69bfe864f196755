from airflow.sdk import dag, task, task_group


@dag
def bakery_groups():
    @task
    def mix():
        print("The dough is mixed")

    @task
    def heat_oven():
        print("The oven is hot")

    @task
    def bake():
        print("The bread is baked")

    @task_group
    def prepare():
        mix()
        heat_oven()

    prepare() >> bake()


bakery_groups()
