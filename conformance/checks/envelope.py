"""The Envelope: its name and version, where its Header and its Body stand, and which attributes they may have."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._blame import blamed
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, quoted, titled
from conformance.checks._soap import BOTH
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element, namespace_of


@check(
    requirement=Requirement(
        id="ENV-01",
        spec=_specs.SOAP11,
        section="4 (1) and 4.1.2",
        level=Level.MUST,
        sentence="The root element of a SOAP 1.1 message is Envelope in the namespace of SOAP 1.1.",
    ),
    scope=Scope(bindings=(SOAP11,), needs=("document",)),
)
def root_is_soap11_envelope(seen: Observation) -> Iterator[Problem]:
    """Report a root element that is no Envelope."""
    yield from _root(seen)


@check(
    requirement=Requirement(
        id="ENV-02",
        spec=_specs.SOAP12_PART1,
        section="5.1",
        level=Level.MUST,
        sentence="The root element of a SOAP 1.2 message is Envelope in the namespace of SOAP 1.2.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("document",)),
)
def root_is_soap12_envelope(seen: Observation) -> Iterator[Problem]:
    """Report a root element that is no Envelope."""
    yield from _root(seen)


@check(
    requirement=Requirement(
        id="ENV-03",
        spec=_specs.SOAP11,
        section="4 (2) and 4.2; SOAP 1.2 Part 1, 5.1",
        level=Level.MUST,
        sentence="An Envelope has at most one Header, and it is the first child.",
    ),
    scope=Scope(bindings=BOTH, needs=("envelope_element",)),
)
def header_comes_first(seen: Observation) -> Iterator[Problem]:
    """Report each Header that is not the first child of the Envelope."""
    for number, child in enumerate(needed(seen.envelope_element).children):
        if number > 0 and child.name == seen.binding.tag("Header"):
            message = f"a Header is child {number + 1} of the Envelope; there is one at most, and it is the first child"
            yield problem(seen, message, at=child)


@check(
    requirement=Requirement(
        id="ENV-04",
        spec=_specs.SOAP11,
        section="4 (3) and 4.3; SOAP 1.2 Part 1, 5.1",
        level=Level.MUST,
        sentence="An Envelope has exactly one Body, directly after the Header, or first where there is none.",
    ),
    scope=Scope(bindings=BOTH, needs=("envelope_element",)),
)
def one_body_in_its_place(seen: Observation) -> Iterator[Problem]:
    """Report an Envelope without Body or with several, and a Body with something else before it."""
    root = needed(seen.envelope_element)
    body, header = seen.binding.tag("Body"), seen.binding.tag("Header")
    bodies = [number for number, child in enumerate(root.children) if child.name == body]
    if len(bodies) != 1:
        names = ", ".join(titled(child.name) for child in root.children) or "none"
        message = f"the Envelope has {len(bodies)} Body elements where it must have one; its children: {names}"
        yield problem(seen, message, at=root)
        return
    before = root.children[: bodies[0]]
    if before and before[-1].name != header:
        message = f"{titled(before[-1].name)} stands before Body, where only the Header may stand"
        yield problem(seen, message, at=before[-1])


@check(
    requirement=Requirement(
        id="ENV-05",
        spec=_specs.SOAP12_PART1,
        section="5.1",
        level=Level.MUST,
        sentence="Nothing follows the Body of a SOAP 1.2 message.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("envelope_element", "envelope")),
)
def nothing_follows_body(seen: Observation) -> Iterator[Problem]:
    """Report each element after Body; another Body, and a Header in the wrong place, are other checks'."""
    children = needed(seen.envelope_element).children
    body = next(number for number, child in enumerate(children) if child.name == SOAP12.tag("Body"))
    for child in children[body + 1 :]:
        if child.name not in {SOAP12.tag("Body"), SOAP12.tag("Header")}:
            yield problem(seen, f"{titled(child.name)} follows Body, the last child of a SOAP 1.2 Envelope", at=child)


