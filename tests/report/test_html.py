"""The page: whatever stands in a report is told on it, and nothing on it acts, loads or leaves."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model.report import Report
from conformance.report import html, jsonl
from conformance.report._verdict import account

TAGS = (
    *("html", "head", "meta", "title", "style", "script", "body", "header", "main", "footer", "section", "article"),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "p",
        "a",
        "strong",
        "code",
        "span",
        "br",
        "mark",
        "pre",
        "blockquote",
        "details",
        "summary",
    ),
    *("dl", "div", "dt", "dd", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("form", "label", "input", "select", "option", "button", "svg", "rect", "text", "line"),
)


class Page(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside in {"style", "script"}:
            self.raw[self.inside] = self.raw.get(self.inside, "") + data
        else:
            self.texts.append(data)

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def ids(self) -> list[str]:
        return [str(held["id"]) for _, held in self.tags if "id" in held]


def require_inert(page: Page) -> None:
    """Make sure that a page holds our own script only, and nothing that loads, leaves or is run."""
    names = Counter(tag for tag, _ in page.tags)
    assert set(names) <= set(TAGS)
    assert names["script"] == names["style"] == 1
    assert page.raw["script"] == (Path(html.__file__).parent / "_page/page.js").read_text()
    assert len(set(page.ids())) == len(page.ids())
    for tag, held in page.tags:
        assert not any(name.startswith("on") or name in {"style", "src", "srcset", "action"} for name in held), tag
        link = held.get("href")
        if link is not None:
            assert link.startswith("#") or re.fullmatch(r"https?://[!-~]+", link)
            assert not link.startswith("#") or link[1:] in page.ids(), link
    assert all(char.isprintable() or char in "\n\t" for char in page.text)


def test_the_page_tells_each_finding_once_with_its_sentence_and_its_messages(report: Report) -> None:
    page = Page(html.render(report))
    require_inert(page)
    articles = [held for tag, held in page.tags if tag == "article"]
    counted = account(report)
    told = (*counted.broken, *counted.milder, *counted.tolerated, *counted.known)
    assert [held["data-state"] for held in articles] == ["broken", "broken", "minor", "tolerated"]
    assert len(articles) == len(told)
    for found in told:
        assert found.check in page.text
    assert "The faultcode MUST be a qualified name" in page.text
    assert "and in 41 other exchanges; reproduced 3 of 3." in page.text
    assert "No whole response came: reset: connection reset by peer." in page.text
    assert "curl --include" in page.text


@pytest.mark.parametrize(
    "said",
    [
        "Vendor & Sons",
        "live:https://api.vendor.example/soap/V200611.asmx",
        "2 requirements broken (2 findings), 1 check could not tell",
        "2024-02-29 12:00:00 to 12:03:11 UTC",
        "1 case: it writes: pass --conformance-allow-writes | or not",
        "KeyError: 'a|b'",
        "SOAP 1.1, core",
    ],
)
def test_the_page_says(report: Report, said: str) -> None:
    assert said in Page(html.render(report)).text


def test_style_and_script_are_those_that_the_policy_names(report: Report) -> None:
    page = Page(html.render(report))
    (policy,) = (held["content"] for tag, held in page.tags if held.get("http-equiv") == "Content-Security-Policy")
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in str(policy)
    assert str(policy).startswith("default-src 'none'; ")


def test_a_cut_run_reads_as_incomplete(report: Report) -> None:
    page = Page(html.render(replace(report, footer=None)))
    assert "INCOMPLETE" in page.text
    assert "Unknown: the run did not come to its end." in page.text
    assert "passed" not in {held.get("class") for tag, held in page.tags if tag == "li"}


def test_a_link_to_a_finding_is_the_same_in_another_run(report: Report) -> None:
    turned = replace(report, findings=report.findings[::-1], header=replace(report.header, seed=7, target="other:"))
    mine, other = (
        {held["id"] for tag, held in Page(html.render(one)).tags if tag == "article"} for one in (report, turned)
    )
    assert mine == other


def test_write_renders_a_file(report: Report, tmp_path: Path) -> None:
    jsonl.begin(tmp_path / "report.jsonl", report.header)
    html.write(tmp_path / "report.jsonl", tmp_path / "page.html")
    assert "INCOMPLETE" in (tmp_path / "page.html").read_text()


@settings(max_examples=50)
@given(data=st.data())
def test_any_report_renders_to_an_inert_page(data: st.DataObject, reports: st.SearchStrategy[Report]) -> None:
    report = data.draw(reports)
    text = html.render(report)
    text.encode("utf-8")
    page = Page(text)
    require_inert(page)
    counted = account(report)
    told = (*counted.broken, *counted.milder, *counted.tolerated, *counted.known)
    assert sum(tag == "article" for tag, _ in page.tags) == len(told)
    for outcomes in counted.counts.values():
        for number in outcomes.values():
            assert f"{number:,}" in page.text


def test_a_page_stays_small_whatever_was_found(report: Report) -> None:
    first = report.findings[0]
    large = replace(first.request, body=b"<a>" + b"text " * 4000 + b"</a>")
    many = tuple(replace(first, fingerprint=f"{number:016x}", request=large) for number in range(400))
    text = html.render(replace(report, findings=many))
    assert len(text.encode()) < 5_000_000
    page = Page(text)
    assert sum(tag == "article" for tag, _ in page.tags) > 400
    assert "No messages are shown, for this page is full: conformance repro report.jsonl" in page.text
    assert text.count("text text text") > 50
