# Gets: The scheduler starts 3 of them at once: bake_cake, bake_rolls, bake_rye. There are two ovens.
"""### Who is in the oven

Every night: mix the dough, bake three kinds of bread, and put them on the shelf. The bakery
has two ovens, and each takes one kind of bread at a time.
"""

import pendulum
from airflow.sdk import dag, task


@task
def mix():
    print("The dough is mixed")


@task(max_active_tis_per_dagrun=1)
def bake(bread):
    print(f"Baked: {bread}")


@task
def shelve():
    print("All bread is on the shelf")


@dag(
    schedule="0 2 * * *",
    start_date=pendulum.datetime(2026, 11, 22, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def oven_plan():
    breads = [
        bake.override(task_id=f"bake_{bread}")(bread) for bread in ("rye", "rolls", "cake")
    ]
    mix() >> breads >> shelve()


oven_plan()
