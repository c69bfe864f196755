"""What several DAGs share. Airflow puts dags/ on the import path, hence ``from include.…``."""
