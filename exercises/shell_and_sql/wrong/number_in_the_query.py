# Gets: In a warehouse that has fewer sign-ups, count_rows is wrong.
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag

from include.places import SIGN_UPS


@dag(schedule=None)
def shell_and_sql():
    BashOperator(
        task_id="count_lines",
        bash_command=f"wc -l '{SIGN_UPS}/2026-11-21.csv'",
    )
    SQLExecuteQueryOperator(
        task_id="count_rows",
        conn_id="warehouse",
        sql="SELECT 21",
    )


shell_and_sql()
