"""The bot on its own: it finds the domain, acknowledges at once, answers when Airflow can't, and ends quietly."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from apps import academy_bot
from apps.academy_bot import AcademyBot, Airflow, domains
from tests.examples.fixtures import ROOT, FaultySlack

SECRET = "secret"
PLEASE = "Please give me a customer's domain, such as example.com."


class FakeAirflow(ThreadingHTTPServer):
    """The two calls of Airflow's REST API that the bot makes, answered as a test wants."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        self.statuses: list[int] = []  # of the next triggers; 200 when empty
        self.detail = "Invalid input for param customer_domain: 'x' does not match"
        self.hold = threading.Event()  # it answers while this is set
        self.hold.set()
        self.asked = threading.Event()
        self.triggered: list[dict] = []
        super().__init__(("127.0.0.1", 0), _AirflowHandler)


class _AirflowHandler(BaseHTTPRequestHandler):
    server: FakeAirflow

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.set()
        self.server.hold.wait(40)
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
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def bot(slack: FaultySlack, airflow_api: FakeAirflow, monkeypatch: pytest.MonkeyPatch) -> Iterator[AcademyBot]:
    monkeypatch.setattr(academy_bot, "PAUSE", 0)
    client = WebClient(slack.token, base_url=slack.url)
    airflow = Airflow(f"http://127.0.0.1:{airflow_api.server_port}", "admin", "password")
    with AcademyBot(0, "#academy", SECRET, client, airflow) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def settled(bot: AcademyBot) -> Callable[[], None]:
    """Return a function that waits until the bot, Slack and Airflow have done all that they began."""
    idle = set(threading.enumerate())
    return lambda: until(lambda: idle.issuperset(threading.enumerate()))


def send(bot: AcademyBot | Program, message: dict, secret: str = SECRET) -> str:
    """Send a message as Slack does, and return the answer."""
    body, timestamp = json.dumps(message), str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
    port = bot.port if isinstance(bot, Program) else bot.server_port
    request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", body.encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as response:
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
    assert send(bot, mention("<@BOT> example.com")) == "", "Slack waits for three seconds only"
    assert airflow_api.triggered == []
    airflow_api.hold.set()
    until(lambda: airflow_api.triggered)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("example.com", ["example.com"]),
        ("what about example.com please?", ["example.com"]),
        ("Example.COM", ["example.com"]),
        ("report for bank.test!", ["bank.test"]),
        ("(games.test)", ["games.test"]),
        ("Bank.test's students, please.", ["bank.test"]),
        ("I mean bank.test.", ["bank.test"]),
        ("bank.test, please", ["bank.test"]),
        ("bank.test: how many?", ["bank.test"]),
        ("-bank.test", ["bank.test"]),
        ("*bank.test*", ["bank.test"]),
        ("_bank.test_", ["bank.test"]),
        ("“bank.test”—how many?", ["bank.test"]),
        ("sub.bank.test", ["sub.bank.test"]),
        ("my-bank.test", ["my-bank.test"]),
        ("<http://games.test|games.test>", ["games.test"]),
        ("<https://www.games.test/a.html?b=c.test#d.test|www.games.test/a.html>", ["games.test"]),
        ("https://www.example.com/path?x=1", ["example.com"]),
        ("http://bank.test:8080/", ["bank.test"]),
        ("www.example.com", ["example.com"]),
        ("www.test", ["www.test"]),
        ("mail ada@example.com", ["example.com"]),
        ("<mailto:ada.lovelace+x@example.com|ada.lovelace+x@example.com>", ["example.com"]),
        ("<@U1|ada.lovelace> bank.test", ["bank.test"]),
        ("Bücher.test", ["xn--bcher-kva.test"]),
        ("пример.рф!", ["xn--e1afmkfd.xn--p1ai"]),
        ("xn--bcher-kva.test", ["xn--bcher-kva.test"]),
        ("e.g. bank.test, etc.", ["bank.test"]),
        ("example.com and bank.test, and example.com", ["example.com", "bank.test"]),
        ("example.com,bank.test", ["example.com", "bank.test"]),
        ("", []),
        ("how many students do we have?", []),
        ("Airflow 3.3.2, or 3.3.2rc1, or 2.0.dev1", []),
        ("e.g. this, i.e. that, at 9 a.m. etc.", []),
        ("192.168.0.1", []),
        ("1.5 and 2,000.50", []),
        ("academy_bot.py", []),
        ("Wait... what?", []),
        ("." * 100, []),
        ("a" * 64 + ".com", []),
        ("ada@localhost", []),
    ],
)
def test_a_domain_is_found_in_a_sentence(text: str, found: list[str]) -> None:
    assert domains(text) == found
    assert domains(f"<@BOT> {text}") == found
    [pattern] = re.findall(r'pattern=r"(.+)"', (ROOT / "examples" / "dags" / "academy_report.py").read_text("utf-8"))
    assert all(re.search(pattern, domain) for domain in found), "Airflow takes what the bot finds"


