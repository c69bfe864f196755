"""What a reader without a mouse does in a lab."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


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
    keyboard.type(month + day + year)
    keyboard.press("ArrowRight")
    keyboard.type(f"{hour % 12 or 12:02}{minute:02}" + ("PM" if hour >= 12 else "AM"))
