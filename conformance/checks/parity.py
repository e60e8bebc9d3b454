"""Parity: whether a message is answered as another one is that means the same."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import content_of, problem, quoted, titled
from conformance.checks._results import login_succeeds, success
from conformance.model.case import Expectation
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element, local_of, steps_of, trimmed

_RESPONSE = (Direction.RESPONSE,)


@check(
    requirement=Requirement(
        id="XML-19",
        spec=_specs.SOAP12_PART1,
        section="5",
        level=Level.MUST,
        sentence="Two spellings of one message in XML mean the same, so that they are answered alike.",
    ),
    scope=Scope(directions=_RESPONSE, needs=("base", "exchange")),
)
def spelling_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report an answer that differs from the one to the plain spelling in more than the contract declares volatile."""
    plain = needed(seen.base)
    if _kind(seen) != _kind(plain):
        message = f"the answer is {_told(seen)}; to the message in its plain spelling it is {_told(plain)}"
        yield problem(seen, message, at=seen.fault_element or seen.document)
    elif seen.payload is not None and plain.payload is not None:
        found = _difference(_steady(seen), _steady(plain), path=seen.payload.local)
        if found is not None:
            yield problem(seen, f"{found} in the answer to the message in its plain spelling", at=seen.payload)


@check(
    requirement=Requirement(
        id="OWN-06",
        spec=_specs.OURS,
        section="negatives",
        level=Level.SHOULD,
        sentence="A message with content that the contract does not know is accepted in every binding or in none.",
    ),
    scope=Scope(directions=_RESPONSE, expectations=(Expectation.ALIKE,), needs=("twin", "operation", "exchange")),
)
def bindings_treat_it_alike(seen: Observation) -> Iterator[Problem]:
    """Report a message that one binding accepts and the other refuses, as a whole or in its results."""
    twin = needed(seen.twin)
    here, there = _accepts(seen), _accepts(twin)
    if here != there:
        message = f"the answer is {_told(seen)}; over {twin.binding.title} it is {_told(twin)}"
        yield problem(seen, message, at=seen.fault_element or seen.payload or seen.document)


def _kind(seen: Observation) -> tuple[object, ...]:
    """Return what kind of answer it is; the reason of a fault may tell where in the message it stumbled."""
    fault = seen.fault
    return seen.status, seen.payload is None, fault and (fault.code, fault.subcode)


def _accepts(seen: Observation) -> tuple[bool | None, ...]:
    """Return what an answer accepts: nothing, the call, or what each result says of itself."""
    session = seen.contract.session
    if seen.payload is None or seen.fault is not None:
        return ()
    if session is not None and session.login == needed(seen.operation).name:
        return (login_succeeds(seen.payload, session),)
    if seen.rule is None or seen.results is None:
        return (True,)
    return tuple(success(result, seen.rule) for result in seen.results)


def _told(seen: Observation) -> str:
    """Return an answer in a few words, of which those in quotes may differ in other runs."""
    if seen.fault is not None:
        code = "without a code that resolves" if seen.fault.code is None else f"of code {titled(seen.fault.code)}"
        return f"a fault {code}, reason {quoted(seen.fault.reason or '')}"
    if seen.payload is None:
        return f"HTTP status {seen.status} with {content_of(seen)}"
    if seen.rule is None or seen.results is None:
        return titled(seen.payload.name)
    good = sum(success(result, seen.rule) is True for result in seen.results)
    return f"a result with {good} of {len(seen.results)} successes"


def _steady(seen: Observation) -> Element:
    """Return the payload of an answer without what is declared volatile, and without white space in between."""
    payload = trimmed(needed(seen.payload))
    for path in seen.contract.volatile.paths:
        payload = _without(payload, steps_of(path))
    return payload


def _without(element: Element, steps: tuple[str, ...]) -> Element:
    first, *rest = steps
    if first.startswith("@"):
        return replace(element, attributes=tuple(held for held in element.attributes if held[0] != first[1:]))
    kept = (
        part if isinstance(part, str) or part.local != first else (_without(part, tuple(rest)) if rest else None)
        for part in element.content
    )
    return replace(element, content=tuple(part for part in kept if part is not None))


def _difference(here: Element, there: Element, *, path: str) -> str | None:
    """Return where two elements differ and how, as the beginning of a sentence; None where they do not."""
    if here == there:
        return None
    if here.name != there.name:
        return f"{path} is {titled(here.name)} and not {titled(there.name)} as"
    for name in dict.fromkeys(key for key, _ in (*there.attributes, *here.attributes)):
        if here.get(name) != there.get(name):
            return f"{path}/@{local_of(name)} is {_value(here.get(name))} and not {_value(there.get(name))} as"
    if len(here.children) != len(there.children):
        return f"{path} has {len(here.children)} elements and not {len(there.children)} as"
    for mine, other in zip(here.children, there.children, strict=True):
        found = _difference(mine, other, path=f"{path}/{mine.local}")
        if found is not None:
            return found
    return f"{path} is {quoted(here.text)} and not {quoted(there.text)} as"


def _value(text: str | None) -> str:
    return "absent" if text is None else quoted(text)
