"""Faults: where one stands, the grammar of both versions, and the codes.

That faultactor, Node and Role are URIs is no check here: the envelopes' schemas type them, and xs:anyURI takes nearly
any text.
"""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._blame import blamed
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, quoted, titled
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import XML, Element, clark, namespace_of, select

_ORDER = tuple(SOAP12.tag(name) for name in ("Code", "Reason", "Node", "Role", "Detail"))
_ALWAYS = _ORDER[:2]
_FOUR = frozenset({"faultcode", "faultstring", "faultactor", "detail"})
_CODE, _SUBCODE, _VALUE = (SOAP12.tag(name) for name in ("Code", "Subcode", "Value"))
_LANG = clark(XML, "lang")
# Rules that a request breaks in its Body, and outside of it.
_IN_BODY = ("enumeration", "lexical-form", "range", "element-in-text", "type-unknown", "type-unrelated")
_OUTSIDE = ("envelope/unknown-version",)


@check(
    requirement=Requirement(
        id="FLT-01",
        spec=_specs.SOAP11,
        section="4.4",
        level=Level.MUST,
        sentence="A Body of SOAP 1.1 holds at most one Fault.",
    ),
    scope=Scope(bindings=(SOAP11,), needs=("envelope", "fault_element")),
)
def comes_once(seen: Observation) -> Iterator[Problem]:
    """Report each Fault in Body after the first; that other elements stand beside a Fault is another check's."""
    for number, fault in enumerate(_faults(seen)[1:], start=2):
        yield problem(seen, f"this is Fault {number} in the Body, which holds one at most", at=fault)


