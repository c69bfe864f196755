"""tests/browser/chromium.py: a browser that does not hang."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error


@pytest.mark.timeout(120)
def test_a_page_can_be_closed_while_it_loads_itself_again(browser: Browser) -> None:
    context = browser.new_context()
    for _ in range(40):
        page = context.new_page()
        with pytest.raises(Error, match="navigation"):
            page.evaluate("location.reload(); new Promise(() => {})")
        page.close()
    context.close()
