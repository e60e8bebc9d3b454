"""The Envelope: its name and version, and where its Header and its Body stand."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, titled
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement


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
    scope=Scope(needs=("envelope_element",)),
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
        sentence="An Envelope has exactly one Body; it follows the Header, or is the first child where there is none.",
    ),
    scope=Scope(needs=("envelope_element",)),
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
        id="ENV-19",
        spec=_specs.SOAP11,
        section="4.1.2; SOAP 1.2 Part 1, appendix A",
        level=Level.MUST,
        sentence="An answer is in the SOAP version of its request, unless it is a VersionMismatch fault.",
    ),
    scope=Scope(directions=(Direction.RESPONSE,), needs=("envelope_element", "request_envelope")),
)
def version_is_the_requests(seen: Observation) -> Iterator[Problem]:
    """Report an answer in the other SOAP version."""
    asked = needed(seen.request_envelope).binding
    if seen.fault is not None and seen.fault.code == seen.binding.tag(seen.binding.codes["version"]):
        return
    if seen.binding != asked:
        yield problem(seen, f"a {asked.title} request is answered in {seen.binding.title}", at=seen.envelope_element)


def _root(seen: Observation) -> Iterator[Problem]:
    root = needed(seen.document)
    wanted = seen.binding.tag("Envelope")
    if root.name != wanted:
        yield problem(seen, f"the root element is {titled(root.name)}, not {titled(wanted)}", at=root)