@check(
    requirement=Requirement(
        id="FLT-02",
        spec=_specs.SOAP12_PART1,
        section="5.4",
        level=Level.MUST,
        sentence="A Fault of SOAP 1.2 is the only child of Body.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("envelope", "fault_element")),
)
def stands_alone(seen: Observation) -> Iterator[Problem]:
    """Report a Fault that shares the Body with other elements."""
    body = needed(seen.envelope).body
    if len(body) > 1:
        names = ", ".join(titled(child.name) for child in body)
        message = f"the Body holds {names}; a Fault must be alone there"
        yield problem(seen, message, at=needed(seen.fault_element))


@check(
    requirement=Requirement(
        id="FLT-03",
        spec=_specs.SOAP11,
        section="4.4",
        level=Level.MUST,
        sentence="A Fault has a faultcode, and it is a qualified name whose prefix is in scope.",
    ),
    scope=Scope(bindings=(SOAP11,), needs=("fault_element",)),
)
def faultcode_is_a_qname_in_scope(seen: Observation) -> Iterator[Problem]:
    """Report a faultcode that is missing or cannot be resolved."""
    fault = needed(seen.fault_element)
    code = next((child for child in fault.children if child.name == "faultcode"), None)
    if code is None:
        names = ", ".join(quoted(titled(child.name)) for child in fault.children) or "none"
        yield problem(seen, f"the Fault has no unqualified child faultcode; its children: {names}", at=fault)
    elif code.resolve(code.text) is None:
        message = f"the faultcode {quoted(code.text)} is no qualified name with a prefix declared here"
        yield problem(seen, message, at=code)


@check(
    requirement=Requirement(
        id="FLT-04", spec=_specs.SOAP11, section="4.4", level=Level.MUST, sentence="A Fault has a faultstring."
    ),
    scope=Scope(bindings=(SOAP11,), needs=("fault_element",)),
)
def faultstring_is_present(seen: Observation) -> Iterator[Problem]:
    """Report a Fault without faultstring; what it says, and whether anything, is not asked."""
    fault = needed(seen.fault_element)
    if all(child.name != "faultstring" for child in fault.children):
        names = ", ".join(quoted(titled(child.name)) for child in fault.children) or "none"
        yield problem(seen, f"the Fault has no unqualified child faultstring; its children: {names}", at=fault)


@check(
    requirement=Requirement(
        id="FLT-08",
        spec=_specs.SOAP11,
        section="4.4",
        level=Level.MUST,
        sentence="Children of Fault other than faultcode, faultstring, faultactor and detail are namespace-qualified.",
    ),
    scope=Scope(bindings=(SOAP11,), needs=("fault_element",)),
)
def other_children_are_qualified(seen: Observation) -> Iterator[Problem]:
    """Report each unqualified child of Fault that SOAP does not know."""
    for child in needed(seen.fault_element).children:
        if not namespace_of(child.name) and child.name not in _FOUR:
            wanted = f"unqualified it could only be one of {', '.join(sorted(_FOUR))}"
            yield problem(seen, f"the Fault has the child {titled(child.name)}; {wanted}", at=child)


@check(
    requirement=Requirement(
        id="FLT-13",
        spec=_specs.SOAP12_PART1,
        section="5.4",
        level=Level.MUST,
        sentence="The children of Fault are Code, Reason, and where there are such Node, Role, Detail, in this order.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("fault_element",)),
)
def children_in_order(seen: Observation) -> Iterator[Problem]:
    """Report a Fault with other children, or with these in another order or number."""
    fault = needed(seen.fault_element)
    names = tuple(child.name for child in fault.children)
    if names[:2] != _ALWAYS or names != tuple(name for name in _ORDER if name in names):
        found = ", ".join(
            quoted(child.local if child.name in _ORDER else titled(child.name)) for child in fault.children
        )
        message = (
            f"the children of Fault are {found or 'none'}; wanted are Code, Reason, then if any Node, Role, Detail"
        )
        yield problem(seen, message, at=fault)


@check(
    requirement=Requirement(
        id="FLT-14",
        spec=_specs.SOAP12_PART1,
        section="5.4.1.1 and 5.4.6",
        level=Level.MUST,
        sentence=(
            "The Value of a Code is VersionMismatch, MustUnderstand, DataEncodingUnknown, Sender or Receiver "
            "in the namespace of SOAP 1.2; other codes are subcodes."
        ),
    ),
    scope=Scope(bindings=(SOAP12,), needs=("fault_element",)),
)
def code_is_standard(seen: Observation) -> Iterator[Problem]:
    """Report a Code whose Value is none of the five; that there is no Code at all is another check's."""
    standard = {SOAP12.tag(local) for local in SOAP12.statuses}
    for code in select(needed(seen.fault_element), _CODE):
        value = next(iter(select(code, _VALUE)), None)
        if value is None:
            yield problem(seen, "the Code has no Value", at=code)
        elif value.resolve(value.text) not in standard:
            meant = value.resolve(value.text)
            means = "is no qualified name with a prefix declared here" if meant is None else f"means {titled(meant)}"
            wanted = f"it must be one of {', '.join(SOAP12.statuses)}; others are for Subcode"
            yield problem(seen, f"the Value {quoted(value.text)} {means}; {wanted}", at=value)


@check(
    requirement=Requirement(
        id="FLT-15",
        spec=_specs.SOAP12_PART1,
        section="5.4.1.2 and 5.4.1.3",
        level=Level.MUST,
        sentence=(
            "A Code or Subcode has at most one Subcode, "
            "and each Subcode one Value, a qualified name whose prefix is in scope."
        ),
    ),
    scope=Scope(bindings=(SOAP12,), needs=("fault_element",)),
)
def subcodes_nest(seen: Observation) -> Iterator[Problem]:
    """Report each Subcode that stands beside another, or has not one Value that can be resolved."""
    level = select(needed(seen.fault_element), _CODE)
    while level:
        for holder in level:
            number = len(select(holder, _SUBCODE))
            if number > 1:
                message = f"the {holder.local} has {number} Subcode elements; one goes inside the other"
                yield problem(seen, message, at=holder)
        level = tuple(subcode for holder in level for subcode in select(holder, _SUBCODE))
        for subcode in level:
            values = select(subcode, _VALUE)
            if len(values) != 1:
                yield problem(seen, f"the Subcode has {len(values)} Value elements where it must have one", at=subcode)
            elif values[0].resolve(values[0].text) is None:
                message = f"the Value {quoted(values[0].text)} is no qualified name with a prefix declared here"
                yield problem(seen, message, at=values[0])


@check(
    requirement=Requirement(
        id="FLT-16",
        spec=_specs.SOAP12_PART1,
        section="5.4.2 and 5.4.2.1",
        level=Level.MUST,
        sentence="A Reason has at least one Text, and each Text says its language in xml:lang.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("fault_element",)),
)
def reason_has_texts_with_languages(seen: Observation) -> Iterator[Problem]:
    """Report a Reason without Text, and each Text without language; that there is no Reason is another check's."""
    for reason in select(needed(seen.fault_element), SOAP12.tag("Reason")):
        texts = select(reason, SOAP12.tag("Text"))
        if not texts:
            yield problem(seen, "the Reason has no Text", at=reason)
        for text in texts:
            if text.get(_LANG) is None:
                yield problem(seen, f"the Text {quoted(text.text)} has no xml:lang", at=text)


@check(
    requirement=Requirement(
        id="FLT-18",
        spec=_specs.SOAP12_PART1,
        section="5.4.6",
        level=Level.MUST,
        sentence="Who refuses a message for an encodingStyle that it does not know says DataEncodingUnknown.",
    ),
    scope=Scope(
        directions=(Direction.RESPONSE,),
        bindings=(SOAP12,),
        asked=(SOAP12,),
        breaks=("header/encoding-style-on-payload",),
        needs=("fault", "readable"),
    ),
)
def unknown_encoding_is_told(seen: Observation) -> Iterator[Problem]:
    """Report a fault of another code."""
    yield from blamed(seen, "encoding", "the payload has an encodingStyle that nobody knows")


@check(
    requirement=Requirement(
        id="FLT-10",
        spec=_specs.SOAP11,
        section="4.4",
        level=Level.MUST,
        sentence=(
            "A fault has a detail where the Body could not be processed, and none where something else is wrong."
        ),
    ),
    scope=Scope(
        directions=(Direction.RESPONSE,), bindings=(SOAP11,), breaks=(*_IN_BODY, *_OUTSIDE), needs=("fault", "breaks")
    ),
)
def detail_is_for_the_body(seen: Observation) -> Iterator[Problem]:
    """Report a fault of the Body without detail, and one of the version or a header block with one."""
    fault, rule = needed(seen.fault), needed(seen.breaks)
    if rule in _IN_BODY and fault.detail is None:
        yield problem(
            seen, f"the request breaks the rule {rule} in its Body, and the fault has no detail", at=seen.fault_element
        )
    if rule in _OUTSIDE and fault.detail is not None:
        yield problem(
            seen,
            f"the request breaks the rule {rule} outside of its Body, and the fault has a detail",
            at=seen.fault_element,
        )


def _faults(seen: Observation) -> tuple[Element, ...]:
    return tuple(child for child in needed(seen.envelope).body if child.name == seen.binding.tag("Fault"))
