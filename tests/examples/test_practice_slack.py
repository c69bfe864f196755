"""The practice Slack: how it shows messages, its page in a browser, and what it says when the bot is away."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from apps.academy_bot import domains
from apps.practice_slack import PAGE, PracticeSlack, render
from tests.browser.conftest import VIEWS, Watch, browser  # noqa: F401 (a fixture)
from tests.examples.fixtures import ROOT

expect.set_options(timeout=20_000)  # milliseconds; a shared machine may be busy

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SECRET = "secret"
EVERY_MARK = (
    "*bold* _italic_ ~struck~ `code` <https://example.org/?a=1&amp;b=2|a link> <@BOT> :tada:\n"
    "> quoted\n```\n  a block\n```\nand on"
)
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title = 2</script><javascript:alert(1)|click>'


class Bot(ThreadingHTTPServer):
    """Takes the events, as a bot does, and answers with a status of the test's choice."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        self.status = 200
        self.events: list[dict] = []
        super().__init__(("127.0.0.1", 0), _BotHandler)


class _BotHandler(BaseHTTPRequestHandler):
    server: Bot

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert SignatureVerifier(SECRET).is_valid_request(body, dict(self.headers))
        self.server.events.append(json.loads(body)["event"])
        if self.server.status == 200:
            self.send_response(200)
            self.end_headers()
        else:
            self.send_error(self.server.status)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def bot() -> Iterator[Bot]:
    with Bot() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def practice(bot: Bot) -> Iterator[PracticeSlack]:
    url = f"http://127.0.0.1:{bot.server_port}/slack/events"
    with PracticeSlack(port=0, token="token", signing_secret=SECRET, bot_url=url) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def open_page(browser: Browser, practice: PracticeSlack) -> Iterator[Callable[..., Page]]:  # noqa: F811
    """Return a function that opens the page; afterward it must have asked nobody else, and reported no error."""
    contexts: list[BrowserContext] = []
    watch = Watch(address(practice))

    def open_it(view: str = "wide-light") -> Page:
        contexts.append(browser.new_context(**VIEWS[view]))
        page = contexts[-1].new_page()
        watch.on(page)
        page.goto(address(practice))
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [text for text in watch.errors if "net::ERR_FAILED" not in text] == []  # which a test itself brings about
    assert watch.foreign == []


def address(slack: PracticeSlack) -> str:
    return f"http://127.0.0.1:{slack.server_port}/"


