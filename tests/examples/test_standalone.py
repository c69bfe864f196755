"""`make airflow` in a difficult place: its REST API, the bot, a learner's own DAGs, and Airflow's command line.

Then parts of it are killed, and all of it.

The folder is deep and its path has spaces. An earlier version's database is there. The environment has a proxy that
does not answer, and settings of another Airflow and of another PostgreSQL. The learner's DAG files are broken.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from slack_sdk.signature import SignatureVerifier

from course.exercises import code
from tests.examples.fixtures import DAG_IDS, ROOT
from tests.examples.running import (
    SIGNING_SECRET,
    Standalone,
    launch,
    lesson_commands,
    programs,
    start,
    started,
    stop,
    until,
)
from tests.ports import reserve

pytestmark = pytest.mark.waits

PROXY = "http://127.0.0.1:9"  # nobody answers there
OTHERS = {
    "AIRFLOW_HOME": "another/airflow",
    "AIRFLOW_CONFIG": "/nowhere/airflow.cfg",
    "AIRFLOW__CORE__DAGS_FOLDER": "/nowhere",
    "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:////nowhere/another.db",
    "ALL_PROXY": "socks5://127.0.0.1:9",
    "PGHOST": "database.test",
    "PGPORT": "6543",
}
TOP = "from airflow.sdk import DAG, dag, task\n\n"
GOOD = (
    TOP
    + """@task
def speak(): print("Hello")

@dag()
def {name}(): speak()

