"""A real browser, and pages of real runs; without Playwright there is nothing to collect here."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]

BUSY = (
    "reference:session-in-faults,results-as-text-html,failure-keeps-its-id,nil-item-crashes,"
    "error-without-code,apostrophe-breaks-texts,fine-fraction-fails,mismatch-without-upgrade"
)
SCHEMES = ("light", "dark")
WIDTHS = (360, 1024, 1920)


def run(folder: Path, *options: str) -> Path:
    """Run the suite, and return its report as JSON lines; a page lies beside it."""
    report = folder / "report.jsonl"
    command = (sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-q", "-p", "no:cacheprovider")
    reports = ("--conformance-report", str(report), "--conformance-report", str(report.with_suffix(".html")))
    subprocess.run(
        [*command, "--conformance-depth", "quick", *reports, *options],
        cwd=folder,
        check=False,
        timeout=600,
        capture_output=True,
    )
    return report


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of an endpoint that does many things wrong."""
    return run(tmp_path_factory.mktemp("busy"), "--conformance-target", BUSY, "--conformance-vendor", "Example Events")


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of an endpoint that does nothing wrong."""
    return run(tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="session")
def cut(busy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a run that was killed in the middle of a line."""
    report = tmp_path_factory.mktemp("cut") / "report.jsonl"
    data = busy.read_bytes()
    report.write_bytes(data[: len(data) // 2])
    made(report.parent, "report.html", str(report))
    return report


def made(folder: Path, name: str, *arguments: str) -> Path:
    """Return a page that ``conformance report`` made of reports with findings."""
    out = folder / name
    command = (sys.executable, "-m", "conformance", "report", *arguments, "-o", str(out))
    assert subprocess.run(command, check=False, timeout=600, capture_output=True).returncode == 1
    return out


@contextmanager
def browser() -> Iterator[Any]:
    """Yield a browser: the system's Chromium, else the one that Playwright has installed."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        held = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield held
        held.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Yield a browser for all tests."""
    with browser() as held:
        yield held


@dataclass(slots=True, kw_only=True)
class Window:
    """A page that is open, with all that it asked for and complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, file: Path, fragment: str = "") -> Any:
        """Open a file at one of its places, and return Playwright's page."""
        self.page.goto(f"{file.as_uri()}{fragment}")
        return self.page

    def width(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    def audit(self) -> list[str]:
        """Return what axe-core finds that is serious or worse."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:200]}"
            for one in found
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]


@pytest.fixture
def window(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Window]:
    """Yield a window, of a width and a colour scheme if asked; after each test it asked for files only, and in peace."""
    width, scheme = getattr(request, "param", (1024, "light"))
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    held = Window(page=context.new_page())
    held.page.on("request", lambda one: held.asked.append(one.url))
    held.page.on("console", lambda one: held.complaints.append(one.text))
    held.page.on("pageerror", lambda one: held.complaints.append(str(one)))
    yield held
    context.close()
    assert held.asked
    assert all(url.startswith("file:") for url in held.asked)
    assert held.complaints == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that stands here."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