@check(
    requirement=Requirement(
        id="ENV-06",
        spec=_specs.SOAP11,
        section="4 (1); SOAP 1.2 Part 1, 5.1",
        level=Level.MUST,
        sentence="Attributes of Envelope are in a namespace, but for namespace declarations.",
    ),
    scope=Scope(bindings=BOTH, needs=("envelope_element",)),
)
def attributes_are_qualified(seen: Observation) -> Iterator[Problem]:
    """Report each attribute of Envelope that is in no namespace."""
    root = needed(seen.envelope_element)
    for name, value in root.attributes:
        if not namespace_of(name):
            message = f"the Envelope has the attribute {quoted(name)} with value {quoted(value)}, in no namespace"
            yield problem(seen, message, at=root, part=f"@{name}")


@check(
    requirement=Requirement(
        id="ENV-12",
        spec=_specs.SOAP12_PART1,
        section="5.1.1",
        level=Level.MUST,
        sentence="No encodingStyle stands on Envelope, Header, Body, or a Fault and its parts up to Detail.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("envelope_element",)),
)
def no_encoding_style(seen: Observation) -> Iterator[Problem]:
    """Report each encodingStyle on an element of the envelope itself."""
    name = SOAP12.tag("encodingStyle")
    for element in _frame(needed(seen.envelope_element)):
        value = element.get(name)
        if value is not None:
            message = (
                f"{element.local} has the attribute encodingStyle with value {quoted(value)}, which may not stand there"
            )
            yield problem(seen, message, at=element, part="@encodingStyle")


@check(
    requirement=Requirement(
        id="ENV-19",
        spec=_specs.SOAP11,
        section="4.1.2; SOAP 1.2 Part 1, 2.8",
        level=Level.MUST,
        sentence="An answer is in the SOAP version of its request, unless it is a VersionMismatch fault.",
    ),
    scope=Scope(bindings=BOTH, directions=(Direction.RESPONSE,), needs=("envelope_element", "request_envelope")),
)
def version_is_the_requests(seen: Observation) -> Iterator[Problem]:
    """Report an answer in the other SOAP version."""
    asked = needed(seen.request_envelope).binding
    if seen.fault is not None and seen.fault.code == seen.binding.tag(seen.binding.codes["version"]):
        return
    if seen.binding != asked:
        yield problem(seen, f"a {asked.title} request is answered in {seen.binding.title}", at=seen.envelope_element)


@check(
    requirement=Requirement(
        id="VER-06",
        spec=_specs.SOAP12_PART1,
        section="2.8 and 5.4.6; SOAP 1.1, 4.4.1",
        level=Level.MUST,
        sentence=(
            "An Envelope of the right namespace that is put together wrongly is the fault of who sent it: "
            "Sender, or Client."
        ),
    ),
    scope=Scope(
        bindings=BOTH,
        directions=(Direction.RESPONSE,),
        breaks=(
            "envelope/no-body",
            "envelope/two-bodies",
            "envelope/header-after-body",
            "envelope/two-headers",
            "envelope/unqualified-after-body",
            "envelope/qualified-after-body",
            "envelope/unqualified-attribute",
            "envelope/text-in-envelope",
            "envelope/body-of-the-other-version",
            "envelope/encoding-style-on-envelope",
            "header/flag-is-2",
            "header/flag-is-yes",
            "header/flag-is-empty",
            "header/bad-flag-beside-mandatory-block",
        ),
        needs=("fault", "readable"),
    ),
)
def malformed_envelope_is_the_senders_fault(seen: Observation) -> Iterator[Problem]:
    """Report a fault that blames something else."""
    yield from blamed(seen, "client", f"the request breaks the rule {needed(seen.breaks)}")


def _frame(root: Element) -> Iterator[Element]:
    """Yield the elements that SOAP 1.2 itself puts around header blocks, payload and detail entries."""
    yield root
    for part in root.children:
        if part.name in {SOAP12.tag("Header"), SOAP12.tag("Body")}:
            yield part
        if part.name == SOAP12.tag("Body"):
            for fault in part.children:
                if fault.name == SOAP12.tag("Fault"):
                    yield from _of_fault(fault)


def _of_fault(element: Element) -> Iterator[Element]:
    yield element
    if element.name != SOAP12.tag("Detail"):
        for child in element.children:
            yield from _of_fault(child)


def _root(seen: Observation) -> Iterator[Problem]:
    root = needed(seen.document)
    wanted = seen.binding.tag("Envelope")
    if root.name != wanted:
        yield problem(seen, f"the root element is {titled(root.name)}, not {titled(wanted)}", at=root)