def violations(page: Page) -> list[str]:
    """Run axe-core, and say what it found: rule, and where."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def until(check: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 20
    while not check():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


# What Slack makes of a text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("*bold*", [["strong", ["bold"]]]),
        ("_italic_, ~struck~!", [["em", ["italic"]], ", ", ["del", ["struck"]], "!"]),
        ("*bold and _both_*", [["strong", ["bold and ", ["em", ["both"]]]]]),
        ("(*bold*)", ["(", ["strong", ["bold"]], ")"]),
        ("_snake_case_", [["em", ["snake_case"]]]),
        ("`code`", [["code", ["code"]]]),
        ("`*code* &lt;a&gt; <https://a.test>`", [["code", ["*code* <a> <https://a.test>"]]]),
        ("*a `*` b*", [["strong", ["a ", ["code", ["*"]], " b"]]]),
        ("see\n```\n  *a*\n> b\n```\nnow", ["see\n", ["pre", ["  *a*\n> b"]], "now"]),
        ("a\n> b\n&gt; *c*\nd\ne", ["a", ["blockquote", ["b\n", ["strong", ["c"]]]], "d\ne"]),
        ("<https://a.test/?b=1&amp;c=*d*|e *f*>", [["a", ["e *f*"], "https://a.test/?b=1&c=*d*"]]),
        ("*<http://a.test>*", [["strong", [["a", ["http://a.test"], "http://a.test"]]]]),
        ("<mailto:ada@example.com>", [["a", ["ada@example.com"], "mailto:ada@example.com"]]),
        ("<@BOT> <@U1> <@U2|ada>", [["mark", ["@academy-bot"]], " ", ["mark", ["@U1"]], " ", ["mark", ["@ada"]]]),
        ("<#C1|academy> <!here>", [["mark", ["#academy"]], " ", ["mark", ["@here"]]]),
        ("&lt;b&gt; AT&amp;T &amp;lt;", ["<b> AT&T &lt;"]),
    ],
)
def test_slacks_marks_are_shown_as_slack_does(text: str, parts: list) -> None:
    assert render(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name and __init__",
        "2*3*4 = 24, 2 * 3 * 4 too",
        "**two stars**",
        "~/logs or ~/data",
        "* a\n* b",
        "*two\nlines*",
        "_two\nlines_",
        "`two\nlines`",
        "a > b",
        "a :white_check_mark:",
        "a*b* and *c*d",
    ],
)
def test_what_only_looks_like_a_mark_stays_as_it_was_written(text: str) -> None:
    assert "".join(render(text)) == text


@pytest.mark.parametrize(
    "text", [HOSTILE, "<data:text/html,x|y>", "< https://a.test>", "<JavaScript:alert(1)>", "<|a>", "<>", "<b>"]
)
def test_what_is_neither_link_nor_mention_stays_text(text: str) -> None:
    assert "".join(render(text)) == text


def test_the_sign_that_stands_for_what_is_set_aside_can_be_in_a_message() -> None:
    assert render("a\0b\0 `c`") == ["ab ", ["code", ["c"]]]


# The page


def test_the_page_says_what_it_is_and_has_its_landmarks(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(page).to_have_title("Practice Slack")
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice Slack")
    expect(page.get_by_text("A stand-in for Slack")).to_contain_text("nothing leaves your machine")
    for landmark in ("banner", "main"):
        expect(page.get_by_role(landmark)).to_be_visible()
    channel = page.get_by_role("region", name="#academy")
    expect(channel.get_by_role("log", name="Messages")).to_contain_text("No messages yet.")
    expect(channel.get_by_role("textbox", name="Message to @academy-bot")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(open_page: Callable[..., Page], practice: PracticeSlack, view: str) -> None:
    page = open_page(view)
    assert violations(page) == [], "without messages"
    practice.add("#academy", "Slack", "The bot does not answer.")
    practice.add("#fraud-alerts", "academy-bot", EVERY_MARK)
    for number in range(20):  # so many that they scroll
        practice.add("#academy", "you", f"<@BOT> {number}.test")
    expect(page.get_by_role("status")).to_contain_text("working")
    assert violations(page) == [], "with messages"
    page.route("**/messages", lambda route: route.abort())
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    assert violations(page) == [], "when the server is away"


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("height", [844, 256])  # 320 by 256 is what a window of 1280 by 1024 shows at 400 %
def test_the_page_does_not_scroll_sideways(
    open_page: Callable[..., Page], practice: PracticeSlack, width: int, height: int
) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": height})
    long = "x" * 200
    practice.add("#" + long, long, f"{long} `{long}` <https://{long}.test>\n> {long}\n```\n{long} {long}\n```")
    practice.say(long)
    expect(page.get_by_role("listitem")).to_have_count(2)
    for scrolls in ("document.documentElement", "document.querySelector('#log')"):
        page.evaluate(f"{scrolls}.scrollTo(1000, 0)")
        assert page.evaluate(f"[{scrolls}.scrollLeft, {scrolls}.scrollWidth - {scrolls}.clientWidth]") == [0, 0]


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1280, 600), (390, 844), (390, 640), (320, 568)])
def test_the_newest_message_and_the_field_can_be_seen(
    open_page: Callable[..., Page], practice: PracticeSlack, width: int, height: int
) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": height})
    for number in range(20):
        practice.add("#academy", "academy-bot", f"Message {number}")
    expect(page.get_by_text("Message 19")).to_be_in_viewport()
    expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)


def palettes(css: str, starts: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Return the variables that a style sheet sets in the blocks that start so."""
    return {
        palette: {
            name: value
            for start in blocks
            for name, value in re.findall(r"(--[\w-]+): ([^;]+);", css.split(start, 1)[1].split("}", 1)[0])
        }
        for palette, blocks in starts.items()
    }


