# The DAG use_a_connection for Airflow. Its task is count_students.
from airflow.providers.sqlite.hooks.sqlite import SqliteHook
from airflow.sdk import dag, task
