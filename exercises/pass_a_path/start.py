# The DAG pass_a_path for Airflow. Its tasks are clean and count.
import csv

from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS
