"""The page for a vendor: complete, worst first, and inert whatever the endpoint sent."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.exchange import Request, Response
from conformance.model.report import Evidence, Report, Untested
from conformance.report import _inert, jsonl, markdown
from conformance.report._verdict import account

HOSTILE_WORDS = "</details> ``` | "
HOSTILE = st.text(st.sampled_from("`~|\\<>[]()!@#*_\n\r \t\x1b\u202eaw.:/"))


def prose(page: str) -> str:
    """Return a page without its code blocks, found as CommonMark finds them."""
    kept: list[str] = []
    fence = ""
    for line in page.split("\n"):
        opening = re.match(r" {0,3}(`{3,})[^`]*$", line)
        closing = re.fullmatch(r" {0,3}(`+)\s*", line)
        if fence:
            fence = "" if closing and len(closing[1]) >= len(fence) else fence
        elif opening:
            fence = opening[1]
        else:
            kept.append(line)
    assert not fence
    return "\n".join(kept)


def bare(line: str) -> str:
    """Return a line of Markdown without escaped characters and code spans, read from the left as CommonMark does."""
    kept = ""
    while line:
        inert = re.match(r"\\[!-/:-@\[-`{-~]|(`+)(?!`).*?[^`]\1(?!`)", line)
        kept += "\0" if inert else line[0]
        line = line[inert.end() if inert else 1 :]
    return kept


def headings(page: str) -> list[str]:
    """Return the headings of a page."""
    return [line for line in prose(page).split("\n") if line.startswith("#")]


def summaries(page: str) -> list[str]:
    """Return the titles of what opens when it is clicked, each of which is closed again before the next begins."""
    tags = re.findall(r"(?m)^<details><summary>(.*)</summary>$|^(</details>)$", prose(page))
    assert [bool(end) for _, end in tags] == [False, True] * (len(tags) // 2)
    titles = [title for title, _ in tags[::2]]
    assert all(re.fullmatch(r"[0-9]+(\.| [a-z]+)( <code>[^<>]*</code>)?", title) for title in titles)
    return titles


def test_the_page_tells_all_in_order(report: Report) -> None:
    page = markdown.render(report)
    assert headings(page) == [
        "# Conformance report: cvent",
        "## Levels",
        "## Operations",
        "## Findings",
        "## Warnings and notes",
        "## Tolerated findings",
        "## Could not tell",
        "## What was not tested",
        "## All checks",
    ]
    assert summaries(page) == [
        "1. <code>fault.code-is-defined, GetContact, SOAP 1.1</code>",
        "2. <code>http.media-type, GetContact, SOAP 1.2</code>",
        "3. <code>hygiene.server-names-itself, GetContact, SOAP 1.1</code>",
        "1 row",
        "3 checks",
    ]
    assert "Shortened here" not in page


@pytest.mark.parametrize(
    "piece",
    [
        "Vendor: Vendor & Sons · Target: `live:https://api.vendor.example/soap/V200611.asmx` · Judged as: asmx",
        " · Exchanges: 4 · Depth: default · Seed: 20240229 · Started: 2024-02-29T12:00:00Z · Finished: 2024-02-29T12:03:11Z",
        "Tool: pytest-conformance 0.1.0 with Hypothesis 6.170.15 · Contract SHA-256: `9f86d081884c`",
        "**Verdict: 2 requirements broken (2 findings), 1 check could not tell, 1 tolerated as known behaviour of",
        " tolerated as known behaviour of asmx, 1 note.**",
        "| GetContact | 1 finding, 1 minor, 1 tolerated | 1 finding, 1 could not tell | 3 | 20 | 1 |",
        "| UpdateContact | passed | not tested | 1 | 10 | 10 |",
        "| DeleteContact | not tested | not tested | 0 | 0 | 0 |",
        "Note: GetContact: only 1 of 21 items refused, so that is hardly tested.",
        r"> “The faultcode MUST be a qualified name, such as soap:Client \<or\> soap:Server.”",
        "> [SOAP 1.1](<https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383510>), section 4.4.1",
        "` at `/Envelope/Body/Fault/faultcode`, line 4.",
        "Requirement: `FLT-03` · Finding: `f1` · Case: `GetContact/soap11/edge/Name-empty` · Reproduced 3 of 3 · 41 other exchanges",
        "| `asmx.media-type-of-faults` |",
        "GetContact in SOAP 1.1 |",
        "POST https://api.vendor.example/soap/V200611.asmx\nHost: api.vendor.example\nAccept-Encoding: gzip, deflate\n",
        "<Name>O'Hara &amp; Sons</Name>",
        "HTTP 500 Internal Server Error\nContent-Type: text/html\nX-Powered-By: ASP.NET\n\n",
        "No whole response came: `reset: connection reset by peer`.",
        "1,004 of the 5,004 characters of the body are cut.)",
        r"# @everyone ![x](http://evil.example/x.png) \x1b[31m\u202e</b>",
        r"| `fault.code-is-defined` | GetContact | SOAP 1.2 | `KeyError: 'a\|b'` |",
        r"| 1 | DeleteContact | it writes: pass --conformance-allow-writes \| or not |",
        "| 1 | `fault.code-is-defined` | GetContact, SOAP 1.1 | ````the faultcode is </details><script>alert(1)</script> ",
        "(`soap11-core`, version 1) | not tested | 0 of 39 checks judged | - |",
        "section 6 | 2 | 2 (1 tolerated) | 0 | 0 |",
    ],
)
def test_the_page_says(report: Report, piece: str) -> None:
    assert piece in markdown.render(report)


def test_a_cut_run_is_no_pass_anywhere(report: Report) -> None:
    page = markdown.render(replace(report, footer=None))
    assert (
        "**Verdict: INCOMPLETE: not all that was planned could be run, nothing here is a pass; until then 2 requirements"
        in page
    )
    assert "Finished: never" in page
    assert "| UpdateContact | no finding yet | not tested |" in page
    assert "Unknown: the run did not come to its end." in page


def test_a_header_that_differs_from_the_body_is_explained(report: Report) -> None:
    request = Request(url="http://127.0.0.1/", headers=(("Content-Length", "7"), ("X\x00", "é")), body=b"a\r\nb")
    page = markdown.render(replace(report, findings=(replace(report.findings[0], request=request),)))
    assert "It writes a Content-Length of its own, for the body above" in page
    assert "It cannot send all of these header fields as they were." in page
    assert "(The lines of the body end with CR LF.)" in page


def test_what_was_never_told_as_a_finding_is_told_from_the_records(report: Report) -> None:
    page = markdown.render(replace(report, findings=(), footer=None))
    assert summaries(page)[:3] == summaries(markdown.render(report))[:3]
    unkept = replace(report.records[1], exchange=None)
    assert "The exchange was not kept." in markdown.render(replace(report, findings=(), records=(unkept,)))


def test_a_body_in_utf_16_is_shown_decoded(report: Report) -> None:
    (known,) = (found for found in report.findings if found.tolerated)
    page = markdown.render(replace(report, findings=(replace(known, tolerated=None),)))
    assert "<a>ü</a>\n```\n\n(The body is UTF-16, shown decoded.)" in page


def test_write_renders_a_file(report: Report, tmp_path: Path) -> None:
    source, page = tmp_path / "r.jsonl", tmp_path / "new" / "r.md"
    jsonl.begin(source, report.header)
    markdown.write(source, page)
    assert page.read_text(encoding="utf-8") == markdown.render(Report(header=report.header))
    assert [path.name for path in page.parent.iterdir()] == ["r.md"]


@given(data=st.data())
def test_any_report_renders_to_an_inert_page(data: st.DataObject, reports: st.SearchStrategy[Report]) -> None:
    report = data.draw(reports)
    page = markdown.render(report)
    assert page.replace("\n", "").replace("\t", "").isprintable()
    counted = account(report)
    found = [title for title in summaries(page) if re.match(r"[0-9]+\.", title)]
    assert len(found) == len(counted.broken) + len(counted.milder)
    loose = re.sub(r"\]\(<https?://[^<>\s]+>\)", "", "\n".join(map(bare, prose(page).split("\n"))))
    loose = re.sub(r"(?m)^<details><summary>.*</summary>$|^</details>$", "", loose)
    assert not re.search(r"[<\[\]~$]|://|www\.|@", loose)
    columns = 0
    for line in prose(page).split("\n"):
        bars = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("| ") else 0
        assert bars in {0, columns} or not columns
        columns = bars


def test_a_hostile_answer_shows_but_does_nothing(report: Report) -> None:
    text = prose(markdown.render(report))
    loose = "\n".join(map(bare, text.split("\n")))
    assert "<script>" in text
    assert "<script>" not in loose
    assert "@everyone" not in loose


@given(HOSTILE)
def test_plain_text_has_no_markup_left(text: str) -> None:
    assert not re.search(r"[<>\[\]*_#|~$@]|://|www\.", bare(_inert.plain(text)))


@given(HOSTILE)
def test_a_code_span_ends_only_at_its_end(text: str) -> None:
    assert bare(_inert.code(text)) == "\0"


@given(HOSTILE)
def test_a_fence_holds_its_content(text: str) -> None:
    assert prose(_inert.fence(text, "xml")) == ""


@given(st.lists(HOSTILE, min_size=1, max_size=3))
def test_a_table_keeps_its_columns(cells: list[str]) -> None:
    rows = _inert.table(["x"] * len(cells), [map(_inert.code, cells), map(_inert.plain, cells)]).split("\n")
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [len(cells) + 1] * 4


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://a b", "https://x\ny", ""])
def test_only_pages_on_the_web_are_linked(url: str) -> None:
    assert "](" not in _inert.link("SOAP 1.1", url)


def test_a_link_cannot_be_left() -> None:
    assert _inert.link("a]b", "https://x/>)|`\\") == r"[a\]b](<https://x/%3E)%7C%60%5C>)"


def answered(report: Report, body: bytes) -> Evidence:
    """Return the first finding with another answer."""
    return replace(report.findings[0], response=Response(status=299, headers=(), body=body))


def test_a_page_stays_a_page_when_the_answer_is_huge(report: Report) -> None:
    page = markdown.render(replace(report, findings=(answered(report, b"<a>\n" * 1_000_000),)))
    assert len(page) < 15_000
    assert "3,996,000 of the 4,000,000 characters of the body are cut" in page
    assert "\nHTTP 299\n" in page


def test_a_page_stays_a_page_when_the_request_is_huge(report: Report) -> None:
    request = replace(report.findings[0].request, body=b"<a>\n" * 1_000_000)
    page = markdown.render(replace(report, findings=(replace(report.findings[0], request=request),)))
    assert len(page) < 15_000
    assert "Its body has 4,000,000 bytes, too many for a command here" in page


def many(found: Evidence, number: int) -> tuple[Evidence, ...]:
    """Return so many findings like one."""
    return tuple(replace(found, fingerprint=f"{place:016x}") for place in range(number))


@pytest.mark.parametrize(
    "number, body",
    [
        (2, b"<a/>"),
        (40, b"<a/>"),
        (3000, b"<a/>"),
        (40, b"`" * 1_000_000),
        (40, "\U0001f600\x00".encode() * 10_000),
    ],
    ids=["few", "many", "very many", "ticks", "wide"],
)
def test_a_page_fits_a_pull_request_whatever_was_found(report: Report, number: int, body: bytes) -> None:
    answer = Response(status=299, headers=(), body=body)
    page = markdown.render(replace(report, findings=many(replace(report.findings[0], response=answer), number)))
    assert len(page) < 65_536
    assert f"**Verdict: 2 requirements broken ({number + 1:,} findings), 1 check could not tell" in page
    assert f"| GetContact | {number:,} findings" in page
    assert "| `0000000000000000` |" in page
    told = [title.partition(".")[0] for title in summaries(page) if re.match(r"[0-9]+\.", title)]
    assert told == [str(place) for place in range(1, len(told) + 1)]
    assert (len(told) == number + 2) == (number < 3000)
    assert ("\nShortened here, to fit into a pull request: " in page) == (number > 2)
    assert page.endswith("as JSON lines (.jsonl).\n") == (number > 2)
    assert ("HTTP 299" in page) == (number < 3000)


def test_a_page_fits_a_pull_request_whatever_was_not_tested(report: Report) -> None:
    assert report.footer
    left = tuple(
        Untested(what=f"{HOSTILE_WORDS}{place}" * 50, why=f"because {place % 3000}") for place in range(10_000)
    )
    page = markdown.render(replace(report, footer=replace(report.footer, untested=left)))
    assert len(page) < 65_536
    assert "Shortened here, to fit into a pull request: what was not tested" in page
    assert len(summaries(page)) == 5
    assert "| 4 | " in page


def test_a_page_fits_a_pull_request_whatever_the_contract_is_called(report: Report) -> None:
    odd = "|`<" * 40_000
    header = replace(report.header, target=odd, vendor=odd, contract=replace(report.header.contract, name=odd))
    operations = tuple(f"{place}{odd}" for place in range(500))
    page = markdown.render(replace(report, header=replace(header, operations=operations, platform=odd, depth=odd)))
    assert len(page) < 65_536
    assert "**Verdict: " in page
    assert summaries(page)
