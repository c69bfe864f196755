# Gets: count_lines is not made by a BashOperator, but by PythonDecoratedOperator.
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag, task

from include.places import SIGN_UPS


@dag(schedule=None)
def shell_and_sql():
    @task
    def count_lines():
        return len((SIGN_UPS / "2026-11-21.csv").read_text().splitlines())

    count_lines()
    SQLExecuteQueryOperator(
        task_id="count_rows",
        conn_id="warehouse",
        sql="SELECT count(*) FROM sign_ups WHERE day = '2026-11-21'",
    )


shell_and_sql()
