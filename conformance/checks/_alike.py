"""Alike or not: the only module that compares two answers, as what they mean."""

from collections.abc import Iterator

from conformance.checks._observe import Observation, needed
from conformance.checks._place import content_of, problem, quoted, titled
from conformance.checks._results import login_succeeds, success
from conformance.checks._volatile import without
from conformance.model.requirement import Problem
from conformance.model.tree import Element, local_of, steps_of, trimmed


def differs(seen: Observation, other: str) -> Iterator[Problem]:
    """Yield how an answer differs from its base in more than the contract declares volatile.

    ``other`` is the message that the base is the answer to, in a few words; fault codes of two versions are compared by
    what they mean.
    """
    plain = needed(seen.base)
    here, there = _kind(seen), _kind(plain)
    if here != there or (seen.binding == plain.binding and seen.status != plain.status):
        message = f"the answer is {told(seen)}; to {other} it is {told(plain)}"
        yield problem(seen, message, at=seen.fault_element or seen.document)
    elif seen.payload is not None and plain.payload is not None and seen.fault is None:
        found = _difference(_steady(seen), _steady(plain), path=seen.payload.local)
        if found is not None:
            yield problem(seen, f"{found} in the answer to {other}", at=seen.payload)


def _kind(seen: Observation) -> tuple[object, ...]:
    """Return what kind of answer it is; the reason of a fault may tell where in the message it stumbled."""
    fault = seen.fault
    if fault is None:
        return seen.payload is None, seen.status
    words = {seen.binding.tag(local): word for word, local in seen.binding.codes.items()}
    return seen.payload is None, *(words.get(code or "", code) for code in (fault.code, fault.subcode))


def accepts(seen: Observation) -> tuple[bool | None, ...]:
    """Return what an answer accepts: nothing, the call, or what each result says of itself."""
    session = seen.contract.session
    if seen.payload is None or seen.fault is not None:
        return ()
    if session is not None and session.login == needed(seen.operation).name:
        return (login_succeeds(seen.payload, session),)
    if seen.rule is None or seen.results is None:
        return (True,)
    return tuple(success(result, seen.rule) for result in seen.results)


def told(seen: Observation) -> str:
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
        payload = without(payload, steps_of(path))
    return payload


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
