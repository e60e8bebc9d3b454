"""A contract at a URL comes whole, from its own host only, or is told not to."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from conformance.campaign.published import published
from conformance.errors import ConformanceError, ContractError, TargetError, UsageError
from conformance.transport import _exchange, _fetch
from conformance.transport._target import Permissions

XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="{n}">{inner}</xs:schema>'
A = XSD.format(n="urn:a", inner='<xs:element name="A"/>')
WSDL = (
    '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:w">'
    '{imports}<w:types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t">\n'
    '<xs:import namespace="urn:a" schemaLocation="{location}"/><xs:element name="T"/></xs:schema></w:types>'
    "</w:definitions>"
)


@dataclass(frozen=True)
class Page:
    """What stands at a path: ``missing`` are bytes that are promised and do not come."""

    body: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    missing: int = 0


@contextmanager
def serving(pages: Mapping[str, Page | str], asked: list[str]) -> Iterator[str]:
    """Serve pages on this machine; ``{host}`` in one is the server's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = pages.get(self.path, Page("", status=404))
            page = Page(found) if isinstance(found, str) else found
            body = page.body.replace("{host}", host).encode(page.encoding)
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value.replace("{host}", host))
            self.send_header("Content-Length", str(len(body) + page.missing))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host = f"127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://{host}"
        server.shutdown()
        thread.join()


GOOD = {
    "with a relative name": {"/s/x?wsdl": WSDL.format(imports="", location="x?xsd=1"), "/s/x?xsd=1": A},
    "with a name from the root": {"/s/x?wsdl": WSDL.format(imports="", location="/a.xsd"), "/a.xsd": A},
    "with a whole URL": {
        "/s/x?wsdl": WSDL.format(imports="", location="http://{host}/a?x=1&amp;y=2#z"),
        "/a?x=1&y=2": A,
    },
    "in other quotes": {
        "/s/x?wsdl": WSDL.format(imports="", location="a").replace('schemaLocation="a"', "schemaLocation = 'a'"),
        "/s/a": A,
    },
    "in another encoding": {
        "/s/x?wsdl": Page(
            '<?xml version="1.0" encoding="utf-16"?>' + WSDL.format(imports="", location="a"), encoding="utf-16"
        ),
        "/s/a": Page(A, headers={"Content-Type": "text/xml; charset=utf-8"}),
    },
    "that includes and is included": {
        "/s/x?wsdl": WSDL.format(imports="", location="a"),
        "/s/a": XSD.format(n="urn:a", inner='<xs:include schemaLocation="b"/>'),
        "/s/b": XSD.format(n="urn:a", inner='<xs:include schemaLocation="a"/><xs:element name="A"/>'),
    },
    "that imports a WSDL": {
        "/s/x?wsdl": '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"><w:import namespace="urn:w" location="deep/t"/></w:definitions>',
        "/s/deep/t": WSDL.format(imports="", location="a"),
        "/s/deep/a": A,
    },
    "that moved": {
        "/s/x?wsdl": Page("", status=301, headers={"Location": "http://{host}/new/x?wsdl"}),
        "/new/x?wsdl": WSDL.format(imports="", location="a"),
        "/new/a": A,
    },
}


@pytest.mark.parametrize("case", GOOD)
def test_a_contract_comes_with_all_that_it_imports(case: str) -> None:
    asked: list[str] = []
    with serving(GOOD[case], asked) as address:
        found = published(f"live:{address}/s/x?wsdl", Permissions(timeout_s=5))
    assert {"{urn:t}T", "{urn:a}A"} <= set(found.schema.elements)
    assert found.places["element {urn:a}A"].file.startswith(address)
    assert found.places["element {urn:t}T"].line == 2
    assert found.name == f"live:{address}/s/x?wsdl"
    assert all(document.location.startswith(address) for document in found.documents)


def test_each_document_is_asked_for_once_but_for_the_probe() -> None:
    asked: list[str] = []
    with serving(GOOD["that includes and is included"], asked) as address:
        published(f"{address}/s/x?wsdl", Permissions(timeout_s=5))
    assert sorted(asked) == ["/s/a", "/s/b", "/s/x?wsdl", "/s/x?wsdl"]


