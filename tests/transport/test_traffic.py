"""Traffic recorded elsewhere is read exchange by exchange, or told why not."""

import base64
import gzip
from pathlib import Path

import pytest
from archives import archive, entry, fields, picture

from conformance.errors import RecordingError
from conformance.model.exchange import field_values
from conformance.transport._exchange import MAX_BYTES, decoded
from conformance.transport._traffic import entries, files, raw, recorded


def test_an_archive_is_read_entry_by_entry(tmp_path: Path) -> None:
    file = tmp_path / "a.har"
    file.write_text(archive(entry(), picture(), entry(answered="<a/>", status=500)))
    first, second, third = entries(file)
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    assert first.exchange is not None
    assert first.exchange.request.url == "https://api.example.com/soap/V200611.ASMX"
    assert first.exchange.request.body.startswith(b"<s:Envelope")
    assert first.exchange.elapsed_s == pytest.approx(0.0125)
    assert second.exchange is not None
    assert (second.exchange.request.method, second.exchange.request.body) == ("GET", b"")
    assert third.exchange is not None
    assert third.exchange.response is not None
    assert (third.exchange.response.status, third.exchange.response.body) == (500, b"<a/>")


def test_the_bytes_of_a_body_are_what_they_were(tmp_path: Path) -> None:
    file = tmp_path / "a.har"
    latin, declared, binary, odd = (entry() for _ in range(4))
    latin["response"]["headers"] = [{"name": "content-type", "value": "text/xml; charset=ISO-8859-1"}]
    latin["response"]["content"]["text"] = "<a>\u00e9</a>"
    declared["response"]["headers"] = [{"name": ":status", "value": "200"}]
    declared["response"]["content"]["text"] = "<?xml version='1.0' encoding='UTF-16'?><a/>"
    binary["response"]["content"] = {"text": base64.b64encode(b"\xff\0").decode(), "encoding": "base64"}
    odd["response"]["headers"] = [{"name": "content-type", "value": "text/xml; charset=none-such"}]
    odd["response"]["content"]["text"] = "\u00e9"
    file.write_text(archive(latin, declared, binary, odd))
    bodies = [one.exchange.response.body for one in entries(file) if one.exchange and one.exchange.response]
    assert bodies == [
        b"<a>\xe9</a>",
        "<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16"),
        b"\xff\0",
        "\u00e9".encode(),
    ]
    headers = [one.exchange.response.headers for one in entries(file) if one.exchange and one.exchange.response]
    assert headers[1] == ()


def test_what_an_archive_does_not_hold_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.har"
    without, broken_off, wrong, binary = (entry() for _ in range(4))
    del without["response"]["content"]["text"]
    broken_off["response"].update(status=0, _error="net::ERR_CONNECTION_RESET")
    wrong["request"] = "?"
    binary["response"]["content"] = {"text": "%", "encoding": "base64"}
    file.write_text(archive(without, broken_off, wrong, binary))
    found = list(entries(file))
    assert [one.why for one in found] == [
        "the body of its answer is not in the file",
        "",
        "it is no entry of an HTTP archive",
        "it is no entry of an HTTP archive",
    ]
    assert found[1].exchange is not None
    assert found[1].exchange.error is not None
    assert found[1].exchange.error.message == "net::ERR_CONNECTION_RESET"


@pytest.mark.parametrize(
    "text, said, before",
    [
        (archive(entry(), entry())[:-500], "it is cut off or no JSON behind entry 1; ", 1),
        ("nothing", "it is cut off or no JSON from its beginning; ", 0),
        ("", "it is cut off or no JSON from its beginning; ", 0),
        ('{"log": {"version": "1.2"}}', "it is no HTTP archive, or an empty one: there is nothing in log.entries", 0),
    ],
)
def test_a_broken_archive_is_told_behind_what_can_be_read(tmp_path: Path, text: str, said: str, before: int) -> None:
    file = tmp_path / "a.har"
    file.write_text(text)
    read: list[object] = []
    with pytest.raises(RecordingError) as told:
        read.extend(entries(file))
    assert len(read) == before
    assert str(told.value).startswith(f"{file}: {said}")
    assert str(told.value).endswith("; export it again")


