"""Make the world that the examples work in. `make airflow` and `make example` run it first.

All of it is made up from a seed: the same day always gets the same data, on every machine. It covers the autumn of
2026, of which the lessons speak, and the 60 days before today and the 7 after, in UTC. It never touches what is already
there, so an exercise may change a file. Delete .airflow/data to start anew. About 15 MB.

sign_ups/2026-11-22.csv             user_id,country,plan; 8 to 50 sign-ups, a few untidy or twice
readings/2026-11-22/phone.jsonl     12 users; some readings late, twice or missing; the keys are in include/readings.py
readings/2026-11-22/watch.jsonl
shop.db (SQLite)
    customers(customer_id, home_country)                                         300 rows
    payments(id, customer_id, paid_at, amount, country, device)                  about 250 a day; UTC; euros
    chargebacks(id, reported_on)                                                 fraud, 1 to 10 days after the payment
academy.db (SQLite)
    customers(customer_id, domain, name)                                         8 rows
    students(student_id, customer_id)                                            about 200 rows
    certifications(student_id, exam)                                             about 100 rows

The warehouse has a history: the sign-ups and payments up to the day before yesterday, as if Airflow had always run.
"""

from __future__ import annotations

import csv
import itertools
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta, timezone

from include.places import ACADEMY, DATA, READINGS, SHOP, SIGN_UPS
from include.warehouse import warehouse

SEED = 1969
AUTUMN = date(2026, 9, 1), date(2026, 11, 30)  # from, to
LESSON_DAY = date(2026, 11, 22)  # the day that the lessons show; what they say of it holds whenever they are read
BEFORE, AFTER = 60, 7  # days
COUNTRIES = {"DE": 5, "FR": 4, "BR": 4, "IN": 3, "JP": 2, "US": 6}  # how often
USERS = ["ada", "bea", "carl", "dina", "emil", "fay", "gus", "hana", "ivan", "joy", "kim", "lena"]
CUSTOMERS = {
    "example.com": "Example Retail",
    "example.org": "Example Foundation",
    "example.net": "Example Networks",
    "academy.test": "Test Academy",
    "bank.test": "Test Bank",
    "energy.test": "Test Energy",
    "games.test": "Test Games",
    "travel.test": "Test Travel",
}


def today() -> date:
    """Return the day in UTC. Nothing else in the examples asks the clock which day it is."""
    return datetime.now(timezone.utc).date()


def main(now: date | None = None) -> None:
    """Make what is missing, and say so.

    Args:
        now: which day is today. If None, the clock says.
    """
    now = now or today()
    first, last = now - timedelta(days=BEFORE), now + timedelta(days=AFTER)
    days = sorted({*period(*AUTUMN), *period(first, last)})
    for folder in (SIGN_UPS, READINGS):
        folder.mkdir(parents=True, exist_ok=True)
    for day in days:
        write_sign_ups(day)
        write_readings(day)
    write_shop(days)
    write_academy()
    if load_history([day for day in days if day < now - timedelta(days=1)]):
        print(f"Made sample data of autumn 2026, and from {first} to {last}, in {DATA}")


def period(first: date, last: date) -> list[date]:
    """Return the days from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def dice(*about: object) -> random.Random:
    """Return a random generator that depends on the seed and on what it is for, and on nothing else."""
    return random.Random(f"{SEED} {about}")


def sign_ups(day: date) -> list[dict]:
    """Return the sign-ups of a day: more at the end of a year than at its start, and fewer on weekends."""
    roll = dice("sign-ups", day)
    count = int((18 + day.timetuple().tm_yday / 15) * (0.6 if day.weekday() > 4 else 1) * roll.uniform(0.8, 1.2))
    return [
        {
            "user_id": day.toordinal() * 100 + number,
            "country": roll.choices(list(COUNTRIES), COUNTRIES.values())[0],
            "plan": roll.choices(["free", "plus", "team"], [7, 2, 1])[0],
        }
        for number in range(count)
    ]


def write_sign_ups(day: date) -> None:
    """Write a day's sign-ups as a form sends them: countries typed carelessly, and some rows twice."""
    path = SIGN_UPS / f"{day}.csv"
    if path.exists():
        return
    roll = dice("forms", day)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["user_id", "country", "plan"])
        writer.writeheader()
        for row in sign_ups(day):
            row["country"] = roll.choices([row["country"], row["country"].lower(), f" {row['country']}"], [8, 1, 1])[0]
            for _ in range(2 if roll.random() < 0.05 else 1):
                writer.writerow(row)


