"""Draw the pictures that are made from the site itself: the link preview, and the README's screenshot.

Run it with `make images` after the look of the site has changed, and commit what it wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.browser.chromium import launch  # noqa: E402
from tests.conftest import build  # noqa: E402

PREVIEW = """
<body style="margin: 0; width: 1200px; height: 630px; background: #0e3f47; color: #fff; display: flex;
  flex-direction: column; justify-content: center; padding: 0 90px; box-sizing: border-box;
  font-family: system-ui, Arial, sans-serif">
  <div style="width: 150px">{logo}</div>
  <div style="font-size: 84px; font-weight: 700; letter-spacing: -2px; line-height: 1.05; margin: 34px 0 24px">
    Learn Data<br>Orchestration</div>
  <div style="font-size: 36px; color: #d3e4e5">A free course on data orchestration and Apache Airflow</div>
</body>
"""


def main() -> None:
    """Write assets/images/social.png (1200 x 630 pixels) and .github/screenshot.png."""
    logo = (ROOT / "assets/images/logo.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.set_content(PREVIEW.format(logo=logo))
        page.screenshot(path=ROOT / "assets/images/social.png")
        folder = ROOT / ".cache/screenshot"
        build(ROOT, folder, ONLINE="false", SITE_URL="", REPO_URL="")
        page.set_viewport_size({"width": 1280, "height": 1180})
        page.goto((folder / "index.html").as_uri())
        page.screenshot(path=ROOT / ".github/screenshot.png")
        browser.close()


if __name__ == "__main__":
    main()
