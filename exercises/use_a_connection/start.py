# The DAG use_a_connection for Airflow. Its task is count_students.
from airflow.sdk import BaseHook, dag, task
