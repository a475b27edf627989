"""Starts the Chromium that is installed, for the tests and benchmarks that look at pages with it."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
OFFLINE = "host-resolver-rules=MAP * ~NOTFOUND"
_FLAGS = ("headless=new", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking")


@contextmanager
def open_browser(
    profile: Path, *flags: str, load: str = "normal", preferences: Mapping[str, object] | None = None
) -> "Iterator[Chrome]":
    """Open a browser with an empty ``profile``; selenium must be installed."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    options.page_load_strategy = load
    for flag in (*_FLAGS, *flags, f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    options.add_experimental_option("prefs", dict(preferences or {}))
    driver = webdriver.Chrome(options, webdriver.ChromeService(CHROMEDRIVER))
    try:
        yield driver
    finally:
        driver.quit()
