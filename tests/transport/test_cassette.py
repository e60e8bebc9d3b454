"""Cassettes are read whole, as vcrpy writes them and as they were sealed, or told why not."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vcr.request import Request as VcrRequest
from vcr.serialize import deserialize, serialize
from vcr.serializers import yamlserializer

from conformance.errors import RecordingError
from conformance.model.exchange import Request, Response
from conformance.transport._cassette import address, path_of, read
from conformance.transport._seal import Seal, age_days, sealed

SEAL = Seal(at="2026-11-26T07:50:02+00:00", depth="quick", hidden=["redacted-1"])


def written(request: Request, response: Response) -> str:
    """Return a cassette as vcrpy writes it, with our seal in it."""
    fields: dict[str, list[str]] = {}
    for name, value in response.headers:
        fields.setdefault(name, []).append(value)
    answer: dict[str, Any] = {
        "status": {"code": response.status, "message": "OK"},
        "headers": fields,
        "body": {"string": response.body},
        "recorded": asdict(sealed(request, response, SEAL)),
    }
    sent = VcrRequest(request.method, request.url, request.body, dict(request.headers))
    text: str = serialize({"requests": [sent], "responses": [answer]}, yamlserializer)
    return text


REQUEST = Request(url="http://reference/x", headers=(("b", "1"), ("a", "2")), body=b"<a>\r\n</a>")
RESPONSE = Response(status=200, headers=(("set-cookie", "b=1"), ("set-cookie", "a=2"), ("age", "1")), body=b"<b/>")


@given(sent=st.binary(), received=st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")))
def test_what_is_written_is_read_again_and_still_sealed(
    tmp_path_factory: pytest.TempPathFactory, sent: bytes, received: bytes
) -> None:
    file = tmp_path_factory.mktemp("cassette") / "a.yaml"
    request = Request(url=REQUEST.url, headers=REQUEST.headers, body=sent)
    response = Response(status=500, headers=RESPONSE.headers, body=received)
    file.write_text(written(request, response), encoding="utf-8")
    (found,) = read(file)
    assert (found.request.body, found.response.body) == (sent, received)
    assert found.seal == sealed(request, response, SEAL)


def test_vcrpy_reads_what_is_sealed() -> None:
    (sent,), (answer,) = deserialize(written(REQUEST, RESPONSE), yamlserializer)
    assert sent.body == REQUEST.body
    assert answer["body"]["string"] == RESPONSE.body
    assert answer["recorded"]["depth"] == "quick"


@pytest.mark.parametrize(
    "old, new",
    [
        ("<b/>", "<c/>"),
        ("b=1", "b=2"),
        ("code: 200", "code: 201"),
        ("method: POST", "method: PUT"),
        ("reference/x", "reference/y"),
        ("- '2'", "- '3'"),
        ("26T07", "26T08"),
        ("quick", "deep"),
        ("- redacted-1", "- redacted-2"),
    ],
)
def test_whatever_is_edited_breaks_the_seal(tmp_path: Path, old: str, new: str) -> None:
    text = written(REQUEST, RESPONSE)
    assert old in text
    (tmp_path / "a.yaml").write_text(text.replace(old, new))
    with pytest.raises(RecordingError, match="its exchange 1 was edited after it was recorded; record it again with"):
        read(tmp_path / "a.yaml")


def cut(text: str) -> bytes:
    return text.encode()[: -len("version: 1\n")]


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda _: b"", "it is empty"),
        (lambda _: b"{", "it is no YAML: "),
        (lambda _: b"interactions: []\nversion: 2\n", "its format is 2, not 1"),
        (lambda _: b"- 1\n", "it is no cassette: "),
        (lambda text: text.replace("- request:", "- asked:").encode(), "it is no cassette: "),
        (lambda _: b"interactions: !!python/object/apply:os.getcwd []\nversion: 1\n", "it is no YAML: "),
        (lambda _: b"a\0", "it is binary, no text"),
        (lambda _: b"\xff\xfe", "it is binary, no text in UTF-8"),
        (lambda _: b"[" * 500, "it is nested too deep"),
        (lambda _: b"[" * 100_000, "it is n"),  # a new libyaml stops by itself, and calls it no YAML
        (cut, "it is cut off: its last line, which names the version of the format, is missing"),
        (lambda text: text.encode()[: len(text) // 2], "it is cut off"),
        (lambda text: text.encode()[: len("interactions:\n- request:\n    b")], "it is cut off"),
    ],
)
def test_what_is_no_cassette_is_told_with_what_to_do(tmp_path: Path, change: Callable[[str], bytes], said: str) -> None:
    (tmp_path / "a.yaml").write_bytes(change(written(REQUEST, RESPONSE)))
    with pytest.raises(RecordingError) as told:
        read(tmp_path / "a.yaml")
    assert str(told.value).startswith(f"{tmp_path}/a.yaml: {said}")
    assert str(told.value).endswith("; record it again with --record-mode=rewrite, or remove it")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="it cannot be read: No such file"):
        read(tmp_path / "a.yaml")


def test_the_address_is_that_of_the_first_cassette_or_of_our_reference(tmp_path: Path) -> None:
    assert address(tmp_path, "http://reference/") is None
    (tmp_path / "a.yaml").write_text("- request:\n    uri: https://example.com/\n")
    (tmp_path / "b.yaml").write_bytes(b"\xff")
    assert address(tmp_path, "http://reference/") == "https://example.com/"
    path_of(tmp_path, "Login/soap11/example").parent.mkdir(parents=True)
    path_of(tmp_path, "Login/soap11/example").write_text(written(REQUEST, RESPONSE))
    assert address(tmp_path, "http://reference/") == "http://reference/x"


def test_the_age_is_in_days() -> None:
    assert age_days(SEAL, datetime(2026, 11, 27, 19, 50, 2, tzinfo=UTC)) == pytest.approx(1.5)
    local = Seal(at="2026-11-26T07:50:02", depth="quick", hidden=[])
    assert age_days(local, datetime(2026, 11, 26, 7, 50, 2, tzinfo=UTC)) == 0
    with pytest.raises(RecordingError, match="is no time in ISO 8601"):
        age_days(Seal(at="yesterday", depth="quick", hidden=[]), datetime.now(UTC))
