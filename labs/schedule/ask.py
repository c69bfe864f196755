"""Ask Airflow which runs it makes of a schedule, for many settings that a seed draws.

`make labs` writes settings and answers into cases.json; the lab's script has to give the same answers, and a test asks
Airflow again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

CASES = Path(__file__).with_name("cases.json")
MOST = 12  # runs of a case; a lab shows no more at once
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "Australia/Lord_Howe",  # moves by half an hour
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Auckland",
)


def runs(setting: dict) -> list[list[str]]:
    """Return the runs that Airflow makes by the clock: due, beginning and end of the data interval, when it is made.

    It is asked as the scheduler asks: for the next run, given the last one and the time; again when one was made.

    Args:
        setting: as draw() returns it.
    """
    from airflow.timetables.base import TimeRestriction
    from airflow.timetables.interval import CronDataIntervalTimetable
    from airflow.timetables.trigger import CronTriggerTimetable

    kind = CronTriggerTimetable if setting["timetable"] == "trigger" else CronDataIntervalTimetable
    timetable = kind(setting["cron"], timezone=setting["zone"])
    restriction = TimeRestriction(_time(setting["start"]), _time(setting["end"]), setting["catchup"])
    until, found, last = _time(setting["now"]), [], None
    clock = _time(setting["on"])
    while len(found) < MOST:
        with _it_is(clock):
            info = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
        if info is None or info.run_after > until:
            break
        made = _awake(max(clock, info.run_after), setting["pause"])
        if made > until:
            break
        if made > clock and made != info.run_after:  # it was paused when the run was due, and asks again when it is not
            clock = made
            with _it_is(clock):
                info = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
            if info is None or info.run_after > until:
                break
            made = _awake(max(clock, info.run_after), setting["pause"])
            if made > until:
                break
        clock, last = made, info.data_interval
        found.append([_text(info.run_after), _text(last.start), _text(last.end), _text(made)])
    return found


def _awake(moment: datetime, pause: list[str] | None) -> datetime:
    """Return when a DAG that was paused meanwhile can have a run: at the moment, or at the pause's end."""
    if pause and _time(pause[0]) <= moment < _time(pause[1]):
        return _time(pause[1])
    return moment


@contextmanager
def _it_is(moment: datetime) -> Iterator[None]:
    with (
        patch("airflow.timetables.trigger.utcnow", return_value=moment),
        patch("airflow.timetables.interval.utcnow", return_value=moment),
    ):
        yield


def draw(seed: int) -> dict:
    """Return a setting, rich in corners: changes of clocks, leap days, lists, steps, days of the month or the week.

    Args:
        seed: the same gives the same.
    """
    dice = random.Random(seed)
    zone = dice.choice(ZONES)
    cron = " ".join(
        [
            dice.choice(["0", "30", "15", "*/15", "0,30", "5-20/5", "*", "59"]),
            dice.choice(["0", "2", "1", "3", "*/6", "*", "9-17", "23", "2,14"]),
            dice.choice(["*", "*", "*", "1", "31", "29", "*/7", "1-7", "15,30"]),
            dice.choice(["*", "*", "*", "2", "1-6", "MAR,OCT", "*/3"]),
            dice.choice(["*", "*", "*", "0", "7", "MON-FRI", "SUN", "1,3"]),
        ]
    )
    # Half of the cases lie near a change of clocks.
    year = dice.choice([2024, 2025, 2026, 2027, 2028])
    if dice.random() < 0.5:
        month, day = dice.choice([(3, 8), (3, 27), (4, 3), (9, 25), (10, 3), (10, 25), (11, 1), (2, 27)])
    else:
        month, day = dice.randint(1, 12), dice.randint(1, 28)
    begin = datetime(year, month, day, dice.randint(0, 23), dice.choice([0, 0, 30, 17]), tzinfo=timezone.utc)
    on = begin + timedelta(minutes=dice.choice([0, 1, 7, 90, 60 * 24, 60 * 24 * 5]))
    now = on + timedelta(hours=dice.choice([1, 30, 24 * 9, 24 * 70]))
    start = dice.choice([None, begin, begin - timedelta(days=3), on + timedelta(days=1)])
    end = dice.choice([None, None, None, now - timedelta(hours=13)])
    pause = None
    if dice.random() < 0.3:
        pause = [on + (now - on) / 4, on + (now - on) / 2]
    return {
        "cron": cron,
        "zone": zone,
        "start": start and _text(start),
        "end": end and _text(end),
        "catchup": dice.random() < 0.5,
        "timetable": dice.choice(["trigger", "trigger", "interval"]),
        "on": _text(on),
        "pause": pause and [_text(one) for one in pause],
        "now": _text(now),
    }


def _time(text: str | None) -> datetime | None:
    import pendulum

    return pendulum.from_format(text, "YYYY-MM-DDTHH:mm", tz="UTC") if text else None


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