def test_a_raw_exchange_is_read() -> None:
    data = b"POST /soap HTTP/1.1\r\nHost: api.example.com\r\nSOAPAction: x\r\n\r\n<a/>\r\nHTTP/1.1 500 No\r\nA: 1\r\nA: 2\r\n\r\n<b/>\r\n"
    found = raw(data)
    assert (found.request.url, found.request.body) == ("http://api.example.com/soap", b"<a/>")
    assert found.response is not None
    assert (found.response.status, found.response.body) == (500, b"<b/>")
    assert field_values(found.response.headers, "a") == ("1", "2")
    assert raw(b"POST https://example.com/x HTTP/1.1\n\n<a/>").request.url == "https://example.com/x"
    broken_off = raw(b"POST / HTTP/1.1\n\n<a/>\n!reset by peer\n")
    assert broken_off.response is None
    assert broken_off.error is not None
    assert (broken_off.error.kind, broken_off.error.message) == ("reset", "by peer")


CHUNKS = b"4;x=y\r\n<b>1\r\n5\r\n</b>\n\r\n0\r\n\r\n"
PACKED = gzip.compress(b"<b>1</b>", mtime=0)


@pytest.mark.parametrize(
    "sent, body, meant",
    [
        (b"Transfer-Encoding: chunked", CHUNKS, b"<b>1</b>\n"),
        (b"Transfer-Encoding: chunked", b"<b>1</b>", b"<b>1</b>"),
        (b"Transfer-Encoding: chunked", CHUNKS[:8], CHUNKS[:8]),
        (b"Content-Encoding: gzip", PACKED, b"<b>1</b>"),
        (b"Content-Encoding: GZIP", b"<b>1</b>", b"<b>1</b>"),
        ("Content-Encoding: g\xfcip".encode("latin-1"), b"<b>1</b>", b"<b>1</b>"),
        (
            b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked",
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(PACKED), PACKED),
            b"<b>1</b>",
        ),
    ],
    ids=["chunks", "no chunks", "cut chunk", "gzip", "no gzip", "unknown coding", "both"],
)
def test_what_was_packed_to_be_carried_is_unpacked_once(sent: bytes, body: bytes, meant: bytes) -> None:
    found = raw(b"POST / HTTP/1.1\r\n\r\n<a/>\r\nHTTP/1.1 200 OK\r\n" + sent + b"\r\n\r\n" + body)
    assert found.response is not None
    assert found.response.body == meant


def test_of_a_body_that_unpacks_to_gigabytes_no_more_is_read_than_is_judged() -> None:
    assert len(decoded((("Content-Encoding", "gzip"),), gzip.compress(bytes(20 * MAX_BYTES)))) < 10 * MAX_BYTES


def test_an_answer_in_between_is_not_the_answer() -> None:
    found = raw(
        b"POST / HTTP/1.1\n\n<a/>\nHTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early\nLink: x\n\nHTTP/1.1 200 OK\n\n<b/>"
    )
    assert found.response is not None
    assert (found.response.status, found.response.body) == (200, b"<b/>")


def test_an_archive_may_begin_with_a_byte_order_mark_and_hold_what_was_packed(tmp_path: Path) -> None:
    packed = entry()
    content = packed["response"]["content"]
    packed["response"]["headers"] += fields((("Content-Encoding", "gzip"),))
    content |= {"text": base64.b64encode(gzip.compress(content["text"].encode())).decode(), "encoding": "base64"}
    unpacked = entry()
    unpacked["response"]["headers"] += fields((("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")))
    file = tmp_path / "a.har"
    file.write_text(archive(packed, unpacked), encoding="utf-8-sig")
    bodies = [one.exchange.response.body for one in entries(file) if one.exchange and one.exchange.response]
    assert bodies == [entry()["response"]["content"]["text"].encode()] * 2


@pytest.mark.parametrize("data", [b"", b"\0", b"<a/>", b"POST / HTTP/1.1\n\n<a/>\nHTTP/1.1 nothing\n\n", b"A: 1\n\n"])
def test_what_is_no_raw_exchange_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.http").write_bytes(data)
    with pytest.raises(
        RecordingError, match=r"a\.http: it is no raw exchange \(.*\); write the request, an empty line"
    ):
        list(entries(tmp_path / "a.http"))


def test_a_path_names_itself_or_what_is_below_it(tmp_path: Path) -> None:
    for name in ("b.HAR", "a.http", "c.yaml", "d.xml"):
        (tmp_path / name).touch()
    assert [file.name for file in files(tmp_path)] == ["a.http", "b.HAR"]
    assert [file.name for file in recorded(tmp_path)] == ["a.http", "b.HAR", "c.yaml"]
    assert files(tmp_path / "a.http") == recorded(tmp_path / "a.http") == (tmp_path / "a.http",)
    assert files(tmp_path / "d.xml") == recorded(tmp_path / "d.xml") == ()
    with pytest.raises(RecordingError, match="it cannot be read: No such file"):
        list(entries(tmp_path / "gone.har"))
