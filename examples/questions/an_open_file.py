"""A result that can't be stored."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def letters():
    @task
    def open_letter():
        return open("/etc/hosts")

    @task
    def read_letter(letter):
        print(letter.readline())

    read_letter(open_letter())


letters()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    failed = [name for name, state in seen.states.items() if state == "failed"]
    return answer.split(" fails")[0] in failed
