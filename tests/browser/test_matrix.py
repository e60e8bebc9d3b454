"""The matrix and the comparison in a real browser."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SCHEMES, WIDTHS, Window, made

WINDOWS = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]


@pytest.fixture(scope="session")
def matrix(busy: Path, clean: Path, cut: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("matrix"), "matrix.html", str(busy), str(clean), str(cut))


@pytest.fixture(scope="session")
def comparison(busy: Path, clean: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("change"), "change.html", "--compare", str(clean), str(busy))


def rows(page: Any) -> int:
    return page.locator("tr.row:visible").count()


@pytest.mark.parametrize("name", ["matrix", "comparison"])
@pytest.mark.parametrize("window", WINDOWS, indirect=True, ids=lambda held: f"{held[0]}-{held[1]}")
def test_every_page_fits_its_window_and_has_no_serious_barrier(
    name: str, window: Window, request: pytest.FixtureRequest
) -> None:
    window.open(request.getfixturevalue(name))
    assert window.width() == 0
    assert window.audit() == []


def test_a_cell_opens_its_page_and_back(matrix: Path, window: Window) -> None:
    page = window.open(matrix)
    assert page.locator(".case-page:visible").count() == 0
    cell = page.locator("a.standing.failed").first
    name = cell.get_attribute("href")
    cell.click()
    opened = page.locator(".case-page:visible")
    assert opened.count() == 1
    assert f"#{opened.get_attribute('id')}" == name
    assert -50 < opened.bounding_box()["y"] < 500
    assert opened.get_by_role("heading", name="Response").first.is_visible()
    assert window.audit() == []
    page.go_back()
    assert page.locator(".case-page:visible").count() == 0
    assert cell.is_visible()


def test_every_cell_leads_to_a_page_of_its_own(matrix: Path, window: Window) -> None:
    page = window.open(matrix)
    links = page.locator("tr.row a.standing").evaluate_all("all => all.map((one) => one.getAttribute('href').slice(1))")
    pages = page.locator(".case-page").evaluate_all("all => all.map((one) => one.id)")
    assert len(set(links)) == len(links) > 300
    assert sorted(links) == sorted(pages)
    for state in ("passed", "non-strict", "passed-so-far", "not-tested"):
        page.locator(f"a.standing.{state}").first.click()
        assert page.locator(".case-page:visible").count() == 1
        page.get_by_role("link", name="Back to the matrix").locator("visible=true").click()
        assert page.locator("tr.row:target").is_visible()


def test_a_link_to_a_finding_in_a_case_page_opens_it(matrix: Path, window: Window) -> None:
    page = window.open(matrix)
    name = page.locator(".case-page article").last.get_attribute("id")
    page = window.open(matrix, f"#{name}")
    page.reload()
    assert page.locator(f"[id='{name}']").is_visible()


def test_words_and_choices_filter_the_requirements(matrix: Path, window: Window) -> None:
    page = window.open(matrix)
    whole = rows(page)
    form = page.get_by_role("search", name="Filter the requirements")
    form.get_by_label("Show").select_option("failed")
    failed = rows(page)
    assert 0 < failed < 10
    form.get_by_label("Show").select_option("differs")
    assert failed <= rows(page) < whole
    form.get_by_label("Show").select_option("")
    form.get_by_label("Words").fill("media type")
    assert 0 < rows(page) < 10
    assert page.locator("tbody.chapter-rows:visible").count() < 6
    form.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.querySelectorAll('tr.row:not([hidden])').length === {whole}")


@pytest.mark.parametrize("window", [(360, "light")], indirect=True)
def test_the_heads_of_the_columns_stay_in_sight(matrix: Path, window: Window) -> None:
    page = window.open(matrix)
    page.locator("#rows").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.scroll.tall').scrollTop = 2000")
    region = page.locator(".scroll.tall").bounding_box()
    head = page.locator("#rows thead th").first.bounding_box()
    assert abs(head["y"] - region["y"]) < 5


def test_without_script_a_cell_opens_its_page(matrix: Path, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(matrix.as_uri())
    page.locator("a.standing.failed").first.click()
    assert page.locator(".case-page:visible").count() == 1
    context.close()


def test_a_comparison_tells_what_is_new_with_its_messages(comparison: Path, window: Window) -> None:
    page = window.open(comparison)
    assert "behaviour changed" in page.get_by_role("status").inner_text()
    new = page.locator(".chapter", has=page.get_by_role("heading", name="New:"))
    new.get_by_text("The smallest request that shows it").first.click()
    assert new.get_by_role("heading", name="Response").first.is_visible()
