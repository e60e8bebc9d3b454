"""The pictures of the README, taken of real runs: ``tox -e pictures`` writes them into ``docs``."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import BUSY, browser, made, run

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Run the suite four times, and take the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = {
            "Example Events": ("--conformance-target", BUSY),
            "Sample Tickets": ("--conformance-target", "reference:error-beside-success,stack-trace-in-faults"),
            "Model Meetings": (),
            "Strict Sessions": ("--conformance-platform", "none"),
        }
        reports = {}
        for vendor, options in runs.items():
            place = folder / vendor.lower().replace(" ", "-")
            place.mkdir()
            reports[vendor] = run(place, *options, "--conformance-vendor", vendor)
        (folder / "whole").mkdir()
        told = ("--conformance-vendor", "Sample Tickets", "--conformance-operation", "UpdateContact")
        whole = run(folder / "whole", *runs["Sample Tickets"], *told, "--conformance-depth", "default")
        matrix = made(folder, "matrix.html", *map(str, reports.values()))
        with browser() as chromium:
            window = chromium.new_page(viewport={"width": 1120, "height": 900}, device_scale_factor=1)
            _screen(window, reports["Sample Tickets"].with_suffix(".html"))
            _finding(window, whole.with_suffix(".html"))
            _matrix(window, matrix)


def _screen(window: Page, page: Path) -> None:
    """Take the first screen."""
    window.goto(page.as_uri())
    window.screenshot(path=DOCS / "report.png", clip={"x": 0, "y": 0, "width": 1120, "height": 860})


def _finding(window: Page, page: Path) -> None:
    """Take the chapter of one finding, with the smallest request that shows it."""
    window.goto(page.as_uri())
    chapter = window.locator(".chapter.broken", has_text="results.success-carries-no-error").first
    chapter.screenshot(path=DOCS / "finding.png")


def _matrix(window: Page, page: Path) -> None:
    """Take the levels and the requirements that set targets apart."""
    window.goto(page.as_uri())
    window.locator("#find-rows select").select_option("failed")
    window.set_viewport_size({"width": 1120, "height": 2400})
    top = window.locator("#levels").bounding_box()["y"]
    table = window.locator("#rows").bounding_box()
    height = min(table["y"] + table["height"] - top + 16, 1300)
    window.screenshot(
        path=DOCS / "matrix.png", clip={"x": 0, "y": top - 8, "width": 1120, "height": height}, full_page=True
    )


if __name__ == "__main__":
    sys.exit(main())
