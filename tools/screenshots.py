"""Take the pictures of Airflow's user interface, from the examples in an Airflow of their own.

Run it with `make screenshots` after Airflow's version or the example DAGs have changed, look at the pictures, and
commit them.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, Route, sync_playwright  # noqa: E402

from tests.browser.chromium import launch  # noqa: E402
from tests.ports import reserve  # noqa: E402

HOME = ROOT / ".cache/screenshots/airflow"
MINE = HOME.parent / "my_dags"  # a learner's own DAGs
ADAS = "/home/ada/course"  # where a learner's copy is, in the pictures
BROKEN = """from airflow.sdk import dag, task


@task
def greet():
    print("Good morning"


@dag()
def hello():
    greet()


hello()
"""
PICTURES = ROOT / "assets/images/airflow"
WINDOW = {"width": 1024, "height": 580}  # small, so that one can read the pictures where they are shown smaller still
WIDE = {"width": 1120, "height": 766}  # what the table of DAGs and the tabs above a log need
FIRST_RUNS_WITHIN = 240  # seconds


def main() -> None:
    """Write assets/images/airflow/*.webp."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        # Both stop Airflow too. Ctrl-C may be ignored, as in a background job; then Airflow would inherit that.
        signal.signal(stop, signal.default_int_handler)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with airflow() as (url, password), sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport=WINDOW, locale="en-US", timezone_id="UTC", reduced_motion="reduce")
        visit(page, url, password)
        browser.close()


@contextmanager
def airflow() -> Iterator[tuple[str, str]]:
    """Run the examples in a fresh Airflow. Give its address and its password."""
    shutil.rmtree(HOME, ignore_errors=True)
    shutil.rmtree(MINE, ignore_errors=True)
    port = reserve(5)
    program = subprocess.Popen(
        [ROOT / ".venv-airflow/bin/python", "examples/start.py", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"COURSE_HOME": str(HOME), "PYTHONPATH": "examples:examples/dags:."},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that Ctrl-C reaches it once, from here
    )
    try:
        output = []
        for line in program.stdout:
            output.append(line)
            if "Ctrl-C stops it." in line:
                break
        else:
            sys.exit("".join(output))
        yield f"http://127.0.0.1:{port}", "".join(output).split("password ")[1].split()[0]
    finally:
        program.send_signal(signal.SIGINT)
        try:
            program.wait(30)
        except subprocess.TimeoutExpired:
            program.kill()


def visit(page: Page, url: str, password: str) -> None:
    """Do what a learner does: log in, trigger a DAG, look at its run and its log, an asset, and what they wrote."""
    page.goto(url)
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Welcome").wait_for()
    wait_for_first_runs(page, url)

    # Airflow shows the next page a moment after the click, so each step waits for something that only its page has.
    page.set_viewport_size(WIDE)
    page.get_by_role("link", name="Dags", exact=True).click()
    page.get_by_text("7 Dags", exact=True).wait_for()  # the home page has links to DAGs too
    page.get_by_role("link", name="fraud_training", exact=True).wait_for()  # as cards, until one chooses the table
    take(page, "dags")

    page.set_viewport_size(WINDOW)
    page.get_by_role("link", name="first_pipeline", exact=True).click()
    page.get_by_role("button", name="Trigger Dag").filter(has_text="Trigger").click()
    dialog = page.get_by_role("dialog")
    trigger = dialog.get_by_role("button", name="Trigger", exact=True)
    trigger.click(trial=True)  # waits until the dialog stands still
    take(page, "trigger", dialog.bounding_box())

    trigger.click()
    page.wait_for_url("**/runs/manual__*")
    page.get_by_role("button", name="Show Graph").click()
    graph = page.get_by_role("application")
    graph.get_by_text("success").nth(2).wait_for(timeout=120_000)
    page.reload()  # without the message that the run was triggered
    graph.get_by_text("success").nth(2).wait_for()
    graph.get_by_role("link", name="load", exact=True).click(trial=True)
    take(page, "run")

    page.set_viewport_size(WIDE)
    page.get_by_role("button", name="Show Grid").click()
    page.get_by_role("row").get_by_role("link", name="load", exact=True).click()
    page.get_by_text("Loaded ").wait_for()
    top = page.get_by_role("heading", name="load", exact=True).bounding_box()["y"] - 20
    left = page.get_by_role("separator").bounding_box()["x"] + 18  # right of the button on it
    log = page.get_by_role("code").first.bounding_box()
    bottom = log["y"] + log["height"] + 16
    take(page, "log", {"x": left, "y": top, "width": WIDE["width"] - left, "height": bottom - top})

    # Its tasks take longer than those of first_pipeline.
    runs = page.request.get(f"{url}/api/v2/dags/fraud_detection/dagRuns").json()["dag_runs"]
    page.goto(f"{url}/dags/fraud_detection/runs/{quote(runs[0]['dag_run_id'])}")
    page.get_by_role("button", name="Show Gantt").click()
    # The list of tasks on the right is there first, and gives way to the chart on the left.
    page.wait_for_function("document.querySelector('[role=separator]').getBoundingClientRect().x > 300")
    page.get_by_role("link", name="report").first.click(trial=True)  # waits until it stands still
    top = page.get_by_role("button", name="Show Gantt").bounding_box()["y"] - 8
    last = page.get_by_text("report", exact=True).first.bounding_box()
    right = page.get_by_role("separator").bounding_box()["x"] - 8
    left, bottom = last["x"] - 8, last["y"] + last["height"] + 44  # room for the button Enlarge
    take(page, "gantt", {"x": left, "y": top, "width": right - left, "height": bottom - top})

    page.goto(f"{url}/dags/first_pipeline/calendar")
    page.get_by_text("Week 1").wait_for()
    take(page, "calendar")

    page.goto(f"{url}/dags/first_pipeline/code")
    page.get_by_text("First pipeline: the day").wait_for()
    take(page, "code")

    # What a learner writes: a DAG of a lesson, and one that is broken.
    shutil.copy(ROOT / "examples/lessons/plan_counts.py", MINE)
    (MINE / "hello.py").write_text(BROKEN, encoding="utf-8")
    runs = f"{url}/api/v2/dags/plan_counts/dagRuns"
    while not page.request.get(f"{url}/api/v2/dags/plan_counts").ok:
        time.sleep(1)
    run = quote(page.request.post(runs, data={"logical_date": None}).json()["dag_run_id"])
    for _ in range(FIRST_RUNS_WITHIN):  # the page of XComs does not follow a run
        if page.request.get(f"{runs}/{run}").json()["state"] == "success":
            break
        time.sleep(1)
    page.goto(f"{url}/dags/plan_counts/runs/{run}/tasks/count/xcom")
    page.get_by_text("return_value").wait_for()
    take(page, "xcom")

    page.set_viewport_size(WINDOW)
    shop = {"connection_id": "shop", "conn_type": "sqlite", "host": f"{ADAS}/.airflow/data/sources/shop.db"}
    page.request.post(f"{url}/api/v2/connections", data=shop)
    page.goto(f"{url}/connections")
    page.get_by_text("shop.db").wait_for()
    take(page, "connections")

    page.set_viewport_size(WIDE)
    page.route("**/importErrors*", as_on_adas_machine)
    page.goto(f"{url}/dags")
    page.get_by_role("button", name="Dag Import Error").click()
    page.get_by_role("dialog").get_by_text("Bundle Name").click()
    page.get_by_text("was never closed").click(trial=True)  # waits until it is unfolded
    take(page, "import-error", page.get_by_role("dialog").bounding_box())
    page.keyboard.press("Escape")
    page.set_viewport_size(WINDOW)

    page.get_by_role("link", name="Assets", exact=True).click()
    page.get_by_role("link", name="transactions", exact=True).click()
    graph.get_by_role("link", name="fraud_training").click(trial=True)
    page.get_by_role("heading", name="1 Asset Event").wait_for()
    take(page, "assets")


def as_on_adas_machine(route: Route) -> None:
    """Answer what Airflow answers, with the paths of a learner's machine."""
    answer = route.fetch()
    text = answer.text().replace(str(MINE), f"{ADAS}/{MINE.name}").replace(str(ROOT), ADAS)
    route.fulfill(response=answer, body=text)


def wait_for_first_runs(page: Page, url: str) -> None:
    """Wait until each DAG with a schedule has run: Airflow starts those that were due this morning at once."""
    dags = page.request.get(f"{url}/api/v2/dags").json()["dags"]
    scheduled = {dag["dag_id"] for dag in dags if dag["timetable_summary"]}
    end = time.monotonic() + FIRST_RUNS_WITHIN
    while time.monotonic() < end:
        runs = page.request.get(f"{url}/api/v2/dags/~/dagRuns?limit=100").json()["dag_runs"]
        states = {run["state"] for run in runs}
        if "failed" in states:
            sys.exit(f"A run failed: {[run['dag_run_id'] for run in runs if run['state'] == 'failed']}")
        if states == {"success"} and {run["dag_id"] for run in runs} == scheduled:
            return
        time.sleep(1)
    sys.exit(f"The first runs did not end within {FIRST_RUNS_WITHIN} seconds.")


def take(page: Page, name: str, clip: dict[str, float] | None = None) -> None:
    """Write a picture of the page, or of a part of it, in light and in dark."""
    page.mouse.move(0, 0)  # so that nothing is highlighted
    for mode in ("light", "dark"):
        page.emulate_media(color_scheme=mode)  # Airflow follows the system's setting until one chooses
        page.locator(f"html.{mode}").wait_for()
        file = PICTURES / f"{name}-{mode}.webp"
        with Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled"))) as image:
            image.save(file, lossless=True, quality=100, method=6)  # hardly larger than a lossy one, and sharp
        print(f"{file.name}: {file.stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    main()
