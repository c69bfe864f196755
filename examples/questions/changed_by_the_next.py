"""A result that another task changes."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def baskets():
    @task
    def fill():
        return ["apples"]

    @task
    def add(basket):
        basket.append("pears")

    @task
    def tell(basket):
        print("In the basket:", basket)

    basket = fill()
    add(basket) >> tell(basket)


baskets()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer in seen.log
