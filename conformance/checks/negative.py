"""Negatives: how a message is answered that breaks a rule of the contract on purpose."""

from collections.abc import Iterator

from conformance.checks import _results, _specs
from conformance.checks._alike import differs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, titled
from conformance.checks._soap import BOTH
from conformance.model.case import Expectation
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element

_RESPONSE = (Direction.RESPONSE,)
_REFUSABLE = (Expectation.REFUSED, Expectation.ITEM_ERRORS)


@check(
    requirement=Requirement(
        id="OWN-05",
        spec=_specs.OURS,
        section="negatives",
        level=Level.MUST,
        sentence="A message that breaks the contract in what must be read is refused, or what is broken in it is.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        expectations=_REFUSABLE,
        needs=("operation", "payload", "breaks"),
        unless=("fault",),
    ),
)
def is_not_accepted(seen: Observation) -> Iterator[Problem]:
    """Report an answer that says success of what is broken, or that does not tell of it at all."""
    rule = f"the request breaks the rule {needed(seen.breaks)}"
    session = seen.contract.session
    if session is not None and session.login == needed(seen.operation).name:
        if _results.login_succeeds(needed(seen.payload), session):
            yield problem(seen, f"{rule}, and the login succeeds", at=seen.payload, part=session.success)
    elif seen.rule is None or seen.results is None:
        yield problem(seen, f"{rule}, and the answer is a result like any other", at=seen.payload)
    else:
        told = tuple(_concerned(seen))
        for result in told:
            if _results.success(result, seen.rule) is True:
                yield problem(seen, f"{rule}, and its result says success", at=result, part=seen.rule.success)
        if not told:
            yield problem(seen, f"{rule}, and no result tells of it", at=seen.payload)


@check(
    requirement=Requirement(
        id="FLT-21",
        spec=_specs.BASIC_PROFILE11,
        section="R2724",
        level=Level.SHOULD,
        sentence="A message that contradicts its description is answered with a fault whose code is Client or Sender.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, expectations=_REFUSABLE, needs=("fault", "breaks")),
)
def is_refused_as_the_senders_fault(seen: Observation) -> Iterator[Problem]:
    """Report a fault that blames another than the sender; what a vendor's own code means is not known."""
    code = needed(seen.fault).code
    words = {seen.binding.tag(local): word for word, local in seen.binding.codes.items()}
    about_the_whole = {"version", "header", "encoding"} if "/" in needed(seen.breaks) else set()
    if words.get(code or "", "client") not in {"client", *about_the_whole}:
        message = f"the request breaks the rule {needed(seen.breaks)}, and the fault's code is {titled(code or '')}"
        yield problem(seen, message, at=seen.fault_element)


@check(
    requirement=Requirement(
        id="OWN-11",
        spec=_specs.OURS,
        section="negatives",
        level=Level.MUST,
        sentence="Behind a broken message the next plain one is answered as before.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("next-request",), needs=("base", "exchange")),
)
def next_request_is_answered(seen: Observation) -> Iterator[Problem]:
    """Report another answer than before."""
    yield from differs(seen, "the same message before the broken one")


def _concerned(seen: Observation) -> Iterator[Element]:
    """Yield the results that tell of what is broken: that of the item, all of them where it is in none."""
    pairs = seen.pairs or ()
    if seen.item is None or len(pairs) != len(seen.items or ()):
        yield from seen.results or ()
    else:
        yield from (result for _, result in pairs[seen.item : seen.item + 1])
