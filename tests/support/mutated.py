"""Answers gone wrong: the bytes, the elements or the HTTP fields of a good one changed in one to three places."""

from dataclasses import replace

from hypothesis import strategies as st

from conformance.errors import WireError
from conformance.markup import xml
from conformance.markup.write import document
from conformance.model.exchange import Exchange, Headers, Interruption, Response
from conformance.model.tree import Element

TEXTS = ("", " ", "true", "True", "1", "CV10101", "soap:Client", "x:y", "0", "\t", "é", "😀", "a" * 300, "2026-01-02")
NAMES = ("Fault", "Body", "Header", "Envelope", "Code", "Value", "Error", "Id", "x")
FIELDS = ("Content-Type", "Content-Length", "Content-Encoding", "X-A", "")
VALUES = (
    "", "text/xml", "text/html", "application/soap+xml; charset=utf-16", 'text/xml; charset="', "text/xml; charset=é",
    "text/xml;;;=;charset", "multipart/related; boundary=a", "\x00", "a" * 5000, "text/xml; charset=rot13", "12",
)  # fmt: skip
STATUSES = (100, 200, 202, 204, 301, 307, 400, 401, 404, 405, 415, 500, 503, 599)
RUBBISH = (
    b"", b"\0", b"<", b">", b"&", b"]]>", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"<!DOCTYPE a>", b"<?a b?>", b"<!--",
    b"&#0;", b"&#xD800;", b"<a>", b"</a>", b' a="b" a="c"', b' xsi:nil="true"', b' xmlns:q="u"', b"\xed\xa0\x80",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, good: st.SearchStrategy[Exchange]) -> Exchange:
    """Draw an exchange whose answer is not what it was."""
    exchange = draw(good)
    for _ in range(draw(st.integers(1, 3))):
        if exchange.response is not None:
            exchange = draw(st.sampled_from((_bytes, _bytes, _tree, _tree, _tree, _fields, _status, _lost)))(
                draw, exchange
            )
    return exchange


def _bytes(draw: st.DrawFn, exchange: Exchange) -> Exchange:
    """Flip, cut, double, insert or write anew."""
    body = _response(exchange).body
    start = draw(st.integers(0, len(body)))
    end = min(len(body), start + draw(st.sampled_from((0, 1, 2, 8, 64, 4096))))
    kind = draw(st.sampled_from(("flip", "drop", "double", "insert", "cut", "encode")))
    if kind == "flip":
        middle = bytes(byte ^ (1 << draw(st.integers(0, 7))) for byte in body[start : start + 1])
        body = body[:start] + middle + body[start + 1 :]
    elif kind == "encode":
        body = body.decode("utf-8", "replace").encode(
            draw(st.sampled_from(("utf-16", "utf-16-le", "latin-1", "utf-7"))), "replace"
        )
    elif kind == "cut":
        body = body[:start]
    else:
        middle = {"drop": b"", "double": body[start:end] * 2}.get(kind, draw(st.sampled_from(RUBBISH)))
        body = body[:start] + middle + body[end if kind != "insert" else start :]
    return _with(exchange, body=body)


def _tree(draw: st.DrawFn, exchange: Exchange) -> Exchange:
    """Move, drop, double or rename an element, or change its attributes or its text."""
    try:
        root = xml.parse(_response(exchange).body)
    except WireError:
        return _bytes(draw, exchange)
    places = [
        (parent, number)
        for parent in root.walk()
        for number, part in enumerate(parent.content)
        if isinstance(part, Element)
    ]
    if not places:
        return _with(exchange, body=document(_changed(draw, root)))
    parent, number = draw(st.sampled_from(places))
    child = parent.content[number]
    content = list(parent.content)
    kind = draw(st.sampled_from(("drop", "double", "move", "first", "change")))
    del content[number]
    if kind == "double":
        content[number:number] = [child, child]
    elif kind == "first":
        content.insert(0, child)
    elif kind == "change" and isinstance(child, Element):
        content.insert(number, _changed(draw, child))
    changed = _put(root, parent, replace(parent, content=tuple(content)))
    if kind == "move":
        home = draw(st.sampled_from(list(changed.walk())))
        changed = _put(changed, home, replace(home, content=(*home.content, child)))
    return _with(exchange, body=document(changed))


def _changed(draw: st.DrawFn, element: Element) -> Element:
    kind = draw(st.sampled_from(("name", "namespace", "text", "attribute", "bare")))
    if kind == "name":
        return replace(element, name=element.name.replace(element.local, draw(st.sampled_from(NAMES))))
    if kind == "namespace":
        return replace(element, name=element.local)
    if kind == "text":
        return replace(element, content=(*element.content, draw(st.sampled_from(TEXTS)) or " "))
    if kind == "attribute":
        kept = dict(element.attributes) | {draw(st.sampled_from(NAMES)): draw(st.sampled_from(TEXTS))}
        return replace(element, attributes=tuple(kept.items()))
    return replace(element, attributes=(), content=())


def _put(element: Element, old: Element, new: Element) -> Element:
    """Return a tree with one very element replaced by another."""
    if element is old:
        return new
    return replace(
        element, content=tuple(_put(part, old, new) if isinstance(part, Element) else part for part in element.content)
    )


def _fields(draw: st.DrawFn, exchange: Exchange) -> Exchange:
    """Drop, double or write anew an HTTP field."""
    headers: Headers = _response(exchange).headers
    name = draw(st.sampled_from(FIELDS))
    kept = headers if draw(st.booleans()) else tuple(field for field in headers if field[0].lower() != name.lower())
    if draw(st.booleans()):
        kept = (*kept, (name, draw(st.sampled_from(VALUES))))
    return _with(exchange, headers=kept)


def _status(draw: st.DrawFn, exchange: Exchange) -> Exchange:
    return _with(exchange, status=draw(st.sampled_from(STATUSES)))


def _lost(draw: st.DrawFn, exchange: Exchange) -> Exchange:
    kind = draw(st.sampled_from(("timeout", "reset", "cut", "oversize", "")))
    return replace(exchange, response=None, error=Interruption(kind=kind, message=draw(st.sampled_from(TEXTS))))


def _response(exchange: Exchange) -> Response:
    assert exchange.response is not None
    return exchange.response


def _with(exchange: Exchange, **changes: object) -> Exchange:
    return replace(exchange, response=replace(_response(exchange), **changes))  # type: ignore[arg-type]
