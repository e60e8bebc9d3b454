"""Versions: what is told of an envelope of another one, before anything else in the message is looked at."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import differs
from conformance.checks._blame import blamed
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem
from conformance.checks._soap import BOTH
from conformance.model.binding import SOAP, SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element, select

_RESPONSE = (Direction.RESPONSE,)
_UPGRADE = SOAP12.tag("Upgrade")
_SUPPORTED = SOAP12.tag("SupportedEnvelope")


@check(
    requirement=Requirement(
        id="VER-02",
        spec=_specs.SOAP12_PART1,
        section="2.8 and 5.4.6; SOAP 1.1, 4.1.2 and 4.4.1",
        level=Level.MUST,
        sentence="An Envelope in the namespace of no version is answered with the fault VersionMismatch.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, breaks=("envelope/unknown-version",), needs=("exchange", "readable")
    ),
)
def unknown_version_is_a_mismatch(seen: Observation) -> Iterator[Problem]:
    """Report another answer to an Envelope of no SOAP version."""
    yield from blamed(seen, "version", "the Envelope is in the namespace of no SOAP version")


@check(
    requirement=Requirement(
        id="VER-03",
        spec=_specs.SOAP12_PART1,
        section="5.4.7",
        level=Level.SHOULD,
        sentence=(
            "A fault VersionMismatch of a node that speaks SOAP 1.2 comes with a block Upgrade that lists the "
            "Envelopes it reads."
        ),
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        asked=(SOAP12,),
        words=("version",),
        breaks=("envelope/unknown-version",),
        needs=("fault", "envelope"),
    ),
)
def upgrade_names_the_versions(seen: Observation) -> Iterator[Problem]:
    """Report a VersionMismatch without that block, and names in it that are no Envelopes."""
    blocks = [block for block in needed(seen.envelope).header if block.name == _UPGRADE]
    if not blocks:
        yield problem(
            seen,
            "the fault is VersionMismatch, and no block Upgrade names the versions that are read",
            at=seen.envelope_element,
        )
    for block in blocks:
        listed = select(block, _SUPPORTED)
        if not listed:
            yield problem(seen, "the block Upgrade names no SupportedEnvelope", at=block)
        for supported in listed:
            if not _is_envelope(supported):
                yield problem(
                    seen, "the qname of this SupportedEnvelope is not that of an Envelope of SOAP", at=supported
                )


@check(
    requirement=Requirement(
        id="VER-05",
        spec=_specs.BASIC_PROFILE11,
        section="R2725",
        level=Level.MUST,
        sentence="Of several faults VersionMismatch is told first, then MustUnderstand, then Client or Sender.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        breaks=("header/mandatory-block-and-unknown-version",),
        needs=("exchange", "readable"),
    ),
)
def version_comes_before_the_header(seen: Observation) -> Iterator[Problem]:
    """Report another answer to an Envelope of no SOAP version that holds a block which must be understood."""
    yield from blamed(seen, "version", "the Envelope is of no SOAP version, and a block in it must be understood")


@check(
    requirement=Requirement(
        id="ENV-20",
        spec=_specs.SOAP12_PART1,
        section="5",
        level=Level.MUST,
        sentence="An attribute that another version of SOAP defines means nothing in a message of SOAP 1.2.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("header/foreign-flag",), needs=("base", "exchange")),
)
def foreign_flag_means_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without it."""
    yield from differs(seen, "the message without the other version's mustUnderstand")


def _is_envelope(supported: Element) -> bool:
    name = supported.resolve((supported.get("qname") or "").strip())
    return name in {row.tag("Envelope") for row in SOAP.values()}