def test_the_colors_are_those_of_the_site() -> None:
    site = palettes(
        (ROOT / "assets" / "stylesheets" / "site.css").read_text(encoding="utf-8"),
        {
            "light": [
                ":root,",
                '}\n\n[data-md-color-scheme="default"] {',
                '[data-md-color-primary="custom"] {',
            ],
            "dark": ['[data-md-color-scheme="slate"] {'],
        },
    )
    page = palettes(PAGE.read_text(encoding="utf-8"), {"light": [":root {"], "dark": ["dark) {\n    :root {"]})
    assert page["light"].pop("--md-default-bg-color") == "#fff"  # Material's own, not the style sheet's
    assert page["light"].keys() - page["dark"].keys() == {"--md-primary-fg-color"}, "the same in both"
    for palette, colors in page.items():
        assert colors == {name: site[palette].get(name) for name in colors}, palette


@pytest.mark.parametrize(("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(15, 27, 32)")])
def test_the_page_follows_the_systems_colors(open_page: Callable[..., Page], scheme: str, background: str) -> None:
    expect(open_page(f"wide-{scheme}").locator("body")).to_have_css("background-color", background)


def test_a_message_that_arrives_is_shown_with_sender_and_time(
    open_page: Callable[..., Page], practice: PracticeSlack
) -> None:
    page = open_page()
    expect(page.get_by_text("No messages yet.")).to_be_visible()
    client = WebClient("token", base_url=f"{address(practice)}api/")
    client.chat_postMessage(channel="#academy", text=EVERY_MARK)
    client.chat_postMessage(channel="#fraud-alerts", text="detect failed", username="risk")
    practice.say("thank you")
    bots, alert, yours = (page.get_by_role("log").get_by_role("listitem").nth(number) for number in range(3))
    for tag, text in {
        "strong": "bold",
        "em": "italic",
        "del": "struck",
        "code": "code",
        "mark": "@academy-bot",
    }.items():
        expect(bots.locator(f".text {tag}")).to_have_text(text)
    expect(bots.locator("blockquote")).to_have_text("quoted")
    expect(bots.locator("pre")).to_have_text("  a block", use_inner_text=True)
    expect(bots.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.org/?a=1&b=2")
    expect(bots).to_contain_text(re.compile(r"^.*academy-botApp\d?\d:\d\d"))
    shown = bots.locator("time").get_attribute("datetime")
    assert time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(float(practice.messages[0]["ts"]))) in shown
    expect(alert).to_contain_text("riskApp")
    expect(alert).to_contain_text("in #fraud-alerts")
    expect(yours).to_contain_text(re.compile(r"You\d?\d:\d\d.*@academy-bot thank you"))
    expect(yours.get_by_text("App", exact=True)).to_have_count(0)
    expect(page.get_by_text("No messages yet.")).to_be_hidden()


def test_hostile_text_stays_text(open_page: Callable[..., Page], practice: PracticeSlack) -> None:
    page = open_page()
    practice.add(HOSTILE, HOSTILE, f"{HOSTILE} *{HOSTILE}* `{HOSTILE}`")
    practice.say(HOSTILE)
    first, second = (page.get_by_role("listitem").nth(number) for number in range(2))
    expect(second).to_contain_text(HOSTILE)
    assert first.inner_text().count(HOSTILE) == 5
    for made in ("img", "script", "a"):
        expect(page.get_by_role("log").locator(made)).to_have_count(0)
    expect(page).to_have_title("Practice Slack")


