"""Begin a DAG of your own in my_dags/. `make new NAME=…` runs this."""

from __future__ import annotations

import keyword
import sys

import dag_files
from include.places import MY_DAGS

BEGINNING = '''"""### {title}

What it does, in a sentence or two. Airflow shows this text on the DAG's page.
"""

import logging

import pendulum
from airflow.sdk import dag, task

log = logging.getLogger(__name__)


@task
def look() -> int:
    """Do the first step. What a task returns, other tasks can take."""
    log.info("Here is {name}")
    return 42


@task
def tell(number: int) -> None:
    """Do the next step, with what the first one returned."""
    log.info("The number is %s", number)


@dag(
    schedule=None,  # runs when you trigger it; "@daily" runs it once a day
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    doc_md=__doc__,
)
def {name}():
    tell(look())


{name}()
'''


def main(arguments: list[str]) -> None:
    """Write the file, or say why not.

    Args:
        arguments: the name of the DAG.
    """
    name = arguments[0] if arguments else ""
    if not name:
        sys.exit("What is the DAG called? For example: make new NAME=my_pipeline")
    if not name.isascii() or not name.isidentifier() or keyword.iskeyword(name):
        sys.exit(f"'{name}' can't be a function's name. Take letters, digits and _: make new NAME=my_pipeline")
    path = MY_DAGS / f"{name}.py"
    if path.exists():
        sys.exit(f"{dag_files.short(path)} is there already. Nothing was changed.")
    if other := dag_files.known().get(name):
        sys.exit(f"There is a DAG '{name}' already, in {dag_files.short(other)}. Take another name.")
    MY_DAGS.mkdir(parents=True, exist_ok=True)
    path.write_text(BEGINNING.format(name=name, title=name.replace("_", " ").capitalize()), encoding="utf-8")
    print(f"{dag_files.short(path)} is yours: edit it as you like.\nTo run it: make example NAME={name}")


if __name__ == "__main__":
    main(sys.argv[1:])