def test_the_address_of_the_service_stays_what_it_is() -> None:
    wsdl = (
        '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:w" targetNamespace="urn:w">'
        '<w:portType name="P"/><w:binding name="B" type="t:P"><s:binding/></w:binding><w:service name="S"><w:port name="O" binding="t:B">'
        '<s:address location="http://{host}/x"/></w:port></w:service></w:definitions>'
    )
    with serving({"/x": wsdl}, []) as address:
        found = published(f"{address}/x", Permissions(timeout_s=5)).description
    assert found is not None
    assert [port.address for port in found.ports] == [f"{address}/x"]


FOREIGN = "http://192.0.2.1/a.xsd"
BAD: Mapping[str, tuple[Mapping[str, Page | str], type[ConformanceError], str]] = {
    "nothing there": ({}, TargetError, "answered with status 404 and no document"),
    "an error": ({"/s/x?wsdl": Page("", status=500)}, TargetError, "status 500"),
    "half of it": ({"/s/x?wsdl": Page(A, missing=9)}, TargetError, "did not come whole (cut:"),
    "nothing": ({"/s/x?wsdl": ""}, ContractError, "the file is empty"),
    "a page": ({"/s/x?wsdl": "\n<!DOCTYPE HTML><html></html>"}, ContractError, "an HTML page stands there"),
    "half of a document": ({"/s/x?wsdl": A[:-9]}, ContractError, "/s/x?wsdl:1: not well-formed XML"),
    "something else": ({"/s/x?wsdl": "<a/>"}, ContractError, "neither a WSDL 1.1 nor an XSD"),
    "an import that is not there": (
        {"/s/x?wsdl": WSDL.format(imports="", location="a")},
        TargetError,
        "/s/a: a GET is answered with status 404",
    ),
    "an import that is a page": (
        {"/s/x?wsdl": WSDL.format(imports="", location="a"), "/s/a": "<html>"},
        ContractError,
        "/s/a: an HTML page",
    ),
    "an import from elsewhere": (
        {"/s/x?wsdl": WSDL.format(imports="", location=FOREIGN)},
        ContractError,
        f"/s/x?wsdl:2: import: it names {FOREIGN}, on another host, which was not allowed",
    ),
    "an import from this machine's files": (
        {"/s/x?wsdl": WSDL.format(imports="", location="file:///etc/hostname")},
        ContractError,
        "it names file:///etc/hostname, on another host",
    ),
    "an import that goes elsewhere": (
        {"/s/x?wsdl": WSDL.format(imports="", location="a"), "/s/a": Page("", status=302, headers={"Location": FOREIGN})},
        TargetError,
        f"/s/a: it redirects to {FOREIGN}, on another host",
    ),
    "a circle": (
        {"/s/x?wsdl": Page("", status=302, headers={"Location": "/s/x?wsdl"})},
        TargetError,
        "it redirects more than 5 times",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_come_whole_is_told_by_its_url(case: str) -> None:
    pages, kind, reason = BAD[case]
    with serving(pages, []) as address, pytest.raises(kind) as told:
        published(f"{address}/s/x?wsdl", Permissions(timeout_s=5))
    assert reason in str(told.value)
    assert f"{address}/s/" in str(told.value)
    assert "conformance-" not in str(told.value)  # the folder that it was fetched into


@pytest.mark.parametrize(
    "url, kind, reason",
    [
        ("live:", UsageError, "is no http or https URL with a host"),
        ("live:file:///etc/hostname", UsageError, "is no http or https URL with a host"),
        ("http://api.example.com/x?wsdl", UsageError, "is not on this machine and was not allowed"),
        ("http://127.0.0.1:1/x?wsdl", TargetError, "cannot be reached"),
    ],
)
def test_a_url_that_is_not_meant_to_be_called_is_not(url: str, kind: type[ConformanceError], reason: str) -> None:
    with pytest.raises(kind, match=reason):
        published(url, Permissions(timeout_s=5))


def test_what_is_too_much_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_exchange, "MAX_BYTES", 100)
    with serving({"/a": A}, []) as address, pytest.raises(TargetError, match="longer than 100 bytes"):
        published(f"{address}/a", Permissions(timeout_s=5))
    monkeypatch.undo()
    monkeypatch.setattr(_fetch, "MOST_DOCUMENTS", 2)
    pages = GOOD["that includes and is included"]
    with serving(pages, []) as address, pytest.raises(TargetError, match="more than 2 documents"):
        published(f"{address}/s/x?wsdl", Permissions(timeout_s=5))