def test_a_message_is_sent_by_keyboard(open_page: Callable[..., Page], practice: PracticeSlack, bot: Bot) -> None:
    page = open_page()
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px", names
    assert names == ["Messages", "example.com", "What about bank.test, please?", "nobody.test", ""]
    page.keyboard.type("Is R&D <b>bank.test</b> *there*?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem")).to_contain_text("@academy-bot Is R&D <b>bank.test</b> there?")
    field = page.get_by_role("textbox")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    until(lambda: bot.events)
    escaped = "<@BOT> Is R&amp;D &lt;b&gt;bank.test&lt;/b&gt; *there*?"
    assert bot.events == [{"type": "app_mention", "channel": "#academy", "user": "you", "text": escaped}]
    assert [message["text"] for message in practice.messages] == [escaped]


def test_an_example_fills_the_field_and_the_bot_understands_it(
    open_page: Callable[..., Page], practice: PracticeSlack
) -> None:
    page = open_page()
    field, found = page.get_by_role("textbox"), []
    for example in page.get_by_role("group", name="Examples").get_by_role("button").all():
        example.press("Enter")
        expect(field).to_have_value(example.text_content())
        expect(field).to_be_focused()
        found += domains(field.input_value())
    assert found == ["example.com", "bank.test", "nobody.test"]
    assert practice.messages == [], "the field is filled, but nothing is sent"
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("listitem")).to_contain_text("@academy-bot nobody.test")
    expect(field).to_be_focused()


def test_the_page_says_that_the_bot_works_until_it_answers(
    open_page: Callable[..., Page], practice: PracticeSlack
) -> None:
    page = open_page()
    state = page.get_by_role("status")
    expect(state).to_have_text("")
    practice.say("bank.test")
    expect(state).to_have_text("academy-bot is working on it …")
    practice.add("#fraud-alerts", "academy-bot", "No answer to this question")
    expect(page.get_by_role("listitem")).to_have_count(2)
    expect(state).to_have_text("academy-bot is working on it …")
    practice.messages[0]["ts"] = f"{time.time() - 61:.6f}"
    expect(state).to_contain_text("No answer for a minute. Look in Airflow")
    practice.add("#academy", "academy-bot", "bank.test: 3 students")
    expect(state).to_have_text("")


def test_a_server_that_is_away_is_told_on_the_page_and_the_message_stays(
    open_page: Callable[..., Page], practice: PracticeSlack
) -> None:
    page = open_page()
    state, field = page.get_by_role("status"), page.get_by_role("textbox")
    page.route("**/*", lambda route: route.abort())
    expect(state).to_contain_text("The practice Slack does not answer. Look at the terminal")
    field.fill("bank.test")
    field.press("Enter")
    expect(state).to_contain_text("Your message was not sent")
    expect(field).to_have_value("bank.test")
    page.unroute("**/*")
    field.press("Enter")
    expect(page.get_by_role("listitem")).to_contain_text("@academy-bot bank.test")
    expect(state).to_have_text("academy-bot is working on it …")


def test_a_server_that_was_started_again_shows_its_own_messages(
    open_page: Callable[..., Page], practice: PracticeSlack
) -> None:
    page = open_page()
    practice.add("#academy", "academy-bot", "old one")
    practice.add("#academy", "academy-bot", "old two")
    expect(page.get_by_role("listitem")).to_have_count(2)
    practice.messages.clear()
    for text in ("new one", "new two", "new three"):
        practice.add("#academy", "academy-bot", text)
    expect(page.locator("li .text")).to_have_text(["new one", "new two", "new three"])


# The server


def test_messages_keep_what_other_programs_read(practice: PracticeSlack) -> None:
    body = urlencode({"text": "  bank.test "}).encode()
    urllib.request.urlopen(f"{address(practice)}say", body, timeout=20).close()
    with urllib.request.urlopen(f"{address(practice)}messages", timeout=20) as answer:
        [message] = json.load(answer)
    assert {key: message[key] for key in ("channel", "user", "text")} == {
        "channel": "#academy",
        "user": "you",
        "text": "<@BOT> bank.test",
    }


