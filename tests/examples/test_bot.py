"""The bot on its own: it acknowledges at once, and answers when Airflow can't."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from apps import academy_bot
from apps.academy_bot import AcademyBot, Airflow
from tests.examples.conftest import FaultySlack

SECRET = "secret"


class FakeAirflow(ThreadingHTTPServer):
    """The two calls of Airflow's REST API that the bot makes, answered as a test wants."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        self.statuses: list[int] = []  # of the next triggers; 200 when empty
        self.detail = "Invalid input for param customer_domain: 'x' does not match"
        self.hold = threading.Event()  # it answers while this is set
        self.hold.set()
        self.triggered: list[dict] = []
        super().__init__(("127.0.0.1", 0), _AirflowHandler)


class _AirflowHandler(BaseHTTPRequestHandler):
    server: FakeAirflow

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.hold.wait(20)
        status, answer = 201, {"access_token": "token"}
        if self.path != "/auth/token":
            status = self.server.statuses.pop(0) if self.server.statuses else 200
            answer = {"detail": self.server.detail}
            if status == 200:
                self.server.triggered.append(body)
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def airflow_api() -> Iterator[FakeAirflow]:
    with FakeAirflow() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def bot(slack: FaultySlack, airflow_api: FakeAirflow, monkeypatch: pytest.MonkeyPatch) -> Iterator[AcademyBot]:
    monkeypatch.setattr(academy_bot, "PAUSE", 0)
    client = WebClient(slack.token, base_url=slack.url)
    airflow = Airflow(f"http://127.0.0.1:{airflow_api.server_port}", "admin", "password")
    with AcademyBot(0, "#academy", SECRET, client, airflow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def send(bot: AcademyBot, message: dict, secret: str = SECRET) -> str:
    """Send a message as Slack does, and return the answer."""
    body, timestamp = json.dumps(message), str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
    url = f"http://127.0.0.1:{bot.server_port}/slack/events"
    with urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers), timeout=3) as response:
        return response.read().decode()


def mention(text: str, channel: str = "#academy", kind: str = "app_mention") -> dict:
    """Make an event."""
    event = {"type": kind, "channel": channel, "text": text}
    return {"type": "event_callback", "event_id": "Ev1", "event": event}


def until(check: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 20
    while not check():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_slacks_challenge_comes_back(bot: AcademyBot) -> None:
    assert send(bot, {"type": "url_verification", "challenge": "3eZbrw1a"}) == "3eZbrw1a"


def test_it_acknowledges_before_airflow_has_answered(bot: AcademyBot, airflow_api: FakeAirflow) -> None:
    airflow_api.hold.clear()
    assert send(bot, mention("<@BOT> example.com")) == "", "within the three seconds that Slack waits"
    assert airflow_api.triggered == []
    airflow_api.hold.set()
    until(lambda: airflow_api.triggered)


@pytest.mark.parametrize("text", ["<@BOT> example.com", "<@BOT>   <http://example.com|example.com> "])
def test_the_domain_goes_to_airflow(bot: AcademyBot, airflow_api: FakeAirflow, text: str) -> None:
    send(bot, mention(text))
    until(lambda: airflow_api.triggered)
    conf = {"customer_domain": "example.com", "channel": "#academy"}
    assert airflow_api.triggered == [{"dag_run_id": "slack-Ev1", "logical_date": None, "conf": conf}]


@pytest.mark.parametrize(
    "message",
    [
        mention("<@BOT> example.com", channel="#elsewhere"),
        mention("example.com", kind="message"),
        {"type": "event_callback", "event_id": "Ev1"},
    ],
)
def test_what_is_not_for_the_bot_is_left_alone(bot: AcademyBot, airflow_api: FakeAirflow, message: dict) -> None:
    assert send(bot, message) == ""
    time.sleep(0.5)
    assert airflow_api.triggered == []


def test_a_busy_airflow_is_asked_again(bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack) -> None:
    airflow_api.statuses = [500, 503]
    send(bot, mention("<@BOT> example.com"))
    until(lambda: airflow_api.triggered)
    assert slack.messages == []


@pytest.mark.parametrize(
    ("statuses", "answer"),
    [
        ([400], "Please give me a customer's domain, such as example.com."),
        ([403], "Airflow can't make the report now. Please ask again later."),
        ([500] * 4, "Airflow can't make the report now. Please ask again later."),
    ],
)
def test_what_airflow_refuses_is_answered(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack, statuses: list[int], answer: str
) -> None:
    airflow_api.statuses = statuses
    send(bot, mention("<@BOT> something"))
    until(lambda: slack.messages)
    assert [message["text"] for message in slack.messages] == [answer]
    assert airflow_api.triggered == []


def test_a_dag_that_is_broken_is_not_blamed_on_the_domain(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack
) -> None:
    airflow_api.statuses, airflow_api.detail = [400], "Dag with dag_id: 'academy_report' has import errors"
    send(bot, mention("<@BOT> example.com"))
    until(lambda: slack.messages)
    assert slack.messages[0]["text"] == "Airflow can't make the report now. Please ask again later."


def test_an_event_that_came_before_starts_nothing_and_says_nothing(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack
) -> None:
    airflow_api.statuses = [409]
    send(bot, mention("<@BOT> example.com"))
    until(lambda: not airflow_api.statuses)
    time.sleep(0.5)
    assert slack.calls == 0


def test_an_airflow_that_is_away_is_answered(bot: AcademyBot, slack: FaultySlack) -> None:
    bot.airflow.url = "http://127.0.0.1:9"
    send(bot, mention("<@BOT> example.com"))
    until(lambda: slack.messages)
    assert slack.messages[0]["text"].startswith("Airflow can't make the report now")


def test_a_slack_that_refuses_the_answer_is_told_in_the_bots_output(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack, capsys: pytest.CaptureFixture[str]
) -> None:
    airflow_api.statuses = [400]
    slack.fail("channel_not_found")
    send(bot, mention("<@BOT> x"))
    until(lambda: slack.calls)
    time.sleep(0.5)
    assert "channel_not_found" in capsys.readouterr().out
