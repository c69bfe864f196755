"""The bot between Slack and Airflow: receives Slack's event, acknowledges it at once, and triggers academy_report.

Slack sends an event again if it has no answer within three seconds (https://docs.slack.dev/apis/events-api), so the bot
answers first and works afterward. The event's id becomes the id of the run: an event that comes twice starts one run.

It reads SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, AIRFLOW_URL, AIRFLOW_USER and AIRFLOW_PASSWORD from the
environment. `make airflow` starts it, with a practice Slack. For a real Slack, see examples/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.signature import SignatureVerifier

DAG_ID = "academy_report"
ATTEMPTS = 4
PAUSE = 1  # seconds before the second attempt, and that much longer before each further one
MENTION = re.compile(r"<@[^>]*>")
HOST = re.compile(
    r"""
    \b(?:[\w.+-]+@)?           # an email address, ada@example.com
    (?:www\.)?                 # a web address, https://www.example.com/path?x=1
    (\w[\w-]*(?:\.[\w-]+)+)    # what may be a domain
    (?:[/?#:][^\s<>|]*)?       # the rest of a web address, up to where Slack ends a link: <http://a.test/b|a.test/b>
    """,
    re.VERBOSE,
)
DOMAIN = re.compile(r"([a-z0-9-]+\.)+([a-z]{2,}|xn--[a-z0-9-]+)")  # it ends in letters: 3.3.2 and e.g. are none


# --8<-- [start:domains]
def domains(text: str) -> list[str]:
    """Return the domains that a message names: in a sentence, in a link, in a web or email address.

    Args:
        text: as Slack sends it.

    Returns:
        Each domain once, in lower case, without ``www.``, and in the letters that the Internet knows (``xn--…``).
    """
    found = []
    for host in HOST.findall(MENTION.sub(" ", text).lower()):
        try:
            domain = host.strip("_").encode("idna").decode()  # _example.com_ is in italics
        except UnicodeError:  # no domain has a part of more than 63 letters
            continue
        if DOMAIN.fullmatch(domain) and domain not in found:
            found.append(domain)
    return found


# --8<-- [end:domains]


class AcademyBot(ThreadingHTTPServer):
    """The server that Slack sends events to."""

    daemon_threads = True

    def __init__(self, port: int, channel: str, signing_secret: str, slack: WebClient, airflow: Airflow) -> None:
        """Listen on a port of the loopback.

        Args:
            port: the port; 0 takes a free one.
            channel: where staff may ask; elsewhere the bot stays silent.
            signing_secret: what Slack signs its events with.
            slack: for the answers that need no run of the DAG.
            airflow: where the DAG runs.
        """
        self.channel, self.slack, self.airflow = channel, slack, airflow
        self.verifier = SignatureVerifier(signing_secret)
        super().__init__(("127.0.0.1", port), _Handler)

    # --8<-- [start:handle]
    def handle(self, event_id: str, event: dict) -> None:
        """Trigger the DAG for the first domain in a message, or say in the channel why not."""
        channel, found = event["channel"], domains(event["text"])
        try:
            if not found:
                raise Refused
            self.airflow.trigger(f"slack-{event_id}", {"customer_domain": found[0], "channel": channel})
            if len(found) > 1:
                self.say(channel, f"One customer at a time, please. I look up {found[0]} now.")
        except AlreadyTriggered:
            return  # Slack sent the event again
        except Refused:
            self.say(channel, "Please give me a customer's domain, such as example.com.")
        except OSError as error:
            print(f"Airflow can't make the report: {error}", flush=True)
            self.say(channel, "Airflow can't make the report now. Please ask again later.")

    # --8<-- [end:handle]

    def say(self, channel: str, text: str) -> None:
        """Post to Slack. If even that fails, the bot's own output says so."""
        try:
            self.slack.chat_postMessage(channel=channel, text=text)
        except (SlackClientError, OSError) as error:
            print(f"Slack can't be reached: {error}", flush=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print what went wrong with a request, but say nothing of a caller who did not wait for the answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: AcademyBot

    # --8<-- [start:receive]
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if not self.server.verifier.is_valid_request(body, dict(self.headers)):
            self.send_error(401, "The signature is not Slack's")
            return
        message = json.loads(body)
        # Acknowledge first. Slack checks a new address by a challenge: it wants it back.
        answer = message.get("challenge", "").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        event, here = message.get("event", {}), self.server.channel
        if event.get("type") == "app_mention" and event.get("channel") == here:
            work = (message["event_id"], event)
            threading.Thread(target=self.server.handle, args=work).start()

    # --8<-- [end:receive]

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about a request that went well."""


class Refused(Exception):
    """Airflow does not take the parameters."""


class AlreadyTriggered(Exception):
    """There is a run with this id."""


class Airflow:
    """The part of Airflow's REST API that the bot needs."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Remember where Airflow is, and as whom to ask."""
        self.url, self.user, self.password = url.rstrip("/"), user, password

    # --8<-- [start:trigger]
    def trigger(self, run_id: str, conf: dict) -> None:
        """Start a run of the DAG.

        Args:
            run_id: the id of the new run.
            conf: its parameters.

        Raises:
            AlreadyTriggered: there is a run with this id.
            Refused: the parameters are not what the DAG wants.
            OSError: Airflow can't be reached, or answers with another error.
        """
        run = {"dag_run_id": run_id, "logical_date": None, "conf": conf}
        for attempt in range(1, ATTEMPTS + 1):
            try:
                user = {"username": self.user, "password": self.password}
                token = self._call("/auth/token", user)["access_token"]
                self._call(f"/api/v2/dags/{DAG_ID}/dagRuns", run, token)
                return
            except urllib.error.HTTPError as error:
                if error.code == 409:
                    raise AlreadyTriggered from error
                said = error.read().decode()
                if error.code == 400 and "Invalid input for param" in said:
                    raise Refused from error
                if error.code < 500 or attempt == ATTEMPTS:
                    raise
            # Airflow is busy; the run's id makes it safe to ask again.
            time.sleep(attempt * PAUSE)

    # --8<-- [end:trigger]

    def _call(self, path: str, body: dict, token: str = "") -> dict:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, lambda *_: os._exit(0))  # without a word: there is nothing to tidy up
    parser = argparse.ArgumentParser(description="The bot between Slack and Airflow")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--channel", default="#academy", help="where staff may ask; a real Slack wants its ID")
    options = parser.parse_args()
    env = os.environ
    slack = WebClient(env["SLACK_BOT_TOKEN"], base_url=env.get("SLACK_API_URL", WebClient.BASE_URL))
    airflow = Airflow(env["AIRFLOW_URL"], env["AIRFLOW_USER"], env["AIRFLOW_PASSWORD"])
    with AcademyBot(options.port, options.channel, env["SLACK_SIGNING_SECRET"], slack, airflow) as bot:
        bot.serve_forever()


if __name__ == "__main__":
    main()
