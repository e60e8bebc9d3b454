"""Values: what the schema calls the same is answered the same."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import differs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation
from conformance.checks._soap import BOTH
from conformance.model.requirement import Direction, Level, Problem, Requirement

_RESPONSE = (Direction.RESPONSE,)


@check(
    requirement=Requirement(
        id="XSD-06",
        spec=_specs.XSD_PART2,
        section="4.3.6",
        level=Level.MUST,
        sentence="White space around numbers, booleans and moments is no part of them.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("values/white-space",), needs=("base", "exchange")),
)
def white_space_around_is_taken_off(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without it."""
    yield from differs(seen, "the message without the white space")


@check(
    requirement=Requirement(
        id="XSD-09",
        spec=_specs.XSD_PART2,
        section="3.2.2, 3.2.3, 3.2.7 and 3.3.17",
        level=Level.MUST,
        sentence="Different forms of one number, boolean or moment mean the same.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("values/other-forms",), needs=("base", "exchange")),
)
def forms_mean_the_same(seen: Observation) -> Iterator[Problem]:
    """Report another answer than to the usual forms."""
    yield from differs(seen, "the message with the usual forms")


@check(
    requirement=Requirement(
        id="XSD-20",
        spec=_specs.BASIC_PROFILE11,
        section="R1017",
        level=Level.MUST,
        sentence="An xsi:type that names the type which is declared changes nothing.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("values/declared-type",), needs=("base", "exchange")),
)
def declared_type_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without it."""
    yield from differs(seen, "the message without xsi:type")


@check(
    requirement=Requirement(
        id="XSD-21",
        spec=_specs.XSD_PART1,
        section="3.4.4",
        level=Level.MUST,
        sentence="An attribute that is left out means the same as its default.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("values/defaults-written-out",), needs=("base", "exchange")
    ),
)
def default_is_as_absent(seen: Observation) -> Iterator[Problem]:
    """Report another answer than where the defaults are left out."""
    yield from differs(seen, "the message without the defaults")


@check(
    requirement=Requirement(
        id="M-08", spec=_specs.XML, section="3.1", level=Level.MUST, sentence="The order of attributes means nothing."
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("values/other-order-of-attributes",), needs=("base", "exchange")
    ),
)
def order_of_attributes_means_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer than in the usual order."""
    yield from differs(seen, "the message with its attributes in the usual order")


@check(
    requirement=Requirement(
        id="M-06",
        spec=_specs.OURS,
        section="relations",
        level=Level.SHOULD,
        sentence="That optional attributes are left out changes nothing in the result of an update.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("values/half-left-out",), needs=("base", "exchange")),
)
def optional_values_are_independent(seen: Observation) -> Iterator[Problem]:
    """Report another answer than with all of them."""
    yield from differs(seen, "the message with all attributes")


@check(
    requirement=Requirement(
        id="M-07",
        spec=_specs.OURS,
        section="relations",
        level=Level.SHOULD,
        sentence="To set a value that is set already is as good as to leave it out.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("values/current-values-again",), needs=("base", "exchange")
    ),
)
def current_value_is_as_absent(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without the values."""
    yield from differs(seen, "the message without the values")


@check(
    requirement=Requirement(
        id="M-17",
        spec=_specs.OURS,
        section="relations",
        level=Level.MAY,
        sentence="An item that is nil is answered as if it were not there.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("batch/nil-item",),
        needs=("base", "exchange"),
        unless=("miscounted",),
    ),
)
def nil_item_is_as_absent(seen: Observation) -> Iterator[Problem]:
    """Report another answer than without it."""
    yield from differs(seen, "the message without the nil item")
