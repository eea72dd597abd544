"""A real browser, as the pages it opens are read: what it asked for, said, and drew."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


class Browser:
    """Opens pages of this computer.

    Args:
        driver: Selenium's.
    """

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def open(self, page: Path, *, width: int = 1280, scheme: str = "light") -> None:
        """Open a page, and forget what was said and asked for before."""
        self._driver.get("about:blank")
        self.logged("browser")
        self.logged("performance")
        self.size(width)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.command("Emulation.setEmulatedMedia", features=[feature])
        self._driver.get(page.resolve().as_uri())

    def size(self, width: int) -> None:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
        self.command("Emulation.setDeviceMetricsOverride", **metrics)

    def command(self, name: str, **arguments: object) -> Any:
        """One of the browser's own commands (the DevTools protocol)."""
        return self._driver.execute_cdp_cmd(name, arguments)

    def run(self, script: str) -> Any:
        """What a script in the page returns."""
        return self._driver.execute_script(script)

    def find(self, selector: str) -> Any:
        return self._driver.find_element("css selector", selector)

    def shown(self, selector: str) -> list[str]:
        """The text of all elements of a kind that are to be seen."""
        found = f"[...document.querySelectorAll({selector!r})]"
        texts: list[str] = self.run(
            f"return {found}.filter((one) => one.checkVisibility()).map((one) => one.innerText)"
        )
        return texts

    def logged(self, kind: str) -> list[Any]:
        return list(self._driver.get_log(kind))

    def requested(self) -> list[str]:
        """The addresses that were asked for since the page was opened, and not refused."""
        events = [json.loads(entry["message"])["message"] for entry in self.logged("performance")]
        asked: dict[str, str] = {}
        for event in events:
            details = event["params"]
            if event["method"] == "Network.requestWillBeSent":
                asked[details["requestId"]] = details["request"]["url"]
            elif event["method"] == "Network.loadingFailed" and "blockedReason" in details:
                del asked[details["requestId"]]
        return list(asked.values())

    def printed(self) -> bytes:
        """The page as a PDF."""
        return base64.b64decode(self.command("Page.printToPDF", preferCSSPageSize=True)["data"])


@contextmanager
def a_browser(profile: Path) -> Iterator[Browser]:
    """Start the browser that is installed; without one the test is skipped, in CI it fails.

    Args:
        profile: An empty folder for what it keeps.
    """
    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not (program and driver):
        missing = "there is no browser here (Debian's chromium and chromium-driver)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = program
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = Chrome(options=options, service=Service(driver))
    try:
        yield Browser(started)
    finally:
        started.quit()