def readings(day: date) -> Iterator[tuple[date, dict]]:
    """Give the readings of a day, each with the day on which it arrives."""
    for user in USERS:
        habit, roll = dice("habit", user), dice("readings", user, day)
        steps, heart_rate, sleep = habit.randint(250, 800), habit.randint(52, 78), habit.randint(360, 510)
        watch_is_off = roll.random() < 0.08
        watch_is_late = roll.random() < 0.1  # out of reach of the phone from the afternoon on
        taken = []
        for hour in range(7, 23):
            walked = max(0, int(roll.gauss(steps, steps / 2)))
            taken.append(("phone", "steps", hour, int(walked * roll.uniform(0.5, 1))))
            taken.append(("watch", "steps", hour, walked))
        for hour in (8, 13, 18):
            taken.append(("watch", "heart_rate", hour, int(roll.gauss(heart_rate, 3))))
        taken.append(("watch", "sleep", 6, max(180, int(roll.gauss(sleep, 40)))))
        for device, kind, hour, value in taken:
            if device == "watch" and watch_is_off:
                continue
            late = device == "watch" and watch_is_late and hour > 14
            yield (
                day + timedelta(days=late),
                {
                    "id": f"{user}-{device}-{kind}-{day}-{hour:02}",
                    "user": user,
                    "device": device,
                    "kind": kind,
                    "measured_at": f"{day}T{hour:02}:00:00",
                    "value": value,
                },
            )


def write_readings(day: date) -> None:
    """Write what arrives on a day: its own readings, late ones of the day before, and some of them twice."""
    folder = READINGS / str(day)
    if (folder / "watch.jsonl").exists():
        return
    folder.mkdir(exist_ok=True)
    roll = dice("sending", day)
    lines: dict[str, list[str]] = {"phone": [], "watch": []}
    for measured in (day - timedelta(days=1), day):
        for arrives, reading in readings(measured):
            if arrives == day:
                lines[reading["device"]] += [json.dumps(reading)] * (2 if roll.random() < 0.03 else 1)
    for device, texts in lines.items():
        (folder / f"{device}.jsonl").write_text("\n".join(texts) + "\n", encoding="utf-8")


def payments(day: date) -> Iterator[tuple[tuple, date | None]]:
    """Give a day's payments as rows of the shop's table, each with the day on which its fraud is reported, if any."""
    roll = dice("payments", day)
    for number in range(roll.randint(220, 280)):
        customer = roll.randint(1, 300)
        habit = dice("customer", customer)
        home, usual = habit.choices(list(COUNTRIES), COUNTRIES.values())[0], habit.uniform(15, 120)
        fraud = roll.random() < 0.015
        # Fraud often looks unusual, but not always; honest people travel and buy expensive things, too.
        abroad = roll.random() < (0.7 if fraud else 0.02)
        country = roll.choice([other for other in COUNTRIES if other != home]) if abroad else home
        device = f"unknown-{day}-{number}" if roll.random() < (0.75 if fraud else 0.01) else f"phone-{customer}"
        hour = roll.randrange(5) if roll.random() < (0.5 if fraud else 0.03) else roll.randrange(5, 24)
        amount = usual * (roll.uniform(2, 9) if fraud else roll.lognormvariate(-0.1, 0.45))
        paid_at = datetime.combine(day, time(hour, roll.randrange(60), roll.randrange(60)))
        row = (day.toordinal() * 1000 + number, customer, str(paid_at), round(amount, 2), country, device)
        yield row, day + timedelta(days=roll.randint(1, 10)) if fraud else None