@pytest.mark.parametrize("body", [b"", b"text=", b"text=+%20", b"other=1"])
def test_a_message_without_a_text_is_refused(practice: PracticeSlack, body: bytes) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{address(practice)}say", body, method="POST"), timeout=20)
    assert refused.value.code == 400
    assert practice.messages == []


@pytest.mark.parametrize(("token", "text", "error"), [("wrong", "x", "invalid_auth"), ("token", "", "no_text")])
def test_the_web_api_refuses_as_slack_does(practice: PracticeSlack, token: str, text: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        client = WebClient(token, base_url=f"{address(practice)}api/")
        client.api_call("chat.postMessage", json={"channel": "#academy", "text": text})
    assert refused.value.response["error"] == error
    assert practice.messages == []


def test_a_bot_that_is_away_is_told_in_the_channel(practice: PracticeSlack) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else can while this is open
        practice.bot_url = f"http://127.0.0.1:{silent.getsockname()[1]}/slack/events"
        practice.say("bank.test")
        until(lambda: len(practice.messages) == 2)
    message = practice.messages[1]
    assert (message["channel"], message["user"]) == ("#academy", "Slack")
    assert message["text"] == "academy-bot does not answer. Look at the terminal in which `make airflow` runs."


def test_a_bot_that_refuses_is_told_in_the_channel(practice: PracticeSlack, bot: Bot) -> None:
    bot.status = 401
    practice.say("bank.test")
    until(lambda: len(practice.messages) == 2)
    assert practice.messages[1]["text"].startswith("academy-bot refuses this message: 401 Unauthorized. Look at")


REQUESTS = {
    "before anything": b"",
    "in the middle of a message": b"POST /say HTTP/1.1\r\nContent-Length: 100\r\n\r\ntext=bank",
    "in the middle of a post": b"POST /api/chat.postMessage HTTP/1.1\r\nContent-Length: 100\r\n\r\n{",
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("how", ["closes", "resets"])
def test_a_caller_who_goes_away_leaves_nothing_in_the_log(
    practice: PracticeSlack, request_: bytes, how: str, capfd: pytest.CaptureFixture[str], ended: threading.Event
) -> None:
    with socket.create_connection(("127.0.0.1", practice.server_port)) as caller:
        caller.sendall(request_)
        if how == "resets":
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert ended.wait(20)
    assert "".join(capfd.readouterr()) == ""
    assert practice.messages == []


def test_an_answer_that_nobody_waits_for_leaves_nothing_in_the_log(
    practice: PracticeSlack, capfd: pytest.CaptureFixture[str], ended: threading.Event
) -> None:
    practice.messages.append({"text": "x" * 20_000_000})  # more than the system takes before anybody reads it
    with socket.create_connection(("127.0.0.1", practice.server_port)) as caller:
        caller.sendall(b"GET /messages HTTP/1.1\r\n\r\n")
        caller.recv(100)
    assert ended.wait(20)
    assert "".join(capfd.readouterr()) == ""


def test_a_mistake_of_its_own_is_in_the_log(
    practice: PracticeSlack, capfd: pytest.CaptureFixture[str], ended: threading.Event
) -> None:
    with socket.create_connection(("127.0.0.1", practice.server_port)) as caller:
        caller.sendall(b"POST /say HTTP/1.1\r\nContent-Length: no number\r\n\r\n")
        assert ended.wait(20)
    assert "ValueError" in capfd.readouterr().err


@pytest.fixture
def ended(practice: PracticeSlack, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Is set when a request has ended, well or badly."""
    event, end = threading.Event(), practice.shutdown_request

    def end_it(request: socket.socket) -> None:
        end(request)
        event.set()

    monkeypatch.setattr(practice, "shutdown_request", end_it)
    return event
