"""What counts as the inside of a server, what does not, and that looking for it takes no longer than the text."""

import time
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest

from conformance.checks import Bench, Observation, catalogue, judge, observe_exchange
from conformance.model.binding import SOAP11, SOAP12, Binding
from conformance.model.case import Case, Expectation, Kind
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.tree import Element
from conformance.model.verdict import Outcome
from conformance.soap import envelope, fault
from conformance.soap.envelope import Envelope
from conformance.soap.fault import Fault
from conformance.soap.session import header_blocks

INTERNALS, SESSION = "hygiene.fault-tells-no-internals", "hygiene.fault-tells-no-session"
SERVICE = "http://api.cvent.com/2006-11"

SHOWN = {
    "at Example.Store..ctor(String path) in the log": "a stack trace",
    "   at Example.Store.<Save>b__0[T](List`1 all)\n   at Example.Api.Update()": "a stack trace",
    "   bei Example.Store.Save(String name)": "a stack trace",
    "java.io.IOException at java.base/java.lang.Thread.run(Thread.java:829)": "a stack trace",
    "TypeError: x is undefined at Object.save (store.js:10:22)": "a stack trace",
    "Traceback (most recent call last): ...": "a stack trace",
    'File "store.py", line 12, in save': "a stack trace",
    "PHP Fatal error: Stack trace:\n#0 main": "a stack trace",
    r"Access to C:\inetpub\wwwroot\web.config is denied.": "a file path",
    r"The file '\\files01\api$\list.txt' is in use.": "a file path",
    "open(/var/lib/api/list.txt) failed": "a file path",
    "Undefined index: name in list.php on line 12": "a file path",
    "could not run SELECT Id, Name FROM Contact WHERE 1 = 1": "SQL",
    "INSERT INTO [dbo].[Contact] failed": "SQL",
    "UPDATE Contact SET Name = ?": "SQL",
    "DELETE FROM Contact": "SQL",
    "System.Data.SqlClient.SqlException (0x80131904): Timeout expired.": "a message of a database",
    "ORA-01400: cannot insert NULL": "a message of a database",
    "SQLSTATE[42S22]: Column not found": "a message of a database",
    "Unclosed quotation mark after the character string ''.": "a message of a database",
    "ASP.NET Version:4.7.3930.0": "the version of a product",
    "Apache Tomcat/9.0.1": "the version of a product",
    "Microsoft SQL Server 2016 is busy": "the version of a product",
    "assembly 'Api, Version=1.0.0.0, Culture=neutral' not found": "the version of a product",
    "Data Source=db01;Initial Catalog=Api;": "how a database is reached",
    "login with User ID=api;Password=hush-hush;": "how a database is reached",
    "jdbc:oracle:thin:@db01:1521/api": "how a database is reached",
}
UNREADABLE = "Server was unable to read request. ---> There is an error in XML document"
NOT_SHOWN = (
    "",
    f"{UNREADABLE} (2, 5). ---> Input string was not in a correct format.",
    f"{UNREADABLE} (1, 730). ---> Instance validation error: 'maybe' is not a valid value for CT_ProductType.",
    "Server did not recognize the value of HTTP Header SOAPAction: http://api.cvent.com/2006-11/Home.",
    "The request element <Login xmlns='http://api.cvent.com/2006-11'> was not recognized.",
    "The value {http://www.w3.org/2001/XMLSchema}int of http://www.example.com/home/var/x.aspx is wrong.",
    "SESSION_EXPIRED",
    "Please select an item from the list, update the set and insert into it.",
    "Version 4.0 of the interface is spoken at api.example.com (and/or at www.example.com).",
    "The ratio 3:1 or a:\\ is no time; use 10:15.",
    "Password=, User ID= and Database= are required.",
    "Neither /home nor ../home/ada nor //etc/x is absolute here; see text/html and en/home/x.",
    "The string 'C:' was not recognized as a valid DateTime. Pattern: \\d{2}:\\d{2}",
)


def observed(text: str, bench: Bench, *, binding: Binding = SOAP11, sent: str = "nothing") -> Observation:
    """Return an answer with a fault that says something, to a request that said something."""
    rule = bench.contract.session
    assert rule is not None
    item = Element(name=f"{{{SERVICE}}}Contact", attributes=(("LastName", sent),))
    items = Element(name=f"{{{SERVICE}}}Contacts", content=(item,))
    asked = Element(name=f"{{{SERVICE}}}UpdateContact", content=(items,))
    body = envelope.encode(Envelope(binding=binding, header=header_blocks(rule, sent), body=(asked,)))
    failed = fault.build(Fault(code=binding.tag(binding.codes["server"]), reason=text), binding)
    answer = envelope.encode(Envelope(binding=binding, body=(failed,)))
    return answered(Response(status=500, headers=(), body=answer), bench, request=body)


