"""Bytes to Elements: the only reader of XML that came from elsewhere, hardened by construction.

No DTD, no entity, no network, no recovery; size and depth are bounded.
"""

from lxml import etree

from conformance.errors import WireError
from conformance.model.tree import EMPTY_SCOPE, Element

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 200
MAX_ATTRIBUTES = 2_000
MAX_PREFIXES = 200


def parse(data: bytes) -> Element:
    """Return the document element of a message.

    Raises:
        WireError: it is empty, not well-formed, has a DTD, or is too large: 16 MiB, 200 elements deep, 2,000
            attributes of an element, 200 prefixes in scope.
    """
    return convert(parse_tree(data))


def parse_tree(data: bytes) -> etree._Element:
    """Return lxml's tree of a message, for the two XSD engines; comments and processing instructions are dropped.

    Raises:
        WireError: as ``parse``.
    """
    if not data.strip():
        message = "the message is empty" if not data else "the message holds only white space"
        raise WireError(message, line=1)
    if len(data) > MAX_BYTES:
        message = f"the message has {len(data):,} bytes, more than the {MAX_BYTES:,} that are read"
        raise WireError(message)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        message = f"not well-formed XML: {broken.msg}"
        raise WireError(message, line=broken.lineno or None) from None
    except (ValueError, LookupError) as broken:
        message = f"not readable as XML: {broken}"
        raise WireError(message) from None
    if root.getroottree().docinfo.internalDTD is not None:
        message = "the message has a document type declaration, which SOAP forbids"
        raise WireError(message, line=1)
    return root


def convert(root: etree._Element) -> Element:
    """Return our tree of lxml's.

    Raises:
        WireError: it is too deep, or an element has too many attributes or prefixes.
    """
    return _convert(root, {}, 1)


def _convert(node: etree._Element, known: dict[int, dict[str, str]], depth: int) -> Element:
    if depth > MAX_DEPTH:
        message = f"elements are nested more than {MAX_DEPTH} deep"
        raise WireError(message, line=node.sourceline)
    # Reading all attributes of an element, and all prefixes at each, takes lxml quadratic time.
    if len(node.attrib) > MAX_ATTRIBUTES or len(node.nsmap) > MAX_PREFIXES:
        message = f"an element has more than {MAX_ATTRIBUTES:,} attributes, or {MAX_PREFIXES} prefixes in scope"
        raise WireError(message, line=node.sourceline)
    content: list[Element | str] = [node.text] if node.text else []
    for child in node:
        content.append(_convert(child, known, depth + 1))
        if child.tail:
            content.append(child.tail)
    scope = {prefix or "": uri for prefix, uri in node.nsmap.items()}
    return Element(
        name=str(node.tag),
        attributes=tuple((str(name), str(value)) for name, value in node.attrib.items()),
        content=_joined(content),
        scope=known.setdefault(hash(tuple(scope.items())), scope) if scope else EMPTY_SCOPE,
        line=node.sourceline,
    )


def _joined(content: list[Element | str]) -> tuple[Element | str, ...]:
    joined: list[Element | str] = []
    for part in content:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
