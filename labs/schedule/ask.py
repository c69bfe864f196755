"""Ask Airflow which runs it makes of a schedule: for the lab's worked examples, and for many settings drawn by seeds.

`make labs` writes what it said into answers.json (zones and examples, from which the page is made) and cases.txt (a
line for a seed). The lab's script has to say the same, and a test asks Airflow again. For more seeds than those:

    .venv-airflow/bin/python labs/schedule/ask.py 2400 20000 >more.txt
    CASES=more.txt make test-site TESTS="tests/browser/test_schedule_lab.py -k drawn"
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import yaml

if TYPE_CHECKING:
    from airflow.timetables.base import TimeRestriction, Timetable
    from pendulum import DateTime

ANSWERS = Path(__file__).with_name("answers.json")
CASES = Path(__file__).with_name("cases.txt")
LAB = Path(__file__).with_name("lab.yml")
SEEDS = (*range(2400), 141860)  # of which the last one makes Airflow fail after many runs
MOST = 8  # runs of a case; a lab shows no more at once
MANY = 1000  # runs of a case of which all are counted
# Of which a lab can tell. Clocks are known some years around, for the due times before and after.
YEARS = range(2020, 2036)
MONTHS = "jan FEB mar apr MAY jun jul aug sep oct nov dec"
WEEKDAYS = "sun MON tue wed thu fri Sat"
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "Australia/Lord_Howe",  # moves by half an hour
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Pacific/Auckland",
)


def runs(setting: dict, most: int = MOST) -> Iterator[list[str]]:
    """Yield the runs that Airflow makes by the clock: due, beginning and end of the data interval, when it is made.

    Args:
        setting: as draw() returns it.
        most: how many runs, at most.
    """
    from airflow.timetables.base import TimeRestriction
    from airflow.timetables.interval import CronDataIntervalTimetable
    from airflow.timetables.trigger import CronTriggerTimetable

    kind = CronTriggerTimetable if setting["timetable"] == "trigger" else CronDataIntervalTimetable
    timetable = kind(setting["cron"], timezone=setting["zone"])
    restriction = TimeRestriction(_moment(setting["start"]), _moment(setting["end"]), setting["catchup"])
    times = (setting["turned_on"], setting["now"], setting["pause"])
    for run in islice(made(timetable, restriction, *times), most):
        yield [*map(_text, run)]


def made(
    timetable: Timetable, restriction: TimeRestriction, turned_on: str, now: str, pause: list[str] | None = None
) -> Iterator[tuple[datetime, datetime, datetime, datetime]]:
    """Yield the runs that Airflow makes of a timetable: due, beginning and end of the data interval, when it is made.

    It is asked as the scheduler asks: for the next run, given the last one and the time; again when one was made.

    Args:
        timetable: one of Airflow's.
        restriction: start and end date, and whether the DAG catches up.
        turned_on: when the DAG is turned on, in UTC, such as ``2026-03-01T00:00``; so are the other times.
        now: no later run is looked for.
        pause: from when and until when the DAG is turned off again.
    """
    until, clock, last = _moment(now), _moment(turned_on), None
    while True:
        with _it_is(clock):
            info = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
        if info is None or info.run_after > until:
            return
        moment = _awake(max(clock, info.run_after), pause)
        if moment > until:
            return
        if moment > clock and moment != info.run_after:  # it was paused when the run was due, and asks again afterwards
            clock = moment
            continue
        clock, last = moment, info.data_interval
        yield info.run_after, last.start, last.end, moment


def _awake(moment: datetime, pause: list[str] | None) -> datetime:
    """Return when a DAG that was paused meanwhile can have a run: at the moment, or at the pause's end."""
    if pause and _moment(pause[0]) <= moment < _moment(pause[1]):
        return _moment(pause[1])
    return moment


@contextmanager
def _it_is(moment: datetime) -> Iterator[None]:
    with (
        patch("airflow.timetables.trigger.utcnow", lambda: moment),
        patch("airflow.timetables.interval.utcnow", lambda: moment),
    ):
        yield


def _field(dice: random.Random, low: int, high: int, names: str) -> str:
    """Draw a field of cron: a list of numbers or names, ranges and steps."""

    def name(value: int) -> str:
        words = names.split()
        return dice.choice([str(value), words[value - low]]) if value - low < len(words) else str(value)

    items = []
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        begin, end = sorted(dice.sample(range(low, high + 1), 2))
        step = f"/{dice.randint(1, high + 3)}"
        forms = [name(begin), f"{name(begin)}-{name(end)}", f"{begin}-{end}{step}", f"{begin}{step}", f"*{step}"]
        items.append(dice.choice(forms))
    return ",".join(items) if all("*" not in item for item in items) else f"*/{dice.randint(1, high)}"


def draw(seed: int) -> dict:
    """Return a setting, rich in corners: changes of clocks, leap days, lists, steps, days of the month or the week.

    Args:
        seed: the same gives the same.
    """
    dice = random.Random(seed)
    zone = dice.choice(ZONES)
    cron = " ".join(
        _field(dice, low, high, names) if dice.random() < 0.2 else dice.choice(usual)
        for low, high, names, usual in (
            (0, 59, "", ["0", "30", "15", "*/15", "0,30", "5-20/5", "*", "59", "50/5"]),
            (0, 23, "", ["0", "2", "1", "3", "*/6", "*", "9-17", "23", "2,14", "0-23", "*/7"]),
            (1, 31, "", [*["*"] * 6, "1", "31", "29", "*/7", "1-7", "15,30", "1-31", "*/40"]),
            (1, 12, MONTHS, [*["*"] * 8, "2", "1-6", "MAR,OCT", "*/3"]),
            (0, 7, WEEKDAYS, [*["*"] * 3, "0", "7", "MON-FRI", "SUN", "1,3", "5-7", "*/2", "0-6", "1-7"]),
        )
    )
    # Half of the cases lie near a change of clocks.
    year = dice.choice(YEARS[2:-2])
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
        "turned_on": _text(on),
        "pause": pause and [_text(one) for one in pause],
        "now": _text(now),
    }