{name}()
"""
)
BROKEN = {  # a learner's file, and what the terminal says of it
    "empty": ("", "my_dags/empty.py has no DAG. It is empty."),
    "comment": ("# a dag for airflow\n", "my_dags/comment.py has no DAG. It makes none at its top level."),
    "helper": ("WEEK = 7\n", "my_dags/helper.py has no DAG. Airflow skips a file in which the word 'airflow' does not"),
    "forgotten": (
        GOOD.format(name="forgotten").removesuffix("forgotten()\n"),
        "my_dags/forgotten.py has no DAG. Nothing calls forgotten().\n  To mend it: write forgotten() in the last",
    ),
    "copied": (
        (ROOT / "examples" / "dags" / "first_pipeline.py").read_text(encoding="utf-8"),
        "my_dags/copied.py: The dag_id 'first_pipeline' is taken by examples/dags/first_pipeline.py.",
    ),
    "twice": (GOOD.format(name="mine"), "my_dags/twice.py: The dag_id 'mine' is taken by my_dags/mine.py."),
    "syntax": (f"{TOP}@dag(\ndef syntax(): ...\n", "my_dags/syntax.py:3: Airflow can't import it."),
    "missing": (f"{TOP}import no_such_module\n", "No module named 'no_such_module'"),
    "undefined": (f"{TOP}@dag()\ndef undefined(): speak()\n\nundefined()\n", "name 'speak' is not defined"),
    "old_option": (
        GOOD.format(name="old_option").replace("@dag()", "@dag(schedule_interval=None)"),
        "my_dags/old_option.py:9: Airflow can't import it.",
    ),
    "schedule": (
        GOOD.format(name="schedule").replace("@dag()", "@dag(schedule='61 * * * *')"),
        "[61 * * * *] is not acceptable",
    ),
    "circle": (
        f"{TOP}@task\ndef one(): ...\n\n@dag()\ndef circle(): (a := one()) >> (b := one()) >> a\n\ncircle()\n",
        "Cycle detected in Dag: circle.",
    ),
    "dag_id": (f"{TOP}with DAG('not an id!'): ...\n", "my_dags/dag_id.py:3: Airflow can't import it."),
    "exits": (f"{TOP}import sys\nsys.exit('goodbye')\n", "SystemExit: goodbye"),
    "crashes": (f"{TOP}import os\nos._exit(3)\n", "my_dags/crashes.py ends the program that reads it (status 3)."),
    "bytes": (f"{TOP}# caf\udce9\n", "my_dags/bytes.py"),
    "null": (f"{TOP}\0\n", "source code string cannot contain null bytes"),
    # It never ends, and leaves the machine to the other tests.
    "endless": (f"{TOP}import time\ntime.sleep(10**6)\n", "my_dags/endless.py:4: Airflow can't import it."),
}


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """A running Airflow, in a home of its own."""
    place = tmp_path_factory.mktemp("standalone") / "a folder with spaces" / ("deep-" * 20)
    home, mine = place / ".airflow", place / "my_dags"
    home.mkdir(parents=True)
    mine.mkdir()
    (home / "airflow.db").write_bytes(b"SQLite format 3")
    (mine / "mine.py").write_text(GOOD.format(name="mine"), encoding="utf-8")
    for name, (source, _) in BROKEN.items():
        (mine / f"{name}.py").write_text(source, encoding="utf-8", errors="surrogateescape")
    airflow = start(home, http_proxy=PROXY, https_proxy=PROXY, HTTP_PROXY=PROXY, HTTPS_PROXY=PROXY, **OTHERS)
    try:
        yield airflow
    finally:
        stop(airflow)


def test_it_says_what_it_ignores(standalone: Standalone) -> None:
    assert f"Ignored, because it is meant for another program: {', '.join(sorted(OTHERS))}\n" in standalone.said
    assert not (ROOT / "another").exists()


def test_an_earlier_database_is_replaced_with_a_sentence(standalone: Standalone) -> None:
    assert "Airflow's runs are kept in PostgreSQL now, no longer in SQLite." in standalone.said
    assert not (standalone.home / "airflow.db").exists()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_and_stops_nothing(standalone: Standalone, name: str) -> None:
    standalone.says(BROKEN[name][1])


def test_a_file_that_changes_is_told_while_airflow_runs(standalone: Standalone) -> None:
    path = standalone.home.parent / "my_dags" / "changing.py"
    path.write_text(GOOD.format(name="changing"), encoding="utf-8")
    standalone.says("my_dags/changing.py is fine: changing\n")
    until(lambda: "changing" in dags(standalone), "the new DAG in Airflow")
    path.write_text(GOOD.format(name="changing") + "1 / 0\n", encoding="utf-8")
    standalone.says("my_dags/changing.py:10: Airflow can't import it.")
    standalone.says("ZeroDivisionError")
    path.unlink()
    standalone.says("my_dags/changing.py is gone.")


def test_a_dag_of_ones_own_is_marked_and_runs(standalone: Standalone) -> None:
    [mine] = [dag for dag in standalone.request("/api/v2/dags?limit=100")["dags"] if dag["dag_id"] == "mine"]
    assert [tag["name"] for tag in mine["tags"]] == ["my_dags"]
    assert standalone.finished("mine", standalone.trigger("mine")) == "success"


def dags(standalone: Standalone) -> dict[str, str]:
    """Return the file of each DAG that Airflow has."""
    return {dag["dag_id"]: dag["fileloc"] for dag in standalone.request("/api/v2/dags?limit=100")["dags"]}


def test_it_shows_these_dags_and_nothing_else_turned_on_and_without_import_errors(standalone: Standalone) -> None:
    assert set(dags(standalone)) >= set(DAG_IDS)
    until(lambda: set(dags(standalone)) - {"changing"} == {*DAG_IDS, "mine"}, "these DAGs and no other")
    found = standalone.request("/api/v2/dags?limit=100")["dags"]
    assert [dag["dag_id"] for dag in found if dag["is_paused"]] == []
    assert Path(dags(standalone)["first_pipeline"]) == ROOT / "examples" / "dags" / "first_pipeline.py"
    errors = standalone.request("/api/v2/importErrors?limit=100")["import_errors"]
    assert [error for error in errors if error["bundle_name"] != "my_dags"] == []


def test_it_tells_the_addresses_and_the_password(standalone: Standalone) -> None:
    output = standalone.said
    assert f"http://127.0.0.1:{standalone.port}/ " in output
    assert f"http://127.0.0.1:{standalone.port + 1}/" in output
    assert all(dag_id in output for dag_id in DAG_IDS)
    assert standalone.token


def test_what_was_due_this_morning_ran_by_itself(standalone: Standalone) -> None:
    for dag_id in ("first_pipeline", "health_score", "fraud_detection", "ask_astro"):
        runs = [run["dag_run_id"] for run in standalone.runs(dag_id) if run["run_type"] == "scheduled"]
        assert {standalone.finished(dag_id, run) for run in runs} == {"success"}


@pytest.fixture(scope="module")
def triggered(standalone: Standalone) -> dict[str, str]:
    """Trigger every DAG, and return the ids of the runs."""
    return {dag_id: standalone.trigger(dag_id) for dag_id in DAG_IDS}


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_a_dag_succeeds_when_triggered_by_hand(standalone: Standalone, triggered: dict[str, str], dag_id: str) -> None:
    assert standalone.finished(dag_id, triggered[dag_id]) == "success"


@pytest.mark.parametrize(
    ("producer", "consumer"), [("first_pipeline", "user_growth"), ("fraud_detection", "fraud_training")]
)
def test_an_updated_asset_starts_its_consumer(
    standalone: Standalone, triggered: dict[str, str], producer: str, consumer: str
) -> None:
    def consumers() -> str | None:
        for run in standalone.runs(consumer):
            if run["run_type"] == "asset_triggered":
                path = f"/api/v2/dags/{consumer}/dagRuns/{urllib.parse.quote(run['dag_run_id'])}/upstreamAssetEvents"
                events = standalone.request(path)["asset_events"]
                if triggered[producer] in [event["source_run_id"] for event in events]:
                    return run["dag_run_id"]
        return None

    assert standalone.finished(consumer, until(consumers, f"a run of {consumer}")) == "success"


def test_a_question_in_slack_starts_the_report_and_the_answer_is_posted(standalone: Standalone) -> None:
    before = {run["dag_run_id"] for run in standalone.runs("academy_report")}
    standalone.say("bank.test")
    assert "certified" in standalone.answered("*bank.test*: ")
    [run] = [run for run in standalone.runs("academy_report") if run["dag_run_id"] not in before]
    assert run["dag_run_id"].startswith("slack-Ev")
    assert run["triggered_by"] == "rest_api"
    assert run["conf"] == {"customer_domain": "bank.test", "channel": "#academy"}


def test_an_unknown_domain_and_no_domain_are_answered(standalone: Standalone) -> None:
    standalone.say("nobody.test")
    standalone.say("how many students do we have?")
    standalone.answered("I don't know a customer with the domain nobody.test.")
    standalone.answered("Please give me a customer's domain")


def test_a_failed_run_is_answered(standalone: Standalone) -> None:
    academy = standalone.home / "data" / "sources" / "academy.db"
    academy.rename(academy.with_suffix(".away"))
    try:
        standalone.say("energy.test")
        standalone.answered("Sorry, the report on energy.test failed.")
    finally:
        academy.with_suffix(".away").rename(academy)


def test_a_run_that_asks_for_nonsense_is_refused(standalone: Standalone) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        standalone.trigger("academy_report", customer_domain="no domain")
    assert refused.value.code == 400


def test_without_a_token_nothing_starts(standalone: Standalone) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        standalone.request("/api/v2/dags/academy_report/dagRuns", {"logical_date": None}, token="wrong")
    assert refused.value.code in (401, 403)


def test_a_second_one_is_refused_while_the_first_runs(standalone: Standalone) -> None:
    second = launch(standalone.home, reserve(5))
    assert second.ends() == 1
    second.says("is running from")
    second.says("Stop it with Ctrl-C")


def test_a_port_that_is_taken_is_named(standalone: Standalone, tmp_path: Path) -> None:
    second = launch(tmp_path / ".airflow", standalone.port)
    assert second.ends() == 1
    second.says(f"Port {standalone.port}, for Airflow, is taken by another program.")
    second.says("make airflow PORT=")


def test_the_command_of_a_lesson_lists_import_errors(standalone: Standalone) -> None:
    [line] = lesson_commands("./airflow dags list-import-errors")
    done = standalone.command(f"{line} --output json")
    assert done.returncode == 1, done.stderr  # as Airflow does where there is an error
    listed = {Path(error["filepath"]).name for error in json.loads(done.stdout)}
    assert listed >= {"syntax.py", "missing.py", "circle.py"}


def test_airflows_command_line_works_on_what_runs(standalone: Standalone) -> None:
    listed = standalone.command("./airflow dags list --output json")
    assert listed.returncode == 0, listed.stderr
    assert {dag["dag_id"] for dag in json.loads(listed.stdout)} >= {*DAG_IDS, "mine"}
    triggered = standalone.command("./airflow dags trigger mine --run-id from-the-command-line")
    assert triggered.returncode == 0, triggered.stderr
    assert standalone.finished("mine", "from-the-command-line") == "success"


def test_a_worker_is_refused_because_airflow_runs_the_tasks_itself(standalone: Standalone) -> None:
    refused = standalone.command("./airflow edge worker")
    assert refused.stderr.startswith("This Airflow runs its tasks itself. To let them wait for a worker: make airflow")


def bot_receives(standalone: Standalone, event_id: str, text: str, secret: str = SIGNING_SECRET) -> int:
    """Send the bot an event as Slack does, and return the status of its answer."""
    event = {"type": "app_mention", "channel": "#academy", "user": "U1", "text": text}
    body = json.dumps({"type": "event_callback", "event_id": event_id, "event": event})
    timestamp = str(int(time.time()))
    headers = {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body),
    }
    request = urllib.request.Request(f"http://127.0.0.1:{standalone.port + 2}/slack/events", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=3) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_an_exercise_is_judged_by_what_was_triggered_here(standalone: Standalone) -> None:
    check = f"'{sys.executable}' examples/exercise.py check find_the_line --answer="
    date = {"logical_date": "2026-11-23T00:00:00Z"}
    run_id = standalone.request("/api/v2/dags/first_pipeline/dagRuns", date)["dag_run_id"]
    assert standalone.finished("first_pipeline", run_id) == "success"
    right = standalone.command(f"{check}25")
    assert (right.returncode, right.stderr) == (0, ""), right.stdout
    assert right.stdout.splitlines()[-1] == f"Met: {code('find_the_line')}"
    wrong = standalone.command(f"{check}1")
    assert wrong.returncode == 1
    assert "✗ The answer is the number in the log of its task load" in wrong.stdout
    assert "Traceback" not in wrong.stderr


def test_an_exercise_finds_the_connection_that_was_added_here(standalone: Standalone) -> None:
    solution = ROOT / "exercises" / "use_a_connection" / "solution.py"
    shutil.copy(solution, standalone.home.parent / "my_dags" / "use_a_connection.py")
    check = f"'{sys.executable}' examples/exercise.py check use_a_connection"
    missing = standalone.command(check)
    assert missing.returncode == 1
    assert "nor in Airflow." in " ".join(missing.stdout.split())
    path = standalone.home / "data" / "sources" / "academy.db"
    added = standalone.command(f"./airflow connections add academy --conn-type sqlite --conn-host '{path}'")
    assert added.returncode == 0, added.stderr
    found = standalone.command(check)
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.splitlines()[-1] == f"Met: {code('use_a_connection')}"


def test_an_event_that_slack_sends_twice_starts_one_run(standalone: Standalone) -> None:
    link = "<@BOT> <http://games.test|games.test>"  # Slack makes a link of a domain
    assert [bot_receives(standalone, "EvTWICE", link) for _ in range(2)] == [200, 200]
    until(lambda: "slack-EvTWICE" in [run["dag_run_id"] for run in standalone.runs("academy_report")], "the run")
    assert standalone.finished("academy_report", "slack-EvTWICE") == "success"
    # The bot answers in order: whatever it made of the second event is there with the answer to the next.
    assert bot_receives(standalone, "EvNEXT", "<@BOT> travel.test") == 200
    standalone.answered("*travel.test*: ")
    assert len([text for text in standalone.messages() if text.startswith("*games.test*")]) == 1


def test_an_event_with_a_wrong_signature_is_refused(standalone: Standalone) -> None:
    before = len(standalone.messages())
    assert bot_receives(standalone, "EvFORGED", "<@BOT> games.test", secret="guessed") == 401
    assert "slack-EvFORGED" not in [run["dag_run_id"] for run in standalone.runs("academy_report")]
    assert len(standalone.messages()) == before


# What is killed comes last: it ends this Airflow.


@pytest.fixture(scope="module")
def victims(standalone: Standalone) -> Iterator[list[Standalone]]:
    """The Airflow of each start, in one home; the last one runs or has been stopped by a test."""
    for name in BROKEN:  # each start would read them again
        (standalone.home.parent / "my_dags" / f"{name}.py").unlink()
    found = [standalone]
    try:
        yield found
    finally:
        for airflow in found:
            stop(airflow)


@pytest.fixture
def victim(victims: list[Standalone]) -> Standalone:
    """A running Airflow whose parts are killed."""
    if victims[-1].process.poll() is not None:
        victims.append(start(victims[0].home))
    return victims[-1]


def kill(airflow: Standalone, word: str) -> None:
    """Kill the one program that has a word in its command line."""
    # A task is a fork of the scheduler, and may have its arguments: the oldest is the one.
    min(programs(airflow, word), key=psutil.Process.create_time).kill()


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("scheduler", "Airflow's scheduler has ended by itself (signal SIGKILL)."),
        ("api_server", "Airflow's API server has ended by itself (signal SIGKILL)."),
        ("dag-processor", "Airflow's DAG processor has ended by itself (signal SIGKILL)."),
        ("triggerer", "Airflow's triggerer has ended by itself (signal SIGKILL)."),
        ("bin/postgres", "The database has ended by itself (signal SIGKILL)."),
        ("academy_bot.py", "The bot has ended by itself (signal SIGKILL)."),
        ("practice_slack.py", "The practice Slack has ended by itself (signal SIGKILL)."),
    ],
)
def test_what_is_killed_is_named_at_once_and_started_again(victim: Standalone, word: str, said: str) -> None:
    before = len(victim.said)
    kill(victim, word)
    victim.says(f"{said}\nStarting it again …", before)
    assert "Traceback" not in victim.said
    if word.endswith(".py"):
        until(lambda: len(programs(victim, word)) == 1, word)
    else:
        victim.says("Airflow runs again.", before)
        assert victim.finished("first_pipeline", victim.trigger("first_pipeline")) == "success"
    assert victim.process.poll() is None, victim.said


def test_after_everything_was_killed_it_starts_with_its_runs_and_ctrl_c_leaves_nothing(
    victims: list[Standalone], victim: Standalone
) -> None:
    runs = {run["dag_run_id"] for run in victim.runs("first_pipeline")}
    assert runs
    left = started(victim)[1:]
    victim.process.kill()  # and with it nothing that it has started
    victim.process.wait()
    second = launch(victim.home, victim.port)
    victims.append(second)
    second.says("Ended what was left of an Airflow that was killed.")
    second.says("Ctrl-C stops it.")
    assert psutil.wait_procs(left, timeout=10)[1] == []
    assert {run["dag_run_id"] for run in second.runs("first_pipeline")} >= runs
    everything = started(second)
    second.process.send_signal(signal.SIGINT)
    assert second.ends() == 0, second.said
    second.says("Stopped.")
    assert "Traceback" not in second.said
    assert psutil.wait_procs(everything, timeout=10)[1] == []
    assert not (second.home / "running.json").exists()
