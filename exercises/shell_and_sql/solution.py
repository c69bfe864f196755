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
        retries=2,
        sql="SELECT count(*) FROM sign_ups WHERE day = '2026-11-21'",
    )


shell_and_sql()