@pytest.mark.parametrize("text", ["<@BOT> example.com", "<@BOT>   <http://example.com|example.com> "])
def test_the_domain_goes_to_airflow(bot: AcademyBot, airflow_api: FakeAirflow, text: str) -> None:
    send(bot, mention(text))
    until(lambda: airflow_api.triggered)
    conf = {"customer_domain": "example.com", "channel": "#academy"}
    assert airflow_api.triggered == [{"dag_run_id": "slack-Ev1", "logical_date": None, "conf": conf}]


def test_of_several_domains_the_first_is_answered_and_that_is_said(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack, settled: Callable[[], None]
) -> None:
    send(bot, mention("<@BOT> example.com and bank.test"))
    settled()
    assert [run["conf"]["customer_domain"] for run in airflow_api.triggered] == ["example.com"]
    assert [message["text"] for message in slack.messages] == [
        "One customer at a time, please. I look up example.com now."
    ]


def test_without_a_domain_the_bot_asks_for_one(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack, settled: Callable[[], None]
) -> None:
    send(bot, mention("<@BOT> how many students do we have?"))
    settled()
    assert [message["text"] for message in slack.messages] == [PLEASE]
    assert airflow_api.triggered == []


@pytest.mark.parametrize(
    "message",
    [
        mention("<@BOT> example.com", channel="#elsewhere"),
        mention("example.com", kind="message"),
        {"type": "event_callback", "event_id": "Ev1"},
    ],
)
def test_what_is_not_for_the_bot_is_left_alone(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack, settled: Callable[[], None], message: dict
) -> None:
    assert send(bot, message) == ""
    settled()
    assert airflow_api.triggered == []
    assert slack.calls == 0


def test_a_busy_airflow_is_asked_again(bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack) -> None:
    airflow_api.statuses = [500, 503]
    send(bot, mention("<@BOT> example.com"))
    until(lambda: airflow_api.triggered)
    assert slack.messages == []


@pytest.mark.parametrize(
    ("statuses", "answer"),
    [
        ([400], PLEASE),
        ([403], "Airflow can't make the report now. Please ask again later."),
        ([500] * 4, "Airflow can't make the report now. Please ask again later."),
    ],
)
def test_what_airflow_refuses_is_answered(
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack, statuses: list[int], answer: str
) -> None:
    airflow_api.statuses = statuses
    send(bot, mention("<@BOT> example.com"))
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
    bot: AcademyBot, airflow_api: FakeAirflow, slack: FaultySlack, settled: Callable[[], None]
) -> None:
    airflow_api.statuses = [409]
    send(bot, mention("<@BOT> example.com and bank.test"))
    settled()
    assert airflow_api.statuses == []
    assert slack.calls == 0


def test_an_airflow_that_is_away_is_answered(bot: AcademyBot, slack: FaultySlack) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else can while this is open
        bot.airflow.url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        send(bot, mention("<@BOT> example.com"))
        until(lambda: slack.messages)
    assert slack.messages[0]["text"].startswith("Airflow can't make the report now")


