# The DAG shell_and_sql for Airflow. Its tasks are count_lines and count_rows.
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag

from include.places import SIGN_UPS
