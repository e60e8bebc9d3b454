"""What the page of a large run costs: its size, the time to make it, and the time until a browser shows it.

Run with ``tox -e browser``. The run is a real one, of every case at default depth against an endpoint that does many
things wrong; a plain page of as many bytes of text is opened beside it.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import rows
from playwright.sync_api import Browser, sync_playwright

from conformance.report import html, jsonl
from conformance.report._verdict import account

TARGET = "reference:session-in-faults,results-as-text-html,failure-keeps-its-id,nil-item-crashes,error-without-code"
LARGEST_MB, LONGEST_MS, ROUNDS = 5, 2_000, 7


def main() -> None:
    """Print size and times of the page."""
    with tempfile.TemporaryDirectory() as folder:
        report, page, plain = (Path(folder) / name for name in ("report.jsonl", "report.html", "plain.html"))
        if sys.argv[1:]:
            report = Path(sys.argv[1])
        else:
            options = ("--conformance-target", TARGET, "--conformance-report", str(report))
            command = (sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-q", "-p", "no:cacheprovider")
            subprocess.run([*command, *options], cwd=folder, check=False, capture_output=True)  # noqa: S603 - our own
        start = time.perf_counter()
        html.write(report, page)
        made = time.perf_counter() - start
        counted = account(jsonl.scan(report))
        told = sum(map(len, (counted.broken, counted.milder, counted.tolerated, counted.known)))
        size = page.stat().st_size
        rows.told(f"the page of {counted.exchanges:,} exchanges with {told:,} findings, made", made, "s")
        words = "all work and no play " * (size // len("all work and no play "))
        plain.write_text(f"<!doctype html><title>plain</title><p>{words}", encoding="utf-8")
        opened, beside = _opened(page, plain)
        rows.at_most("megabytes of the page", size / 1e6, LARGEST_MB)
        rows.at_most("milliseconds until it is shown", opened, LONGEST_MS)
        rows.at_most("the page / plain text of as many bytes, to open", opened / beside, 2)


def _opened(*pages: Path) -> tuple[float, ...]:
    """Return for each page the median of the milliseconds until Chromium has loaded and laid it out."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        taken = [[_once(browser, page) for page in pages] for _ in range(ROUNDS)]
        browser.close()
    return tuple(statistics.median(column) for column in zip(*taken, strict=True))


def _once(browser: Browser, page: Path) -> float:
    window = browser.new_page(viewport={"width": 1280, "height": 900})
    start = time.perf_counter()
    window.goto(page.as_uri())
    window.evaluate("document.documentElement.scrollHeight")
    window.evaluate("new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))")
    taken = time.perf_counter() - start
    window.close()
    return 1000 * taken


if __name__ == "__main__":
    main()
