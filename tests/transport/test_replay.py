"""Recordings are found by what a request means, and answer in the order in which they were made."""

from pathlib import Path

import pytest
import yaml

from conformance.errors import RecordingError
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.soap import binding as http
from conformance.transport._exchange import exchange
from conformance.transport._meaning import Meaning, veil_of
from conformance.transport._meaning import meaning as meaning_of
from conformance.transport._target import Permissions
from conformance.transport.replay import connect

NS = "http://api.cvent.com/2006-11"
ENVELOPE = (
    f'<e:Envelope xmlns:e="{SOAP11.namespace}"><e:Header><CventSessionHeader xmlns="{NS}"><CventSessionValue>secret'
    f'</CventSessionValue></CventSessionHeader></e:Header><e:Body><UpdateContact xmlns="{NS}"><Contacts>'
    '<Contact Id="1" Title="a"/></Contacts></UpdateContact></e:Body></e:Envelope>'
)


def request(text: str = ENVELOPE, *, action: str = "urn:a") -> Request:
    return http.request(text.encode(), SOAP11, url="http://reference/x", action=action)


def meaning(sent: Request, contract: Contract) -> Meaning:
    return meaning_of(sent, veil=veil_of(()), blank=(*contract.redact.paths, *contract.subjects))


@pytest.mark.parametrize(
    "other",
    [
        ENVELOPE.replace("e:", "soap:").replace("xmlns:e=", "xmlns:soap="),
        ENVELOPE.replace('Id="1" Title="a"', "Title='a' Id='1'"),
        ENVELOPE.replace("<Contacts>", "\n  <Contacts>\n    "),
        ENVELOPE.replace("secret", "redacted-1"),
        ENVELOPE.replace('Id="1"', 'Id="redacted-2"'),
        ENVELOPE.replace(f'<UpdateContact xmlns="{NS}">', f'<c:UpdateContact xmlns:c="{NS}" xmlns="{NS}">').replace(
            "</UpdateContact>", "</c:UpdateContact>"
        ),
    ],
)
def test_these_mean_the_same(cvent: Contract, other: str) -> None:
    assert meaning(request(other), cvent) == meaning(request(), cvent)


@pytest.mark.parametrize(
    "other",
    [
        ENVELOPE.replace('Title="a"', 'Title="b"'),
        ENVELOPE.replace("<Contact ", "text<Contact "),
        ENVELOPE.replace(SOAP11.namespace, SOAP12.namespace),
        ENVELOPE.replace("<Contacts>", "<Contacts><Contact/>"),
        ENVELOPE.replace("</e:Header>", "<other/></e:Header>"),
        ENVELOPE[:-1],
    ],
)
def test_these_do_not(cvent: Contract, other: str) -> None:
    assert meaning(request(other), cvent) != meaning(request(), cvent)


def test_another_action_is_another_meaning(cvent: Contract) -> None:
    assert meaning(request(action="urn:b"), cvent) != meaning(request(), cvent)


def write(file: Path, sent: Request, *bodies: str | bytes) -> None:
    fields: dict[str, list[str]] = {}
    for name, value in sent.headers:
        fields.setdefault(name.lower(), []).append(value)
    interactions = [
        {
            "request": {"method": "POST", "uri": sent.url, "headers": fields, "body": sent.body.decode()},
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {"set-cookie": ["a=1", "b=2"]},
                "body": {"string": body},
            },
        }
        for body in bodies
    ]
    file.write_text(yaml.safe_dump({"version": 1, "interactions": interactions}, allow_unicode=True))


def test_one_request_recorded_thrice_is_answered_in_order_and_then_by_the_last(cvent: Contract, tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", request(), "one", b"\xff\x00two", "")
    with connect(str(tmp_path), cvent, Permissions(), None) as connection:
        answers = [exchange(connection, request()).response for _ in range(4)]
        assert [answer.body for answer in answers if answer] == [b"one", b"\xff\x00two", b"", b""]
        assert answers[0] is not None
        assert answers[0].headers == (("set-cookie", "a=1"), ("set-cookie", "b=2"))
        assert connection.recorded
        assert connection.own
        assert connection.loopback
        with pytest.raises(RecordingError, match=r"there is no recording of this request in .*; name an endpoint"):
            exchange(connection, request("<nothing/>"))
        said = r"a.yaml: recorded with another request than today's: .*/Contact/@Title is \"c\", and was \"a\"; name an"
        with pytest.raises(RecordingError, match=said):
            exchange(connection, request(ENVELOPE.replace('Title="a"', 'Title="c"')))
