"""A contract at a URL: the only module that fetches a WSDL or an XSD, and all that it imports, into a folder."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urldefrag, urljoin, urlsplit

from conformance.contract.documents import REFERENCES, shipped, text_of, unreadable
from conformance.errors import ContractError, Place, TargetError, WireError
from conformance.markup import xml
from conformance.model.description import WSDL
from conformance.model.exchange import Request, Response, field_values
from conformance.model.media import charset_of
from conformance.model.tree import XSD, Element, clark
from conformance.transport._exchange import client, exchange, probe
from conformance.transport._target import Connection, Permissions, is_loopback, require_allowed

MOST_DOCUMENTS = 500
MOST_REDIRECTS = 5
_NAMING: Mapping[str, str] = MappingProxyType(
    {clark(WSDL, "import"): "location", **dict.fromkeys(REFERENCES, "schemaLocation")}
)
"""What names another document, and the attribute that does."""
_TAG = re.compile(r"<(?:[^\s<>/!?:]+:)?(?:import|include|redefine)\b[^<>]*>")
_LOCATION = re.compile(r"""(?P<start>\b(?:schemaLocation|location)\s*=\s*)(?P<quote>["'])(?P<url>[^"'<>]*)(?P=quote)""")
_OK = 200
_MOVED = frozenset({301, 302, 303, 307, 308})
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The files that were fetched: that of the URL itself, and the URL of each."""

    path: Path
    urls: Mapping[str, str]


def fetch(url: str, permissions: Permissions, folder: Path) -> Fetched:
    """Fetch a document and all that it imports, from its own host and from those that are allowed.

    Each must come whole within the timeout and 8 MiB; all are 500 at most. What an import names is changed to the file
    that it is now in, and nothing else, so that lines stay what they are.

    Raises:
        UsageError: the URL is none, or its host was not allowed.
        TargetError: the host cannot be reached, or does not answer with a document.
        ContractError: a document is no XML, or imports from a host that was not allowed.
    """
    require_allowed(url, permissions)
    with client(url, permissions) as opened:
        connection = Connection(client=opened, address=url, own=False, permissions=permissions)
        probe(connection, f"live:{url}")
        return _Fetching(connection=connection, folder=folder).all(urldefrag(url).url)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """One document: its text and root, the URL that it came from at last, and the file that it goes to."""

    text: str
    root: Element
    base: str
    file: Path

    def named(self) -> Iterator[tuple[str, Element]]:
        """Yield the URL of each document that it names, with what names it."""
        ours = {document.namespace for document in shipped()}
        for node in self.root.walk():
            location = node.get(_NAMING.get(node.name, ""))
            if location is not None and node.get("namespace") not in ours:
                yield urldefrag(urljoin(self.base, location.strip())).url, node

    def local(self, files: Mapping[str, str]) -> str:
        """Return the text with the names of files where it names what is in one."""

        def location(found: re.Match[str]) -> str:
            url = urldefrag(urljoin(self.base, unescape(found["url"]).strip())).url
            return found[0] if url not in files else f"{found['start']}{found['quote']}{files[url]}{found['quote']}"

        return _TAG.sub(lambda tag: _LOCATION.sub(location, tag[0]), self.text)


@dataclass(slots=True, kw_only=True, eq=False)
class _Fetching:
    """One contract on its way: documents by the URLs that were asked for."""

    connection: Connection
    folder: Path
    documents: dict[str, _Document] = field(default_factory=dict)

    def all(self, url: str) -> Fetched:
        queue = [url]
        while queue:
            asked = queue.pop(0)
            if asked in self.documents:
                continue
            if len(self.documents) >= MOST_DOCUMENTS:
                message = f"it imports more than {MOST_DOCUMENTS} documents; it was not read to its end"
                raise TargetError(message, target=f"live:{url}")
            self.documents[asked] = document = self.document(asked)
            for named, node in document.named():
                self.require_near(named, node, asked)
                queue.append(named)
        names = {asked: document.file.name for asked, document in self.documents.items()}
        for document in self.documents.values():
            document.file.write_text(document.local(names), encoding="utf-8")
        urls = {str(document.file): asked for asked, document in self.documents.items()}
        return Fetched(path=self.documents[url].file, urls=MappingProxyType(urls))

    def document(self, url: str) -> _Document:
        response, base = self.response(url)
        if _HTML.match(response.body):
            message = "an HTML page stands there, no WSDL and no XSD; many services have theirs behind ?WSDL"
            raise ContractError(message, place=Place(file=url))
        try:
            text = text_of(response.body, charset=charset_of(response.headers))
            root = xml.parse(text.encode())
        except WireError as broken:
            raise unreadable(broken, url) from None
        suffix = ".xsd" if root.name == clark(XSD, "schema") else ".wsdl"
        return _Document(text=text, root=root, base=base, file=self.folder / f"{len(self.documents)}{suffix}")

    def response(self, url: str) -> tuple[Response, str]:
        """Return what is answered for a URL, and where it stood at last.

        Raises:
            TargetError: no document is.
        """
        target, at = f"live:{url}", url
        for _ in range(MOST_REDIRECTS):
            found = exchange(self.connection, Request(method="GET", url=at, headers=(), body=b""))
            if found.response is None:
                said = f" ({found.error.kind}: {found.error.message})" if found.error is not None else ""
                message = f"the document did not come whole{said}; try again, or save it and name the file"
                raise TargetError(message, target=target)
            response = found.response
            if response.status == _OK:
                return response, at
            if response.status not in _MOVED:
                message = f"a GET is answered with status {response.status} and no document; is that where it stands?"
                raise TargetError(message, target=target)
            at = urljoin(at, next(iter(field_values(response.headers, "Location")), ""))
            if not self.near(at):
                message = f"it redirects to {at}, on another host; name that URL, if you mean it"
                raise TargetError(message, target=target)
        message = f"it redirects more than {MOST_REDIRECTS} times; name the URL where the document stands"
        raise TargetError(message, target=target)

    def require_near(self, url: str, node: Element, asked: str) -> None:
        """Make sure that an imported document may be fetched.

        Raises:
            ContractError: it stands on a host that was not allowed.
        """
        if not self.near(url):
            message = f"it names {url}, on another host, which was not allowed; allow that host, or save the documents"
            raise ContractError(message, place=Place(file=asked, line=node.line, construct=node.local))

    def near(self, url: str) -> bool:
        """Tell whether a URL is of the host that the user named, or of one that was allowed."""
        parts, own = urlsplit(url), self.connection.address
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return False
        allowed = {urlsplit(own).hostname, *(host.lower() for host in self.connection.permissions.hosts)}
        return parts.hostname in allowed or (is_loopback(own) and is_loopback(url))
