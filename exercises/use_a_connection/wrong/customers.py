# Gets: count_students returns 8. There are 
from airflow.providers.sqlite.hooks.sqlite import SqliteHook
from airflow.sdk import dag, task


@task
def count_students():
    hook = SqliteHook(sqlite_conn_id="academy")
    row = hook.get_first("SELECT count(*) FROM customers")
    return row[0]


@dag(schedule=None)
def use_a_connection():
    count_students()


use_a_connection()
