"""Where the examples keep their files. Delete the data folder to start anew.

sources/            what the outside world delivers, made by sample_data.py
    sign_ups/       2026-11-22.csv, …           one file a day
    readings/       2026-11-22/phone.jsonl, …   one file a device and day of arrival
    shop.db         the shop's production database (SQLite)
    academy.db      the academy's database (SQLite)
warehouse.duckdb    the warehouse; warehouse.sql says what is in it
production.db       the database that the fitness app reads (SQLite)
models/             trained models, one file a version
reports/            what people read
"""

from __future__ import annotations

import os
from pathlib import Path

# Below Airflow's own home; the programs outside Airflow look into the one of `make airflow`.
HOME = Path(os.environ.get("AIRFLOW_HOME") or Path(__file__).parents[3] / ".airflow").expanduser()
DATA = HOME / "data"

SIGN_UPS = DATA / "sources" / "sign_ups"
READINGS = DATA / "sources" / "readings"
SHOP = DATA / "sources" / "shop.db"
ACADEMY = DATA / "sources" / "academy.db"
WAREHOUSE = DATA / "warehouse.duckdb"
PRODUCTION = DATA / "production.db"
MODELS = DATA / "models"
REPORTS = DATA / "reports"

# The corpus of Ask Astro: the lessons of this course.
LESSONS = Path(__file__).parents[3] / "docs"
