"""What a line of the log says."""

# --8<-- [start:shown]
import logging

from airflow.sdk import dag, task

log = logging.getLogger(__name__)


@dag
def sales():
    @task
    def load():
        log.info("Loaded %s sign-ups of %s", 25, "November 22")

    load()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer in seen.log
