"""HTTP archives for tests: made of exchanges, as a browser or a proxy exports them."""

import json
from typing import Any

from conformance.model.exchange import Headers

NS = "http://api.cvent.com/2006-11"
DATA = "http://schemas.cvent.com/api/2006-11"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SESSION, BIRTH = "canary-session-value", "1815-12-10"
ACTION = f'"{NS}/UpdateContact"'


def fields(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def envelope(header: str, body: str) -> str:
    return (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Header><CventSessionHeader xmlns="{NS}"><CventSessionValue>{header}'
        f"</CventSessionValue></CventSessionHeader></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def entry(
    asked: str | None = None,
    answered: str | None = None,
    *,
    url: str = "https://api.example.com/soap/V200611.ASMX",
    status: int = 200,
) -> dict[str, Any]:
    """Return an entry: a call of UpdateContact that succeeds, or another message, another answer."""
    item = f'<UpdateContact xmlns="{NS}"><Contacts><Contact Id="5F0C1B7E-2A64-4D19-9C35-7E80D1A4B6F2" MessageId="m-1" DateOfBirth="{BIRTH}T00:00:00"/></Contacts></UpdateContact>'
    result = (
        f'<UpdateContactResponse xmlns="{NS}"><UpdateContactResult xmlns="{DATA}"><UpdateContactResult '
        'Id="5F0C1B7E-2A64-4D19-9C35-7E80D1A4B6F2" ReferenceId="m-1" Success="true"/></UpdateContactResult>'
        "</UpdateContactResponse>"
    )
    typed = ("Content-Type", "text/xml; charset=utf-8")
    cookie = ("Set-Cookie", f"id={SESSION}")
    return {
        "startedDateTime": "2026-11-26T08:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": "POST",
            "url": url,
            "httpVersion": "HTTP/1.1",
            "headers": fields((typed, ("SOAPAction", ACTION), ("Cookie", "canary-cookie"))),
            "postData": {"mimeType": "text/xml", "text": envelope(SESSION, item) if asked is None else asked},
        },
        "response": {
            "status": status,
            "headers": fields((typed, cookie)),
            "content": {
                "size": 1,
                "mimeType": "text/xml",
                "text": envelope(SESSION, result) if answered is None else answered,
            },
        },
    }


def failing() -> dict[str, Any]:
    """Return an entry whose result says success in capital letters."""
    found = entry()
    content = found["response"]["content"]
    content["text"] = content["text"].replace('Success="true"', 'Success="True"')
    return found


def picture() -> dict[str, Any]:
    """Return an entry that is no SOAP."""
    empty = {"status": 200, "headers": [], "content": {"size": 0}}
    return {"request": {"method": "GET", "url": "https://example.com/logo.png", "headers": []}, "response": empty}


def redirected() -> dict[str, Any]:
    """Return an entry that was sent on to another address."""
    return entry(answered="", status=307)


def archive(*entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "a test"}, "entries": entries}})
