"""What a reader without a mouse does in a lab."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def begin(page: Page) -> None:
    """Put the focus before the lab."""
    page.locator(".lab").evaluate("lab => { lab.tabIndex = -1; lab.focus(); }")


def go_to(field: Locator) -> None:
    """Go on by Tab until a field has the focus."""
    for _ in range(120):
        if field.evaluate("one => one === document.activeElement"):
            return
        field.page.keyboard.press("Tab")
    raise AssertionError(f"there is no way by keys to {field}")


def choose(select: Locator, value: str) -> None:
    """Choose an option: to the list by Tab, then down to the option."""
    go_to(select)
    select.page.keyboard.press("Home")
    for _ in range(20):
        if select.input_value() == value:
            return
        select.page.keyboard.press("ArrowDown")
    raise AssertionError(f"there is no way by keys to {value}")


def write(field: Locator, text: str) -> None:
    """Write into a field what is to stand there alone."""
    go_to(field)
    field.page.keyboard.press("Control+a")
    field.page.keyboard.type(text)


def write_moment(field: Locator, text: str) -> None:
    """Write a date and a time, such as 2026-03-06T12:00, as an American browser asks for them."""
    go_to(field)
    date, time = text.split("T")
    year, month, day = date.split("-")
    hour, minute = map(int, time.split(":"))
    keyboard = field.page.keyboard
    keyboard.type(month + day + year)  # a year has four digits, and so the browser goes on after it
    keyboard.type(f"{hour % 12 or 12:02}{minute:02}" + ("PM" if hour >= 12 else "AM"))


def take_hint(tool: Locator, hint: str) -> None:
    """Open a level's hint, which the button tells, and close it again."""
    button = tool.get_by_role("button", name="Hint")
    go_to(button)
    for opened in (True, False):
        tool.page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", str(opened).lower())
        expect(tool.locator(".lab__hint")).to_have_text(hint if opened else "")
        expect(tool.get_by_role("status")).to_have_text(hint)


def go_on(tool: Locator, number: int, levels: list[dict]) -> None:
    """Go on to the level after one that is reached, if there is one."""
    button = tool.get_by_role("button", name="Next level")
    if number + 1 == len(levels):
        expect(button).to_be_hidden()
        return
    begin(tool.page)
    go_to(button)
    tool.page.keyboard.press("Enter")
    expect(tool.locator("[name=level]")).to_be_focused()
    expect(tool.locator(".lab__goal")).to_have_text(levels[number + 1]["goal"])
