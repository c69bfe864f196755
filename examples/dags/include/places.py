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

# Airflow's home, with all that the examples write. COURSE_HOME names another one, as the tests do.
# AIRFLOW_HOME does not: it may be set for another Airflow of yours.
ROOT = Path(__file__).parents[3]
BASE = Path(os.environ.get("COURSE_HOME") or ROOT / ".airflow").expanduser().resolve()

# The broken pipeline that `make break` runs, which has a home of its own; empty for all else.
FAULT = os.environ.get("COURSE_FAULT", "")
HOME = BASE / "broken" / FAULT if FAULT else BASE
DATA = HOME / "data"

# Your own DAGs, beside Airflow's home. Git ignores them, and nothing here ever removes them.
MY_DAGS = BASE.parent / "broken" / FAULT if FAULT else BASE.parent / "my_dags"

# What runs now: written by `make airflow` or `make break`, read by ./airflow and by the next start.
RUNNING = HOME / "running.json"

SIGN_UPS = DATA / "sources" / "sign_ups"
READINGS = DATA / "sources" / "readings"
SHOP = DATA / "sources" / "shop.db"
ACADEMY = DATA / "sources" / "academy.db"
WAREHOUSE = DATA / "warehouse.duckdb"
PRODUCTION = DATA / "production.db"
MODELS = DATA / "models"
REPORTS = DATA / "reports"

# The corpus of Ask Astro: the lessons of this course.
LESSONS = ROOT / "docs"
