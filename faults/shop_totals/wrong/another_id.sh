# Gets: add_up failed at
FAULT=shop_totals ./airflow connections add till_2026 --conn-type sqlite --conn-host "$PWD/.airflow/broken/shop_totals/data/till-2026.db"
