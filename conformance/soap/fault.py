"""Faults of both versions as one value: the only module that knows their two grammars.

Reading never refuses: a part that is missing or wrong is None, and the checks say so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from conformance.model.binding import SOAP11, SOAP12, Binding
from conformance.model.tree import XML, Element, Veil, clark, local_of, namespace_of


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fault:
    """A SOAP fault. ``code`` and ``subcode`` are Clark names, None where they are absent or do not resolve.

    ``veil`` is laid on what is printed.
    """

    code: str | None
    reason: str | None
    subcode: str | None = None
    actor: str | None = None
    detail: tuple[Element, ...] | None = None
    veil: Veil | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Return what it says."""
        names = ("code", "reason", "subcode", "actor", "detail")
        shown = f"Fault({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"
        return shown if self.veil is None else self.veil(shown)


def find(body: tuple[Element, ...], binding: Binding) -> Element | None:
    """Return the Fault among the children of a Body, None where there is none."""
    return next((child for child in body if child.name == binding.tag("Fault")), None)


def read(element: Element, binding: Binding) -> Fault:
    """Return what a Fault element says."""
    return _READERS[binding.name](element)


def build(fault: Fault, binding: Binding) -> Element:
    """Return the Fault element of a version; a code in a foreign namespace gets the prefix ``q0``."""
    return _BUILDERS[binding.name](fault)


def _child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next((child for child in element.children if child.name == name), None)


def _text(element: Element | None) -> str | None:
    return None if element is None else element.text


def _qname(element: Element | None) -> str | None:
    return None if element is None else element.resolve(element.text)


def _read11(element: Element) -> Fault:
    detail = _child(element, "detail")
    return Fault(
        code=_qname(_child(element, "faultcode")),
        reason=_text(_child(element, "faultstring")),
        actor=_text(_child(element, "faultactor")),
        detail=None if detail is None else detail.children,
    )


def _read12(element: Element) -> Fault:
    tag = SOAP12.tag
    code = _child(element, tag("Code"))
    detail = _child(element, tag("Detail"))
    return Fault(
        code=_qname(_child(code, tag("Value"))),
        subcode=_qname(_child(_child(code, tag("Subcode")), tag("Value"))),
        reason=_text(_child(_child(element, tag("Reason")), tag("Text"))),
        actor=_text(_child(element, tag("Role"))),
        detail=None if detail is None else detail.children,
    )


def _named(name: str, qname: str | None) -> Element:
    """Return an element whose text is a QName, with the prefix that it needs in scope."""
    namespace, local = namespace_of(qname or ""), local_of(qname or "")
    if not namespace:
        return Element(name=name, content=(local,) if local else ())
    prefix = "soap" if namespace in {SOAP11.namespace, SOAP12.namespace} else "q0"
    return Element(name=name, content=(f"{prefix}:{local}",), scope={prefix: namespace})


def _leaf(name: str, text: str | None) -> tuple[Element, ...]:
    return () if text is None else (Element(name=name, content=(text,) if text else ()),)


def _build11(fault: Fault) -> Element:
    detail = () if fault.detail is None else (Element(name="detail", content=fault.detail),)
    return Element(
        name=SOAP11.tag("Fault"),
        content=(
            _named("faultcode", fault.code),
            *_leaf("faultstring", fault.reason or ""),
            *_leaf("faultactor", fault.actor),
            *detail,
        ),
    )


def _build12(fault: Fault) -> Element:
    tag = SOAP12.tag
    subcode = (
        () if fault.subcode is None else (Element(name=tag("Subcode"), content=(_named(tag("Value"), fault.subcode),)),)
    )
    reason = Element(name=tag("Text"), attributes=((clark(XML, "lang"), "en"),), content=(fault.reason or "",))
    detail = () if fault.detail is None else (Element(name=tag("Detail"), content=fault.detail),)
    return Element(
        name=tag("Fault"),
        content=(
            Element(name=tag("Code"), content=(_named(tag("Value"), fault.code), *subcode)),
            Element(name=tag("Reason"), content=(reason,)),
            *_leaf(tag("Role"), fault.actor),
            *detail,
        ),
    )


_READERS: Mapping[str, Callable[[Element], Fault]] = MappingProxyType({SOAP11.name: _read11, SOAP12.name: _read12})
_BUILDERS: Mapping[str, Callable[[Fault], Element]] = MappingProxyType({SOAP11.name: _build11, SOAP12.name: _build12})
