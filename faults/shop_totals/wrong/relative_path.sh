# Gets: A task has no folder of its own
FAULT=shop_totals ./airflow connections delete till
FAULT=shop_totals ./airflow connections add till --conn-type sqlite --conn-host data/till-2026.db