def answered(response: Response, bench: Bench, *, request: bytes = b"") -> Observation:
    """Return what can be seen of a response."""
    case = Case(
        id="one", operation="UpdateContact", binding=SOAP11.name, kind=Kind.INVALID, expectation=Expectation.EITHER
    )
    sent = Request(url="https://api.example.com/var/soap", headers=(), body=request)
    return observe_exchange(Exchange(request=sent, response=response), case, bench=bench)


def messages(check: str, seen: Observation) -> list[str]:
    """Return what a check finds."""
    verdicts = judge(seen, None, checks={check: catalogue()[check]}).verdicts
    assert {verdict.outcome for verdict in verdicts} <= {Outcome.FAILED}
    return [finding.message for verdict in verdicts for finding in verdict.findings]


@pytest.mark.parametrize("binding", [SOAP11, SOAP12], ids=lambda binding: binding.name)
@pytest.mark.parametrize("text", SHOWN)
def test_the_inside_of_a_server_is_found(text: str, binding: Binding, bench: Bench) -> None:
    (message,) = messages(INTERNALS, observed(text, bench, binding=binding))
    assert message.startswith(f"the fault shows {SHOWN[text]}")


@pytest.mark.parametrize("text", NOT_SHOWN)
def test_what_anybody_may_know_is_not_found(text: str, bench: Bench) -> None:
    assert messages(INTERNALS, observed(text, bench)) == []


@pytest.mark.parametrize("text", SHOWN)
def test_what_the_request_said_is_no_secret(text: str, bench: Bench) -> None:
    assert messages(INTERNALS, observed(f"'{text}' is not a valid name.", bench, sent=text)) == []


def test_an_echo_hides_nothing_else(bench: Bench) -> None:
    seen = observed(r"'C:\mine' was not found in D:\theirs", bench, sent=r"C:\mine")
    (message,) = messages(INTERNALS, seen)
    assert message == r'the fault shows a file path: "D:\\theirs"'


def test_a_password_is_not_repeated(bench: Bench) -> None:
    found = messages(INTERNALS, observed("User ID=api;Password=hush-hush; mysql://api:hush-hush@db01/x", bench))
    assert found
    assert "hush" not in "".join(found)


@pytest.mark.parametrize("status, found", [(404, 1), (503, 1), (200, 0)])
def test_a_page_is_read_where_it_reports_an_error(status: int, found: int, bench: Bench) -> None:
    page = rb"<html><a href='/home/x'>D:\web\default.aspx</a> <p class=/etc/x>nothing</p></html>"
    seen = answered(Response(status=status, headers=(), body=page), bench)
    assert len(messages(INTERNALS, seen)) == found


def test_a_code_and_a_place_are_there_to_be_told(bench: Bench) -> None:
    told = Fault(code="{D:/x}Apache/2.4.1", reason="nothing", actor="file://C:\\api", detail=())
    for binding in (SOAP11, SOAP12):
        answer = envelope.encode(Envelope(binding=binding, body=(fault.build(told, binding),)))
        assert messages(INTERNALS, answered(Response(status=500, headers=(), body=answer), bench)) == []


WAYS: dict[str, Callable[[str], str]] = {"plain": str, "escaped": escape, "in a URL": lambda text: quote(text, safe="")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("binding", [SOAP11, SOAP12], ids=lambda binding: binding.name)
def test_a_session_is_found_however_it_is_written(way: str, binding: Binding, bench: Bench) -> None:
    value = 'kT4"<9/+ä'
    (message,) = messages(SESSION, observed(f"no session {WAYS[way](value)}!", bench, binding=binding, sent=value))
    assert "kT4" not in message


@pytest.mark.parametrize("value, text", [("", "nothing"), ("12345", "no session 12345"), ("session-1", "session-2")])
def test_no_session_is_found_where_there_is_none(value: str, text: str, bench: Bench) -> None:
    assert messages(SESSION, observed(text, bench, sent=value)) == []


MEGABYTE = 1_000_000
HOSTILE = (" ", "\\", "<a", "at a.", f"at {'a' * 79}.", "at a (", 'File "', "C:\\", "/var/", "SELECT ", "PHP/1.")


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_is_read_in_a_moment(piece: str, bench: Bench) -> None:
    text = (piece * MEGABYTE)[:MEGABYTE]
    seen = answered(Response(status=500, headers=(), body=text.encode()), bench)
    assert seen.fault_element is None
    started = time.process_time()
    messages(INTERNALS, seen)
    assert time.process_time() - started < 20


def test_a_megabyte_that_the_request_said_is_read_in_a_moment(bench: Bench) -> None:
    text = "\n".join(rf"C:\{number:07}" for number in range(MEGABYTE // 11))
    seen = answered(Response(status=500, headers=(), body=text.encode()), bench, request=text.encode())
    started = time.process_time()
    assert messages(INTERNALS, seen) == []
    assert time.process_time() - started < 20
