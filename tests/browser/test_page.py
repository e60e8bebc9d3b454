"""The page of a run in a real browser: what a person sees, clicks and links to."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SCHEMES, WIDTHS, Window

WINDOWS = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]


def shown(page: Any) -> int:
    return page.locator("article.finding:visible").count()


@pytest.mark.parametrize("name", ["busy", "clean", "cut"])
@pytest.mark.parametrize("window", WINDOWS, indirect=True, ids=lambda held: f"{held[0]}-{held[1]}")
def test_every_page_fits_its_window_and_has_no_serious_barrier(
    name: str, window: Window, request: pytest.FixtureRequest
) -> None:
    window.open(request.getfixturevalue(name).with_suffix(".html"))
    assert window.width() == 0
    assert window.audit() == []


@pytest.mark.parametrize("window", [(1280, "light")], indirect=True)
def test_the_first_screen_says_what_was_judged_and_how_it_stands(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    assert page.locator("h1").inner_text() == "Example Events"
    assert re.match(r"\d+ requirements broken \(\d+ findings\)", page.get_by_role("status").inner_text())
    low = page.locator("table").first.bounding_box()
    assert low["y"] + low["height"] < page.viewport_size["height"]


def test_words_and_choices_filter_the_findings(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    whole = shown(page)
    assert whole > 40
    form = page.get_by_role("search", name="Filter the findings")
    form.get_by_label("Words").fill("media type text/html")
    some = shown(page)
    assert 0 < some < whole
    assert page.locator("#findings-shown").inner_text() == f"{some} of {whole} findings shown"
    form.get_by_label("Binding").select_option("soap12")
    assert 0 < shown(page) < some
    form.get_by_label("Words").fill("what nobody has written")
    assert shown(page) == 0
    assert page.locator(".chapter:visible").count() == 0
    form.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.querySelectorAll('article.finding:not([hidden])').length === {whole}")


def test_checks_and_cases_are_filtered_alike(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    page.get_by_role("search", name="Filter the checks").get_by_label("Words").fill("fault. 5.4")
    assert 0 < page.locator("#checks tbody tr:visible").count() < 20
    page.get_by_text(re.compile(r"^[\d,]+ cases in")).click()
    page.get_by_role("search", name="Filter the cases").get_by_label("Words").fill("UpdateContact example")
    assert page.locator("#cases tbody tr:visible").count() == 2


def test_a_cell_leads_to_its_findings_and_back(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    page.locator("a[data-operation=UpdateContact][data-binding=soap12]").click()
    page.wait_for_function("document.querySelectorAll('article.finding[hidden]').length > 0")
    assert page.url.endswith("#findings")
    assert page.locator("#findings").bounding_box()["y"] < 100
    assert shown(page) > 0
    for place in ("operation", "binding"):
        held = page.locator("article.finding:visible").evaluate_all(f"all => all.map((one) => one.dataset.{place})")
        assert set(held) == {"UpdateContact" if place == "operation" else "soap12"}
    page.go_back()
    assert "#" not in page.url
    assert page.evaluate("window.scrollY") < 100


def test_a_link_to_a_finding_opens_it(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    name = page.locator("article.finding").last.get_attribute("id")
    page.reload()
    page = window.open(busy.with_suffix(".html"), f"#{name}")
    found = page.locator(f"[id='{name}']")
    assert -50 < found.bounding_box()["y"] < 900
    assert found.get_by_role("heading", name="Response").is_visible()
    page.locator("table.index a").first.click()
    assert page.locator(".chapter:target").is_visible()
    page.go_back()
    assert page.url.endswith(f"#{name}")


def test_a_finding_shows_its_messages_its_mark_and_how_to_mend_it(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    chapter = page.locator(".chapter.broken", has_text="binding.soap11-media-type")
    article = chapter.locator("article").first
    assert article.get_by_role("region", name=re.compile("^Request, ")).get_by_text("Envelope").first.is_visible()
    assert "text/html" in article.locator("mark").inner_text()
    assert chapter.get_by_text("Send every SOAP 1.1 answer").is_visible()
    article.get_by_text("Send it again with curl").click()
    assert article.get_by_text("curl --include").is_visible()


def test_a_link_to_a_case_unfolds_all_cases(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"), "#case-UpdateContact-soap11-example")
    assert page.get_by_role("link", name="UpdateContact/soap11/example", exact=True).last.is_visible()


def test_the_first_key_reaches_the_findings(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the findings"
    page.keyboard.press("Enter")
    assert page.url.endswith("#findings")


def test_without_script_all_is_there_to_be_read(busy: Path, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(busy.with_suffix(".html").as_uri())
    assert shown(page) == page.locator("article.finding").count() > 40
    context.close()


def test_print_unfolds_what_is_folded(busy: Path, window: Window) -> None:
    page = window.open(busy.with_suffix(".html"))
    assert page.locator("article details:not([open])").count() > 0
    printed = page.pdf()
    assert printed.startswith(b"%PDF")
    assert page.locator("article details:not([open])").count() == 0


def test_no_page_is_larger_than_people_send(busy: Path, clean: Path) -> None:
    assert clean.with_suffix(".html").stat().st_size < busy.with_suffix(".html").stat().st_size < 5_000_000