def brief(found: list[list[str]]) -> str:
    """Return runs in a line: the first one's four times, and how many minutes later those of the next ones are.

    Args:
        found: as runs() returns it.
    """
    words: list[str] = []
    for before, run in zip([None, *found], found, strict=False):
        if before is None:
            words.append(" ".join(run))
            continue
        later = [int((_time(new) - _time(old)).total_seconds() / 60) for old, new in zip(before, run, strict=True)]
        words.append("+" + (str(later[0]) if len(set(later)) == 1 else "/".join(map(str, later))))
    return " ".join(
        word if count == 1 else f"{word}*{count}" for word, count in ((w, len([*g])) for w, g in groupby(words))
    )


def cases(seeds: Iterable[int]) -> Iterator[str]:
    """Yield a line for each seed: what Airflow makes of its setting, and whether it fails then; of every twentieth all
    runs are counted.
    """
    for seed in seeds:
        most = MANY if seed % 20 == 0 else MOST
        found, error = [], ""
        try:
            for run in runs(draw(seed), most):
                found.append(run)
        except (ValueError, AssertionError):  # of Airflow's, where the clocks change
            error = "error"
        count = f"= {len(found)}" if MOST <= len(found) < most else ""
        yield " ".join(filter(None, [f"{seed}:", brief(found[:MOST]), count, error]))


def answers() -> dict:
    """Return what the page needs of Airflow: its version, the clocks of zones, and what comes of the examples."""
    import airflow

    says = yaml.safe_load(LAB.read_text(encoding="utf-8"))
    examples = []
    for example in says["examples"]:
        setting = utc(example["setting"])
        always = setting | {"catchup": True, "pause": None}
        examples.append({"setting": setting, "due": [run[0] for run in runs(always, MANY)], "runs": [*runs(setting)]})
    return {
        "airflow": airflow.__version__,
        "years": [YEARS[0], YEARS[-1]],
        "zones": {name: " ".join(map(str, clocks)) for name, clocks in zones().items()},
        "examples": examples,
    }


def utc(setting: dict) -> dict:
    """Return a setting of lab.yml, whose times are by the zone's clocks, with times in UTC.

    Args:
        setting: its times must not lie near a change of clocks.
    """
    import pendulum

    def moved(text: str | None) -> str | None:
        return text and _text(pendulum.parse(text, tz=setting["zone"]).in_timezone("UTC"))

    times = {name: moved(setting[name]) for name in ("start", "end", "turned_on", "now")}
    return setting | times | {"pause": setting["pause"] and [moved(text) for text in setting["pause"]]}


def refuses(cron: str) -> bool:
    """Return whether Airflow refuses a DAG with such a schedule."""
    from airflow.exceptions import AirflowTimetableInvalid
    from airflow.timetables.trigger import CronTriggerTimetable

    try:
        CronTriggerTimetable(cron, timezone="UTC").validate()
    except AirflowTimetableInvalid:
        return True
    return False


def zones() -> dict[str, list[int]]:
    """Return each zone's clocks: its distance from UTC in minutes, then for each change how long it is after the one
    before (the first: after 1970, in UTC) and the distance from then on. So they need little room in a page.
    """
    found = {}
    for name in ZONES:
        day = datetime(YEARS[0] - 8, 1, 1, tzinfo=timezone.utc)
        clocks, before = [_distance(name, day)], 0
        while day.year < YEARS[-1] + 9:
            tomorrow = day + timedelta(days=1)
            if _distance(name, tomorrow) != clocks[-1]:
                low, high = 0, 1440  # the change is after the first of these minutes, and not after the second
                while high - low > 1:
                    middle = (low + high) // 2
                    same = _distance(name, day + timedelta(minutes=middle)) == clocks[-1]
                    low, high = (middle, high) if same else (low, middle)
                moment = day + timedelta(minutes=high)
                minute = int(moment.timestamp()) // 60
                clocks += [minute - before, _distance(name, moment)]
                before = minute
            day = tomorrow
        found[name] = clocks
    return found


def _distance(zone: str, moment: datetime) -> int:
    import pendulum

    return int(moment.astimezone(pendulum.timezone(zone)).utcoffset().total_seconds()) // 60


def _time(text: str | None) -> datetime | None:
    return datetime.strptime(text + "+0000", "%Y-%m-%dT%H:%M%z") if text else None


def _moment(text: str | None) -> DateTime | None:
    import pendulum

    return pendulum.instance(_time(text)) if text else None


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def main() -> None:
    """Write answers.json and cases.txt anew, or print the cases of the seeds from one number up to another."""
    import run as runner

    runner.load_airflow("http://127.0.0.1:9/api/", "no token")
    if len(sys.argv) > 1:
        for line in cases(range(int(sys.argv[1]), int(sys.argv[2]))):
            print(line)
        return
    ANSWERS.write_text(json.dumps(answers(), indent=1) + "\n", encoding="utf-8")
    CASES.write_text("".join(f"{line}\n" for line in cases(SEEDS)), encoding="utf-8")
    print(f"Wrote {ANSWERS.name} and {CASES.name}")


if __name__ == "__main__":
    main()
