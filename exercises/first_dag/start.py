# Your first DAG for Airflow: its id is first_dag, its tasks are collect and add_up.
