"""Reports to work with: one made up as a vendor might get it, and a strategy for all others."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from conformance.model.case import Kind
from conformance.model.exchange import Exchange, Interruption, Request, Response
from conformance.model.report import (
    CaseStamp,
    CheckStamp,
    ContractStamp,
    Evidence,
    Footer,
    Header,
    KnownStamp,
    Record,
    Report,
    Tally,
    ToolStamp,
    Untested,
)
from conformance.model.requirement import Severity
from conformance.model.verdict import Finding, Outcome, Verdict
from conformance.report import jsonl
from conformance.report._tally import tally

HOSTILE = (
    "</details><script>alert(1)</script> | \\| `x` ```\n# @everyone ![x](http://evil.example/x.png) \x1b[31m\u202e"
)
NAME = "GetContact/soap11/edge/Name-empty"


def example_request(body: bytes) -> Request:
    """Return a request as a client writes it."""
    return Request(
        url="https://api.vendor.example/soap/V200611.asmx",
        headers=(
            ("Host", "api.vendor.example"),
            ("Accept-Encoding", "gzip, deflate"),
            ("User-Agent", "pytest-conformance/0.1.0"),
            ("Content-Type", "text/xml; charset=utf-8"),
            ("SOAPAction", '"http://vendor.example/2006/GetContact"'),
            ("Content-Length", str(len(body))),
        ),
        body=body,
    )


def example_response(body: bytes) -> Response:
    """Return an answer as an endpoint in trouble gives it."""
    return Response(status=500, headers=(("Content-Type", "text/html"), ("X-Powered-By", "ASP.NET")), body=body)


SMALL = example_request(
    b'<?xml version="1.0" encoding="utf-8"?>\n'
    b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>\n'
    b'  <GetContact xmlns="http://vendor.example/2006"><Name>O\'Hara &amp; Sons</Name></GetContact>\n'
    b"</soap:Body></soap:Envelope>\n"
)
CODE, MEDIA, SERVER = "fault.code-is-defined", "http.media-type", "hygiene.server-names-itself"
HEADER = Header(
    contract=ContractStamp(name="cvent", sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    target="live:https://api.vendor.example/soap/V200611.asmx",
    vendor="Vendor & Sons",
    platform="asmx",
    depth="default",
    seed=20240229,
    tool=ToolStamp(version="0.1.0", hypothesis="6.170.15"),
    started="2024-02-29T12:00:00Z",
    operations=("GetContact", "UpdateContact", "DeleteContact"),
    bindings=("soap11", "soap12"),
    checks={
        CODE: CheckStamp(
            requirement="FLT-03",
            severity=Severity.ERROR,
            spec="SOAP 1.1",
            section="4.4.1",
            sentence="The faultcode MUST be a qualified name, such as soap:Client <or> soap:Server.",
            url="https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383510",
        ),
        MEDIA: CheckStamp(
            requirement="HTTP-02",
            severity=Severity.ERROR,
            spec="SOAP 1.1",
            section="6",
            sentence='HTTP applications MUST use the media type "text/xml".',
            url="https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383526",
        ),
        SERVER: CheckStamp(
            requirement="HYG-01",
            severity=Severity.NOTE,
            spec="RFC 9110",
            section="10.2.4",
            sentence="Say less.",
            url="",
        ),
    },
)
FAULT = Evidence(
    check=CODE,
    operation="GetContact",
    binding="soap11",
    case=NAME,
    request=SMALL,
    response=example_response(f"<b>{HOSTILE}</b>".encode()),
    message=f"the faultcode is {HOSTILE}",
    severity=Severity.ERROR,
    path="/Envelope/Body/Fault/faultcode",
    line=4,
    fingerprint="f1",
    reproduced="3 of 3",
    also_seen=41,
)
RESET = replace(
    FAULT,
    check=MEDIA,
    binding="soap12",
    response=None,
    error="reset: connection reset by peer",
    message="no whole response came",
    path=None,
    line=None,
    also_seen=0,
)
BANNER = replace(
    FAULT,
    check=SERVER,
    severity=Severity.NOTE,
    message="X-Powered-By is ASP.NET",
    response=example_response(b"\xe9" + b"x" * 5000),
    also_seen=1,
)
KNOWN = replace(
    FAULT,
    check=MEDIA,
    message="the media type is text/html",
    tolerated="asmx.media-type-of-faults",
    request=example_request(b"\x00\xff" * 60),
    response=example_response("<a>ü</a>".encode("utf-16")),
)
RECORDS = (
    Record(
        case=CaseStamp(id="GetContact/soap11/example", operation="GetContact", binding="soap11", kind=Kind.EXAMPLE),
        exchange=Exchange(request=SMALL, response=example_response(b"<a/>"), elapsed_s=0.25),
        request_sha256="00" * 32,
        passed=(MEDIA,),
        inapplicable=(CODE,),
        accepted=20,
        refused=1,
    ),
    Record(
        case=CaseStamp(id=NAME, operation="GetContact", binding="soap11", kind=Kind.EDGE),
        exchange=Exchange(request=SMALL, response=example_response(b"<b/>")),
        request_sha256="01" * 32,
        verdicts=(
            Verdict(check=CODE, outcome=Outcome.FAILED, severity=Severity.ERROR, findings=(Finding(message="bad"),)),
            Verdict(check=SERVER, outcome=Outcome.FAILED, severity=Severity.NOTE, findings=(Finding(message="loud"),)),
            Verdict(check=MEDIA, outcome=Outcome.FAILED, severity=Severity.ERROR, tolerated=KNOWN.tolerated),
        ),
    ),
    Record(
        case=CaseStamp(id="GetContact/soap12/edge/Name", operation="GetContact", binding="soap12", kind=Kind.EDGE),
        exchange=Exchange(request=SMALL, error=Interruption(kind="reset", message="by peer"), elapsed_s=3.0),
        request_sha256="02" * 32,
        verdicts=(
            Verdict(check=MEDIA, outcome=Outcome.FAILED, severity=Severity.ERROR, findings=(Finding(message="none"),)),
            Verdict(
                check=CODE,
                outcome=Outcome.CANT_TELL,
                severity=Severity.ERROR,
                findings=(Finding(message="KeyError: 'a|b'"),),
            ),
        ),
    ),
    Record(
        case=CaseStamp(
            id="UpdateContact/soap11/generated/1", operation="UpdateContact", binding="soap11", kind=Kind.GENERATED
        ),
        exchange=None,
        request_sha256="03" * 32,
        passed=(CODE, MEDIA),
        accepted=10,
        refused=10,
    ),
)
FINISHED = "2024-02-29T12:03:11Z"


def finished(report: Report, *untested: Untested) -> Report:
    """Return a report with the footer that its records ask for: it came to its end."""
    counts, coverage = tally(report.records)
    footer = Footer(
        records=len(report.records),
        counts=counts,
        coverage=coverage,
        untested=untested,
        finished=FINISHED,
        complete=True,
    )
    return replace(report, footer=footer)


def write(path: Path, report: Report) -> Path:
    """Write a report as a run does."""
    entries = (report.header, *report.records, *report.findings, *filter(None, [report.footer]))
    path.write_text("".join(jsonl.to_line(entry) + "\n" for entry in entries), encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="session")
def report() -> Report:
    """Return the made-up report: two broken requirements, a note, a tolerated finding, a check that could not tell."""
    left = Untested(what="DeleteContact", why="it writes: pass --conformance-allow-writes | or not")
    return finished(Report(header=HEADER, records=RECORDS, findings=(FAULT, RESET, BANNER, KNOWN)), left)


@pytest.fixture(scope="session")
def reports() -> st.SearchStrategy[Report]:
    """Return a strategy of whole reports, cut ones among them, with any text that JSON can carry."""
    lone = st.characters(categories=["Cs"], min_codepoint=0xDC00)
    text = st.text(st.characters() | lone | st.sampled_from("|`\\<\n\r\x85\u2028")) | st.just(HOSTILE)
    few = st.integers(min_value=0, max_value=2**53)
    word = st.sampled_from(["GetContact", "UpdateContact", "", "a|b"]) | text
    check = st.sampled_from([CODE, MEDIA, SERVER]) | text
    binding = st.sampled_from(["soap11", "soap12"]) | text
    severity = st.sampled_from(Severity)
    headers = st.lists(st.tuples(text, text), max_size=3).map(tuple)
    body = st.binary() | text.map(lambda words: words.encode("utf-8", "replace")) | st.just(HOSTILE.encode())
    request = st.builds(Request, url=text, headers=headers, body=body, method=text)
    response = st.builds(Response, status=st.integers(), headers=headers, body=body)
    interruption = st.builds(Interruption, kind=text, message=text)
    exchange = st.builds(
        Exchange,
        request=request,
        response=st.none() | response,
        error=st.none() | interruption,
        elapsed_s=st.floats(allow_nan=False, allow_infinity=False),
    )
    case = st.builds(CaseStamp, id=text, operation=word, binding=binding, kind=st.sampled_from(Kind), origin=text)
    line = st.none() | st.integers()
    finding = st.builds(Finding, message=text, path=st.none() | text, line=line, fingerprint=text)
    verdict = st.builds(
        Verdict,
        check=check,
        outcome=st.sampled_from([Outcome.FAILED, Outcome.CANT_TELL]),
        severity=severity,
        tolerated=st.none() | text,
        known=st.none() | word,
        findings=st.lists(finding, max_size=2).map(tuple),
    )
    checks = st.lists(check, max_size=2).map(tuple)
    record = st.builds(
        Record,
        case=case,
        exchange=st.none() | exchange,
        request_sha256=text,
        passed=checks,
        inapplicable=checks,
        verdicts=st.lists(verdict, max_size=2).map(tuple),
        accepted=few,
        refused=few,
    )
    evidence = st.builds(
        Evidence,
        check=check,
        operation=word,
        binding=binding,
        case=text,
        request=request,
        response=st.none() | response,
        message=text,
        severity=severity,
        tolerated=st.none() | text,
        known=st.none() | word,
        path=st.none() | text,
        line=line,
        fingerprint=text,
        error=st.none() | text,
        reproduced=text,
        also_seen=few,
        payload=st.none() | text,
        breaks=st.none() | word,
        item=st.none() | few,
    )
    stamp = st.builds(CheckStamp, requirement=text, severity=severity, spec=text, section=text, sentence=text, url=text)
    known = st.builds(
        KnownStamp,
        check=check,
        operation=st.none() | word,
        binding=st.none() | binding,
        reason=text,
        owner=text,
        expires=text,
        places=st.lists(st.tuples(word, binding), max_size=2).map(tuple),
    )
    header = st.builds(
        Header,
        contract=st.builds(ContractStamp, name=text, sha256=text),
        target=text,
        vendor=st.none() | text,
        platform=st.none() | text,
        depth=text,
        seed=st.integers(),
        tool=st.builds(ToolStamp, version=text, hypothesis=text),
        started=text,
        operations=st.lists(word, max_size=3).map(tuple),
        bindings=st.lists(binding, max_size=2).map(tuple),
        checks=st.dictionaries(check, stamp, max_size=2),
        baseline=st.dictionaries(word, known, max_size=2),
    )
    footer = st.builds(
        Footer,
        records=few,
        counts=st.dictionaries(text, st.dictionaries(text, few, max_size=2), max_size=2),
        coverage=st.dictionaries(text, st.builds(Tally, exchanges=few, accepted=few, refused=few), max_size=2),
        untested=st.lists(st.builds(Untested, what=text, why=text), max_size=2).map(tuple),
        finished=text,
        complete=st.booleans(),
    )
    drawn = st.builds(
        Report,
        header=header,
        records=st.lists(record, max_size=3).map(tuple),
        findings=st.lists(evidence, max_size=3).map(tuple),
        footer=st.none() | footer,
    )
    return drawn.map(consistent)


def consistent(report: Report) -> Report:
    """Return a report whose footer, if any, tells the right number of records."""
    footer = report.footer and replace(report.footer, records=len(report.records))
    return replace(report, footer=footer)