def write_shop(days: list[date]) -> None:
    """Add the days that are missing to the shop's database."""
    with closing(sqlite3.connect(SHOP)) as shop, shop:
        shop.executescript(
            """
            CREATE TABLE IF NOT EXISTS customers (customer_id INTEGER PRIMARY KEY, home_country TEXT);
            CREATE TABLE IF NOT EXISTS payments (
                id INTEGER PRIMARY KEY, customer_id INTEGER, paid_at TEXT, amount REAL, country TEXT, device TEXT
            );
            CREATE TABLE IF NOT EXISTS chargebacks (id INTEGER PRIMARY KEY, reported_on TEXT);
            """
        )
        homes = [(n, dice("customer", n).choices(list(COUNTRIES), COUNTRIES.values())[0]) for n in range(1, 301)]
        shop.executemany("INSERT OR IGNORE INTO customers VALUES (?, ?)", homes)
        there = {day for (day,) in shop.execute("SELECT DISTINCT date(paid_at) FROM payments")}
        for day in days:
            if str(day) not in there:
                rows = list(payments(day))
                shop.executemany("INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?)", [row for row, _ in rows])
                reports = [(row[0], str(reported_on)) for row, reported_on in rows if reported_on]
                shop.executemany("INSERT INTO chargebacks VALUES (?, ?)", reports)


def write_academy() -> None:
    """Write the academy's database, if there is none."""
    if ACADEMY.exists():
        return
    roll = dice("academy")
    with closing(sqlite3.connect(ACADEMY)) as academy, academy:
        academy.executescript(
            """
            CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, domain TEXT UNIQUE, name TEXT);
            CREATE TABLE students (student_id INTEGER PRIMARY KEY, customer_id INTEGER);
            CREATE TABLE certifications (student_id INTEGER, exam TEXT);
            """
        )
        students = itertools.count(1)
        for number, (domain, name) in enumerate(CUSTOMERS.items(), start=1):
            academy.execute("INSERT INTO customers VALUES (?, ?, ?)", (number, domain, name))
            diligence = roll.uniform(0.1, 0.5)
            for student in itertools.islice(students, roll.randint(5, 60)):
                academy.execute("INSERT INTO students VALUES (?, ?)", (student, number))
                for exam in ("fundamentals", "dag authoring"):
                    if roll.random() < diligence:
                        academy.execute("INSERT INTO certifications VALUES (?, ?)", (student, exam))


def load_history(days: list[date]) -> bool:
    """Give the warehouse the sign-ups and payments of days of which it has none, as if Airflow had always run.

    Args:
        days: the days, in order.

    Returns:
        Whether any were missing.
    """
    with warehouse() as db:
        there = {
            day for (day,) in db.execute("SELECT day FROM sign_ups INTERSECT SELECT day FROM transactions").fetchall()
        }
        missing = [day for day in days if day not in there]
        if not missing:
            return False
        values = {"days": missing}
        db.execute("DELETE FROM sign_ups WHERE day IN (SELECT unnest($days))", values)
        db.execute("DELETE FROM transactions WHERE day IN (SELECT unnest($days))", values)
        users = [(day, *row.values()) for day in missing for row in sign_ups(day)]
        columns = dict(zip("ducp", map(list, zip(*users, strict=True)), strict=True))
        db.execute("INSERT INTO sign_ups SELECT unnest($d), unnest($u), unnest($c), unnest($p)", columns)
        with closing(sqlite3.connect(SHOP)) as shop:
            rows = shop.execute(
                "SELECT date(paid_at), id, customer_id, home_country, paid_at, amount, country, device "
                "FROM payments JOIN customers USING (customer_id) WHERE date(paid_at) BETWEEN ? AND ?",
                (str(missing[0]), str(missing[-1])),
            ).fetchall()
            reported = shop.execute("SELECT * FROM chargebacks WHERE reported_on <= ?", (str(days[-1]),)).fetchall()
        wanted = set(map(str, missing))
        rows = [row for row in rows if row[0] in wanted]
        columns = dict(zip("dtchpaky", map(list, zip(*rows, strict=True)), strict=True))
        db.execute(f"INSERT INTO transactions SELECT {', '.join(f'unnest(${name})' for name in columns)}", columns)
        ids, reported_on = map(list, zip(*reported, strict=True))
        db.execute("INSERT OR REPLACE INTO chargebacks SELECT unnest($i), unnest($r)", {"i": ids, "r": reported_on})
        return True


if __name__ == "__main__":
    main()
