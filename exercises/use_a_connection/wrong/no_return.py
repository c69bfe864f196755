# Gets: count_students returns nothing.
from airflow.sdk import BaseHook, dag, task


@task
def count_students():
    hook = BaseHook.get_hook("academy")
    row = hook.get_first("SELECT count(*) FROM students")
    print(row[0])


@dag(schedule=None)
def use_a_connection():
    count_students()


use_a_connection()
