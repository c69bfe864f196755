# Gets: two nights may bake at the same time
"""### Bread, and flour for the next night

Every night: mix the dough and bake it. In the morning the bread is sold, and flour is
ordered: as much as was needed for what was sold. It comes in the evening.
"""

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

FLOUR = DATA / "flour.txt"  # kilograms in the store
DOUGH = DATA / "dough.txt"  # loaves
BREAD = DATA / "bread.txt"  # loaves
SOLD = DATA / "sold.txt"  # loaves, on the last day that the shop was open
LEFT = 4  # loaves, every day
LOAVES = 2  # from a kilogram


@task
def mix():
    DOUGH.write_text(str(int(FLOUR.read_text()) * LOAVES))
    FLOUR.write_text("0")


@task
def heat_oven():
    print("The oven is hot")


@task
def bake():
    DOUGH.rename(BREAD)


@task
def sell():
    SOLD.write_text(str(int(BREAD.read_text()) - LEFT))
    BREAD.unlink()


@task
def order_flour():
    flour = int(SOLD.read_text()) // LOAVES
    FLOUR.write_text(str(flour))
    print(f"Ordered {flour} kilograms of flour")


@dag(
    schedule="0 2 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def flour_order():
    dough, oven, bread, sale, order = mix(), heat_oven(), bake(), sell(), order_flour()

    [dough, oven] >> bread
    bread >> sale
    sale >> order


flour_order()
