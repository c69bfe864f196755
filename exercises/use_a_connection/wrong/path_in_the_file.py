# Gets: When the Connection leads to another database, the task does not follow it.
import sqlite3

from airflow.sdk import dag, task

from include.places import ACADEMY


@task
def count_students():
    with sqlite3.connect(ACADEMY) as database:
        row = database.execute("SELECT count(*) FROM students").fetchone()
    return row[0]


@dag(schedule=None)
def use_a_connection():
    count_students()


use_a_connection()
