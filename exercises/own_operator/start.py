# The DAG own_operator for Airflow, with an operator of your own: CountFileLines.
from airflow.sdk import BaseOperator, dag

from include.places import SIGN_UPS
