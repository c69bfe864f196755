"""A practice Slack on your own machine: a page with the messages, and what the examples use of Slack's Web API.

It speaks ``chat.postMessage`` (https://docs.slack.dev/reference/methods/chat.postMessage) and sends what you write to
the bot as a signed ``app_mention`` event (https://docs.slack.dev/reference/events/app_mention), as Slack does. Nothing
leaves your machine, and nothing is kept when it stops. `make airflow` starts it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Practice Slack</title>
<style>
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
  ol { list-style: none; padding: 0; min-height: 8rem }
  li { padding: .4rem 0; border-bottom: 1px solid #8886 }
  li span { opacity: .8 }
  form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end }
  label { flex: 1 1 15rem }
  input, button { font: inherit; padding: .4rem .6rem; box-sizing: border-box; width: 100% }
  button { width: auto }
</style>
<h1>Practice Slack</h1>
<p>Ask the bot for a customer's report in #academy. Try example.com, bank.test, or a domain that nobody has.</p>
<ol aria-live="polite" aria-label="Messages"></ol>
<form method="post" action="/say">
  <label>Customer's domain
    <input name="text" required autocomplete="off" autocapitalize="off" spellcheck="false"></label>
  <button>Send to @academy-bot</button>
</form>
<script>
  const list = document.querySelector("ol"), form = document.querySelector("form");
  async function refresh() {
    const messages = await (await fetch("/messages")).json();
    for (const message of messages.slice(list.children.length)) {
      const item = document.createElement("li"), from = document.createElement("span");
      from.textContent = `${message.channel} · ${message.user}: `;
      item.append(from, message.text);
      list.append(item);
    }
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await fetch("/say", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    form.reset();
    refresh();
  });
  setInterval(refresh, 1000);
  refresh();
</script>
</html>
"""


class PracticeSlack(ThreadingHTTPServer):
    """The server, and the messages that it has."""

    daemon_threads = True

    def __init__(self, port: int, token: str, signing_secret: str, bot_url: str) -> None:
        """Listen on a port of the loopback.

        Args:
            port: the port; 0 takes a free one.
            token: what a caller of the Web API must send.
            signing_secret: what events are signed with.
            bot_url: where events are sent to.
        """
        self.messages: list[dict] = []
        self.token, self.signing_secret, self.bot_url = token, signing_secret, bot_url
        self.event_numbers = itertools.count(1)
        super().__init__(("127.0.0.1", port), Handler)

    def say(self, text: str) -> None:
        """Write to #academy as a colleague who mentions the bot, and tell the bot."""
        self.messages.append({"channel": "#academy", "user": "you", "text": f"@academy-bot {text}"})
        event = {"type": "app_mention", "channel": "#academy", "user": "you", "text": f"<@BOT> {text}"}
        event_id = f"Ev{int(time.time())}-{next(self.event_numbers)}"
        body = json.dumps({"type": "event_callback", "event_id": event_id, "event": event})
        threading.Thread(target=self._send, args=(body,), daemon=True).start()

    def _send(self, body: str) -> None:
        timestamp = str(int(time.time()))
        signature = SignatureVerifier(self.signing_secret).generate_signature(timestamp=timestamp, body=body)
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature,
        }
        try:
            # Slack waits three seconds for the bot's answer: https://docs.slack.dev/apis/events-api
            urllib.request.urlopen(urllib.request.Request(self.bot_url, body.encode(), headers), timeout=3).close()
        except OSError as error:
            self.messages.append({"channel": "#academy", "user": "Slack", "text": f"The bot does not answer: {error}"})


class Handler(BaseHTTPRequestHandler):
    """Answers the page, and the callers of the Web API."""

    server: PracticeSlack

    def do_GET(self) -> None:
        if self.path == "/":
            self._answer(PAGE, "text/html; charset=utf-8")
        elif self.path == "/messages":
            self._answer(json.dumps(self.server.messages))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/say":
            self.server.say(parse_qs(body)["text"][0].strip())
            self._answer("{}")
        elif self.path == "/api/chat.postMessage":
            self._answer(json.dumps(self._post(body)))
        else:
            self.send_error(404)

    def _post(self, body: str) -> dict:
        if self.headers.get("Authorization") != f"Bearer {self.server.token}":
            return {"ok": False, "error": "invalid_auth"}
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        message = json.loads(body) if is_json else {key: values[0] for key, values in parse_qs(body).items()}
        if not message.get("text"):
            return {"ok": False, "error": "no_text"}
        user = message.get("username") or "academy-bot"
        self.server.messages.append({"channel": message["channel"], "user": user, "text": message["text"]})
        return {"ok": True, "channel": message["channel"], "ts": f"{time.time():.6f}", "message": message}

    def _answer(self, text: str, content_type: str = "application/json") -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the page asks every second."""


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description="A practice Slack on your own machine")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--bot", default="http://127.0.0.1:8082/slack/events")
    options = parser.parse_args()
    token, secret = os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_SIGNING_SECRET"]
    with PracticeSlack(options.port, token, secret, options.bot) as slack:
        slack.serve_forever()


if __name__ == "__main__":
    main()
