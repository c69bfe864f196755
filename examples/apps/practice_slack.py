"""A practice Slack on your own machine: a page with the messages, and what the examples use of Slack's Web API.

It speaks ``chat.postMessage`` (https://docs.slack.dev/reference/methods/chat.postMessage) and sends what you write to
the bot as a signed ``app_mention`` event (https://docs.slack.dev/reference/events/app_mention), as Slack does. Nothing
leaves your machine, and nothing is kept when it stops. `make airflow` starts it. Its page is practice_slack.html.
"""

from __future__ import annotations

import argparse
import html
import http.client
import itertools
import json
import os
import re
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

PAGE = Path(__file__).with_name("practice_slack.html")
CHANNEL = "#academy"
NAMES = {"BOT": "academy-bot"}  # of the users whom a message can mention
LOOK = "Look at the terminal in which `make airflow` runs."

# What Slack makes of a text: https://docs.slack.dev/messaging/formatting-message-text
CODE_OR_ANGLED = re.compile(r"```\n?(.+?)\n?```\n?|(?<!\w)`([^`\n]+)`(?!\w)|<([^<>\n]+)>", re.DOTALL)
QUOTE = re.compile(r"(?:>|&gt;) ?")
MARK = re.compile(r"(?<![\w*~])([*_~])(?!\s|\1)(.+?)(?<!\s)\1(?!\w|\1)")  # at the borders of words, in one line
TAGS = {"*": "strong", "_": "em", "~": "del"}
SET_ASIDE = "\0"  # stands for code, a link or a mention while the marks around it are read


def render(text: str) -> list:
    """Return what Slack shows of a text, in parts.

    A part is a text, an element as ``[tag, parts]``, or a link as ``["a", parts, address]``. The page makes elements of
    these alone and puts texts in as texts, so nothing in a message can become HTML.

    Args:
        text: of a message, in Slack's markup (mrkdwn).

    Returns:
        The parts.
    """
    aside: list[str | list] = []

    def set_aside(found: re.Match) -> str:
        block, code, angled = found.groups()
        if block or code:
            aside.append(["pre" if block else "code", [_characters(block or code)]])
        else:
            aside.append(_angled(angled))
        return SET_ASIDE

    lines = CODE_OR_ANGLED.sub(set_aside, text.replace(SET_ASIDE, "")).split("\n")
    parts, rest = [], iter(aside)
    for quoted, group in itertools.groupby(lines, lambda line: bool(QUOTE.match(line))):
        if quoted:
            parts.append(["blockquote", _marked("\n".join(QUOTE.sub("", line, count=1) for line in group), rest)])
        else:
            parts += _marked("\n".join(group), rest)
    return parts


def _marked(text: str, aside: Iterator) -> list:
    """Return the parts of a text whose code and links were set aside."""
    parts, end = [], 0
    for found in MARK.finditer(text):
        parts += _plain(text[end : found.start()], aside)
        parts.append([TAGS[found[1]], _marked(found[2], aside)])
        end = found.end()
    return parts + _plain(text[end:], aside)


def _plain(text: str, aside: Iterator) -> list:
    """Return the parts of a text without marks: put back what was set aside."""
    first, *others = text.split(SET_ASIDE)
    parts = [_characters(first)]
    for other in others:
        parts += [next(aside), _characters(other)]
    return [part for part in parts if part]


def _angled(content: str) -> str | list:
    """Return what stands between < and >: a link or a mention. Anything else stays as it was written."""
    target, _, label = map(_characters, content.partition("|"))
    if target.startswith(("http://", "https://", "mailto:")):
        return ["a", [label or target.removeprefix("mailto:")], target]
    if target.startswith(("@", "#")):
        name = label.lstrip("@#") or NAMES.get(target[1:], target[1:])
        return ["mark", [target[0] + name]]
    if target in ("!here", "!channel", "!everyone"):
        return ["mark", ["@" + target[1:]]]
    return f"<{_characters(content)}>"


def _characters(text: str) -> str:
    """Return a text with the three characters that Slack has escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


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

    def add(self, channel: str, user: str, text: str) -> str:
        """Show a message.

        Args:
            channel: such as ``#academy``.
            user: who has sent it.
            text: in Slack's own markup.

        Returns:
            Its time in seconds since 1970, which for Slack is its id too.
        """
        ts = f"{time.time():.6f}"
        message = {"channel": channel, "user": user, "text": text, "ts": ts, "parts": render(text)}
        self.messages.append(message)
        return ts

    def say(self, text: str) -> None:
        """Write to #academy as a colleague who mentions the bot, and tell the bot.

        Args:
            text: as it was typed. Slack escapes three characters in it.
        """
        text = f"<@BOT> {html.escape(text, quote=False)}"
        self.add(CHANNEL, "you", text)
        event = {"type": "app_mention", "channel": CHANNEL, "user": "you", "text": text}
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
        except urllib.error.HTTPError as error:
            reason = html.escape(f"{error.code} {error.reason}", quote=False)
            self.add(CHANNEL, "Slack", f"academy-bot refuses this message: {reason}. {LOOK}")
        except (OSError, http.client.HTTPException):
            self.add(CHANNEL, "Slack", f"academy-bot does not answer. {LOOK}")

    def handle_error(self, request: object, client_address: object) -> None:
        """Print what went wrong with a request, but say nothing of a caller who did not wait for the answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers the page, and the callers of the Web API."""

    server: PracticeSlack

    def do_GET(self) -> None:
        if self.path == "/":
            self._answer(PAGE.read_text(encoding="utf-8"), "text/html; charset=utf-8")
        elif self.path == "/messages":
            self._answer(json.dumps(self.server.messages))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        data = self.rfile.read(length)
        if len(data) < length:
            raise ConnectionResetError("The caller went away in the middle of the message")
        body = data.decode()
        if self.path == "/say":
            if text := parse_qs(body).get("text", [""])[0].strip():
                self.server.say(text)
                self._answer("{}")
            else:
                self.send_error(400, "There is no text")
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
        ts = self.server.add(message["channel"], message.get("username") or "academy-bot", message["text"])
        return {"ok": True, "channel": message["channel"], "ts": ts, "message": message}

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
    """Serve until Ctrl-C or SIGTERM."""
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, lambda *_: os._exit(0))  # without a word: there is nothing to tidy up
    parser = argparse.ArgumentParser(description="A practice Slack on your own machine")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--bot", default="http://127.0.0.1:8082/slack/events")
    options = parser.parse_args()
    token, secret = os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_SIGNING_SECRET"]
    with PracticeSlack(options.port, token, secret, options.bot) as slack:
        slack.serve_forever()


if __name__ == "__main__":
    main()
