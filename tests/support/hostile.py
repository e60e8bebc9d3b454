"""What an endpoint may send to act on whoever reads a report: in fields, in XML, in what is no XML, and without end."""

import socket
from collections.abc import Callable
from xml.sax.saxutils import escape

WORDS = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> <!-- -->]]> "
    "javascript:alert(1) [click](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example> "
    "www.evil.example @everyone `code` | cell | ~~~ *bold* $x$ \u202eevil\u202c \u2066x\u2069 a\u200bb %s %(x)s {0} {{x}}"
)
LINES = (
    "::error file=x::owned\n  ::set-output name=x::owned\n##[error]owned\n##vso[task.setvariable variable=x]owned\n"
    '```\n~~~\n# heading\n- [ ] task\n=HYPERLINK("http://evil.example")\n'
)
RAW = (
    b"\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x1b[2J\x9b31m\x85 \x00 \x07 \x08\r"
    b"overwritten\xff\xfe\xc3\x28\xed\xa0\x80 " + LINES.encode() + WORDS.encode()
)
LONG = b"x" * 1_000_000


def soap(text: str) -> bytes:
    told = escape(text)
    return (
        '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f"<s:Fault><faultcode>s:Server</faultcode><faultstring>{told}</faultstring>"
        f"<faultactor>javascript:alert(1)</faultactor><detail><x>{told}</x></detail></s:Fault></s:Body></s:Envelope>"
    ).encode()


BODIES = {
    "fault": soap(f"{WORDS}\n{LINES}"),
    "raw": RAW,
    "long": soap("x" * 1_000_000),
    "long-line": LONG,
    "utf-16": f"<a>{WORDS}\x1b[31m</a>".encode("utf-16"),
}


def sent(body: bytes) -> Callable[[socket.socket], None]:
    """Return a behaviour: a server error with this body, and with fields that want to act as well."""
    fields = (
        b'Content-Type: text/xml; charset="</script>"\r\nLocation: javascript:alert(1)\r\nX-Evil: \x1b[31m </script>\r\n'
        b"Refresh: 0; url=javascript:alert(1)\r\n"
    )

    def answer(connection: socket.socket) -> None:
        head = b"HTTP/1.1 500 </script>\r\n" + fields + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
        connection.sendall(head + body)

    return answer
