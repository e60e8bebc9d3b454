"""The endpoint as a web server: what it answers to what is no SOAP request at all."""

import io
from wsgiref.validate import validator

import httpx
import pytest

from conformance.contract import wsdl
from conformance.markup.xml import MAX_BYTES

PATH = "/soap/V200611.ASMX"


def asked(
    app, method: str = "GET", path: str = PATH, query: str = "", **environ: object
) -> tuple[str, dict[str, str], bytes]:
    """Call an application as a server does, held against the rules of WSGI."""
    given = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "server.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "host.test:8080",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(b""),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **environ,
    }
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
        told.append((status, headers))
        return lambda _data: None

    body = validator(app)({name: value for name, value in given.items() if value is not None}, start)
    content = b"".join(body)
    body.close()
    ((status, headers),) = told
    return status, dict(headers), content


@pytest.fixture
def app(applications):
    return applications["asmx"]


@pytest.mark.parametrize("query", ["", "op=Login", "disco", "wsdl=1"])
def test_get_lists_the_operations(app, cvent, query: str) -> None:
    status, headers, body = asked(app, query=query)
    assert status == "200 OK"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert all(f"<li>{name}</li>" in body.decode() for name in cvent.operations)


@pytest.mark.parametrize("query", ["WSDL", "wsdl", "Wsdl"])
def test_the_description_is_that_of_the_endpoint_and_loads_again(app, cvent, tmp_path, query: str) -> None:
    status, headers, body = asked(app, query=query)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/xml; charset=utf-8")
    file = tmp_path / "published.wsdl"
    file.write_bytes(body)
    read = wsdl.load(file)
    assert set(read.bindings.values()) == {"http://host.test:8080/soap/V200611.ASMX"}
    assert {name: operation.action for name, operation in read.operations.items()} == {
        name: operation.action for name, operation in cvent.operations.items()
    }


@pytest.mark.parametrize("path", [PATH, PATH.lower(), PATH.upper(), "/Soap/v200611.asmx"])
def test_the_path_is_compared_without_case(app, path: str) -> None:
    assert asked(app, path=path)[0] == "200 OK"


@pytest.mark.parametrize("path", ["", "/", "/soap", f"{PATH}/", f"{PATH}/Login", "/soap/V200612.ASMX"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_other_paths_lead_nowhere(app, method: str, path: str) -> None:
    assert asked(app, method, path=path)[0] == "404 Not Found"


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_told_the_allowed_ones(app, method: str) -> None:
    environ = {} if method != "TRACE" else {"CONTENT_LENGTH": "0"}
    status, headers, _ = asked(app, method, **environ)
    assert (status, headers["Allow"]) == ("405 Method Not Allowed", "GET, POST")


HOSTS = {
    "name": ("a.test", True),
    "name and port": ("a.test:80", True),
    "empty port": ("a.test:", True),
    "address": ("127.0.0.1:1", True),
    "IPv6": ("[::1]:80", True),
    "none": (None, False),
    "empty": ("", False),
    "two": ("a.test, b.test", False),
    "blank": ("a test", False),
    "path": ("a.test/x", False),
    "user": ("u@a.test", False),
    "long port": ("a.test:123456", False),
    "open bracket": ("[::1", False),
}


@pytest.mark.parametrize("host, good", HOSTS.values(), ids=HOSTS)
def test_the_host_must_be_one_and_valid(app, host: str | None, good: bool) -> None:
    assert asked(app, HTTP_HOST=host)[0] == ("200 OK" if good else "400 Bad Request")


def test_http_10_needs_no_host(app) -> None:
    status, _, body = asked(app, query="wsdl", HTTP_HOST=None, SERVER_PROTOCOL="HTTP/1.0")
    assert status == "200 OK"
    assert b"http://server.test/soap/V200611.ASMX" in body


def test_an_application_below_a_path_knows_its_address(app) -> None:
    assert b"http://host.test:8080/below/soap/V200611.ASMX" in asked(app, query="wsdl", SCRIPT_NAME="/below")[2]


def test_no_answer_is_to_be_stored_and_each_says_its_length(caller) -> None:
    answers = [
        caller.post(caller.contacts(caller.contact())),
        caller.post(caller.contacts(), header=()),
        caller.send(b"<"),
        caller.client.get(caller.url),
        caller.client.put(caller.url),
    ]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-cache, no-store, must-revalidate"
        assert answer.headers["Content-Length"] == str(len(answer.content))


def test_an_empty_answer_has_no_media_type(calling) -> None:
    answer = calling("asmx").send(b"<")
    assert (answer.status_code, "Content-Type" in answer.headers) == (400, False)


class Endless(io.BytesIO):
    """A body without end, which remembers how much of it was wanted."""

    wanted = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.wanted = size or -1
        return b" " * self.wanted


def status_of(app, **environ: object) -> str:
    """Return the status of a POST, without holding it against the rules of WSGI, which want a type for no content."""
    told: list[str] = []
    common = {"REQUEST_METHOD": "POST", "PATH_INFO": PATH, "HTTP_HOST": "a.test", "wsgi.url_scheme": "http"}
    app(common | {"CONTENT_TYPE": "text/xml"} | environ, lambda status, _headers: told.append(status))
    return told[0]


@pytest.mark.parametrize("length", [str(MAX_BYTES + 1), str(10**15), "-1", "x", "9" * 5000])
def test_a_long_request_is_refused_without_reading_it_all(app, length: str) -> None:
    source = Endless()
    assert status_of(app, CONTENT_LENGTH=length, **{"wsgi.input": source}) == "413 Request Entity Too Large"
    assert source.wanted == MAX_BYTES + 1


def test_a_body_without_length_is_read_where_the_server_ends_it(app) -> None:
    body = b"<a/>"
    assert status_of(app, **{"wsgi.input": io.BytesIO(body)}) == "400 Bad Request"
    assert (
        status_of(app, **{"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True}) == "500 Internal Server Error"
    )


def test_requests_are_answered_over_httpx(caller) -> None:
    assert caller.client.get("/").status_code == httpx.codes.NOT_FOUND
    assert caller.client.get("/soap/v200611.asmx?WSDL").status_code == httpx.codes.OK
