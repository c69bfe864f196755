from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag, task


@dag
def plans():
    system = BashOperator(task_id="system", bash_command="uname -s")
    count = SQLExecuteQueryOperator(
        task_id="count",
        conn_id="warehouse",
        retries=2,
        sql="""
            SELECT plan, count(*) FROM sign_ups
            WHERE day = '2026-11-20' GROUP BY plan ORDER BY plan
        """,
    )

    @task
    def tell(name, rows):
        print(f"On {name}: {rows}")

    tell(system.output, count.output)


plans()