def test_a_slack_that_refuses_the_answer_is_told_in_the_bots_output(
    bot: AcademyBot, slack: FaultySlack, capsys: pytest.CaptureFixture[str], settled: Callable[[], None]
) -> None:
    slack.fail("channel_not_found")
    send(bot, mention("<@BOT> no domain"))
    settled()
    assert slack.calls == 1
    assert "channel_not_found" in capsys.readouterr().out


@pytest.mark.parametrize("how", ["closes", "resets"])
def test_a_caller_who_goes_away_leaves_nothing_in_the_log(
    bot: AcademyBot, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ended, end = threading.Event(), bot.shutdown_request
    monkeypatch.setattr(bot, "shutdown_request", lambda request: (end(request), ended.set()))
    with socket.create_connection(("127.0.0.1", bot.server_port)) as caller:
        caller.sendall(b"POST /slack/events HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        if how == "resets":
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert ended.wait(20)
    assert "".join(capfd.readouterr()) == ""


# The two programs, as `make airflow` starts them


@dataclass
class Program:
    """A running program, and what it has written."""

    process: subprocess.Popen
    log: Path

    @property
    def port(self) -> int:
        """The port that it listens at."""

        def listens() -> list[int]:
            assert self.process.poll() is None, self.log.read_text()
            connections = psutil.Process(self.process.pid).net_connections(kind="tcp")
            return [connection.laddr.port for connection in connections if connection.status == psutil.CONN_LISTEN]

        until(listens)
        return listens()[0]


@pytest.fixture
def start(slack: FaultySlack, airflow_api: FakeAirflow, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Return a function that starts one of the two programs at a free port. The only proxy that it knows is away."""
    programs: list[Program] = []
    away = "http://127.0.0.1:9"
    environment = os.environ | {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.url,
        "AIRFLOW_URL": f"http://127.0.0.1:{airflow_api.server_port}",
        "AIRFLOW_USER": "admin",
        "AIRFLOW_PASSWORD": "password",
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), away),
        **dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost,::1"),  # as examples/start.py sets them
    }

    def start_it(name: str, *arguments: str) -> Program:
        log = tmp_path / f"{name}.log"
        command = [sys.executable, "-u", ROOT / "examples" / "apps" / name, "--port", "0", *arguments]
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        programs.append(Program(process, log))
        return programs[-1]

    yield start_it
    airflow_api.hold.set()
    for program in programs:
        program.process.kill()
        program.process.wait()


def test_the_programs_talk_without_asking_a_proxy(
    start: Callable[..., Program], slack: FaultySlack, airflow_api: FakeAirflow
) -> None:
    bot = start("academy_bot.py")
    practice = start("practice_slack.py", "--bot", f"http://127.0.0.1:{bot.port}/slack/events")

    def say(text: str) -> None:
        url, body = f"http://127.0.0.1:{practice.port}/say", urlencode({"text": text}).encode()
        urllib.request.urlopen(url, body, timeout=20).close()

    say("bank.test, please")
    until(lambda: airflow_api.triggered)
    assert airflow_api.triggered[0]["conf"] == {"customer_domain": "bank.test", "channel": "#academy"}
    say("nothing")
    until(lambda: slack.messages)
    assert slack.messages[0]["text"] == PLEASE


@pytest.mark.parametrize("name", ["academy_bot.py", "practice_slack.py"])
@pytest.mark.parametrize("signals", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGINT] * 3])
def test_a_program_that_is_stopped_ends_without_a_word(
    start: Callable[..., Program], name: str, signals: list[signal.Signals]
) -> None:
    program = start(name)
    assert program.port
    for stopping in signals:
        program.process.send_signal(stopping)
    assert program.process.wait(20) == 0
    assert program.log.read_text() == ""


def test_the_bot_ends_while_airflow_has_not_answered_yet(
    start: Callable[..., Program], airflow_api: FakeAirflow
) -> None:
    bot = start("academy_bot.py")
    airflow_api.hold.clear()
    send(bot, mention("<@BOT> bank.test"))
    assert airflow_api.asked.wait(20)
    bot.process.send_signal(signal.SIGINT)
    assert bot.process.wait(20) == 0
    assert bot.log.read_text() == ""
