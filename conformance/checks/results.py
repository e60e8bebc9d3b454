"""Results: the Errors semantics that the contract declares, from the paths of its results rule."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import content_of, problem, quoted, stated, titled
from conformance.checks._results import codes, first, id_of, label, login_succeeds, promised, success
from conformance.checks._soap import BOTH
from conformance.model.binding import SOAP12
from conformance.model.case import Expectation
from conformance.model.contract import ResultsRule
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import XSI, Element, is_nil, local_of, namespace_of, select, steps_of, values

_RESPONSE = (Direction.RESPONSE,)
_OURS = "server"


@check(
    requirement=Requirement(
        id="S-01",
        spec=_specs.CONTRACT,
        section="operations",
        level=Level.MUST,
        sentence="An answer holds either the operation's result or a Fault: one of them, and once.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("envelope",)),
)
def one_result_or_one_fault(seen: Observation) -> Iterator[Problem]:
    """Report a Body that is empty or holds several elements; what SOAP itself forbids a Fault is another check's."""
    body = needed(seen.envelope).body
    faults = sum(child.name == seen.binding.tag("Fault") for child in body)
    if len(body) != 1 and faults < (1 if seen.binding == SOAP12 else 2):
        names = ", ".join(titled(child.name) for child in body) or "nothing"
        message = f"the Body of the answer holds {names}; it must hold one result or one Fault"
        yield problem(seen, message, at=seen.envelope_element, part="Body")


@check(
    requirement=Requirement(
        id="S-02",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.MUST,
        sentence="An answer has one result for each item of the request; for a nil item the result may be left out.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("operation", "items", "results", "payload")),
)
def one_result_per_item(seen: Observation) -> Iterator[Problem]:
    """Report an answer with more or fewer results than there were items."""
    items, results = needed(seen.items), needed(seen.results)
    least = sum(not is_nil(item) for item in items)
    if not least <= len(results) <= len(items):
        *above, _ = steps_of(needed(seen.operation).results or "")
        holder = next(iter(select(needed(seen.payload), "/".join(above))), seen.payload)
        sent = f"items in the request: {len(items)}, of these nil: {len(items) - least}"
        message = f"{sent}; results in the answer: {len(results)}"
        yield problem(seen, message, at=holder)


@check(
    requirement=Requirement(
        id="S-03",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.MUST,
        sentence="Results stand in the order of the items, and repeat the value that an item gave to be echoed.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("rule", "pairs")),
)
def in_the_order_of_the_items(seen: Observation) -> Iterator[Problem]:
    """Report each result that does not echo its item, or that echoes another one where its own gives nothing."""
    pairs = needed(seen.pairs)
    for there, here in sorted(needed(seen.rule).echo.items()):
        sent = ["".join(values(item, here)[:1]) for item, _ in pairs]
        told = frozenset(sent)
        for number, ((_, result), wanted) in enumerate(zip(pairs, sent, strict=True), start=1):
            back = "".join(values(result, there)[:1])
            if back != wanted and (wanted or back in told):
                was, has = f"the {label(here)} of item {number}", f"the {label(there)} of result {number}"
                message = f"{was} is {stated(wanted)}, and {has} is {stated(back)}"
                yield problem(seen, message, at=result, part=there)


@check(
    requirement=Requirement(
        id="S-04",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.SHOULD,
        sentence="The result of an item that has nothing to be echoed has its id, or an empty one if it failed.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("operation", "rule", "pairs")),
)
def id_is_the_items(seen: Observation) -> Iterator[Problem]:
    """Report each result with another id than its item's, whatever their case, and each success without."""
    rule = needed(seen.rule)
    paths = tuple(promised(seen, rule.id))
    for number, (item, result) in enumerate(needed(seen.pairs), start=1):
        if any(first(item, here) for here in rule.echo.values()):
            continue
        for there, here in paths:
            sent, back = id_of(item, here, rule), id_of(result, there, rule)
            missing = not back and success(result, rule) is True
            if sent and (missing or (back and back.lower() != sent.lower())):
                was, has = f"the {label(here)} of item {number}", f"the {label(there)} of result {number}"
                message = f"{was} is {quoted(sent)}, and {has} is {stated(back)}"
                yield problem(seen, message, at=result, part=there)


@check(
    requirement=Requirement(
        id="S-05",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.SHOULD,
        sentence="A result has the source id that its item was sent with, and none where the item has none.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("operation", "rule", "pairs")),
)
def source_id_is_the_items(seen: Observation) -> Iterator[Problem]:
    """Report each result with another source id than its item's; one may be cut to the length that is documented."""
    operation, rule = needed(seen.operation), needed(seen.rule)
    for there, here in promised(seen, rule.source_id):
        limit = seen.contract.limits.get(f"{operation.name}/{operation.items}/{here}")
        for number, (item, result) in enumerate(needed(seen.pairs), start=1):
            sent, back = ("".join(values(part, path)[:1]) for part, path in ((item, here), (result, there)))
            if back not in {sent, sent[:limit]}:
                was, has = f"the {label(here)} of item {number}", f"the {label(there)} of result {number}"
                message = f"{was} is {stated(sent)}, and {has} is {stated(back)}"
                yield problem(seen, message, at=result, part=there)


@check(
    requirement=Requirement(
        id="S-06",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.MUST,
        sentence="A result that says success carries no error; an error that is empty or nil is none.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("rule", "results")),
)
def success_carries_no_error(seen: Observation) -> Iterator[Problem]:
    """Report each error in a result that says success."""
    rule = needed(seen.rule)
    for result in needed(seen.results):
        if success(result, rule) is True:
            for error in filter(_says_something, select(result, rule.errors)):
                yield problem(seen, f"the result says success and carries an error, {_told((error,), rule)}", at=error)


@check(
    requirement=Requirement(
        id="S-07",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.MUST,
        sentence="A result that is no success carries an error with a code, or a nil one, whose code is not shown.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("rule", "results")),
)
def failure_names_a_code(seen: Observation) -> Iterator[Problem]:
    """Report each result that says false and does not say why."""
    rule = needed(seen.rule)
    for result in needed(seen.results):
        errors = select(result, rule.errors)
        if success(result, rule) is False and not any(is_nil(error) or codes(error, rule) for error in errors):
            has = "no error in it has a code" if errors else "it carries no error"
            yield problem(seen, f"the result is no success, and {has}", at=result, part=rule.errors)


@check(
    requirement=Requirement(
        id="S-08",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.MUST,
        sentence="Each result says whether it is a success, as true, false, 1 or 0.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("rule", "results")),
)
def success_is_a_boolean(seen: Observation) -> Iterator[Problem]:
    """Report each result that says neither true nor false."""
    rule = needed(seen.rule)
    for result in needed(seen.results):
        if success(result, rule) is None:
            name, said = label(rule.success), values(result, rule.success)
            has = f"{name} {quoted(said[0])}, which is no xs:boolean" if said else f"no {name}"
            yield problem(seen, f"the result has {has}", at=result, part=rule.success)


@check(
    requirement=Requirement(
        id="S-09",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.MUST,
        sentence="An error in a result is nil or empty and tells nothing, or it tells a code and what that means.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("rule", "results")),
)
def error_is_nil_or_tells(seen: Observation) -> Iterator[Problem]:
    """Report an error that tells too little, and a nil one that tells; a failure without code is another check's."""
    rule = needed(seen.rule)
    for result in needed(seen.results):
        errors = select(result, rule.errors)
        told = success(result, rule) is False and not any(is_nil(error) or codes(error, rule) for error in errors)
        for error in errors:
            told_codes = codes(error, rule)
            described = any(first(error, path) for path in rule.description)
            if is_nil(error) and (told_codes or described):
                yield problem(seen, f"the error is nil and tells something, {_told((error,), rule)}", at=error)
            elif not told_codes and _says_something(error) and not told:
                yield problem(seen, "the error is neither nil nor empty, and tells no code", at=error)
            elif told_codes and rule.description and not described and not is_nil(error):
                message = f"the error tells {_told((error,), rule)} without {label(rule.description[0])}"
                yield problem(seen, message, at=error)


@check(
    requirement=Requirement(
        id="OWN-02",
        spec=_specs.OURS,
        section="examples",
        level=Level.MUST,
        sentence="A legal request with values that exist succeeds: no fault, and every result says success.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, expectations=(Expectation.ACCEPTED,), needs=("operation", "status")
    ),
)
def example_succeeds(seen: Observation) -> Iterator[Problem]:
    """Report an answer that is none or a fault, a refused login, and each result that is no success."""
    session = seen.contract.session
    if seen.fault is not None:
        code = "without a code that resolves" if seen.fault.code is None else f"of code {titled(seen.fault.code)}"
        reason = quoted(seen.fault.reason or "")
        message = f"the answer is a fault {code}, reason {reason}; success was expected"
        yield problem(seen, message, at=seen.fault_element)
    elif seen.payload is None:
        message = f"the answer is HTTP status {seen.status} with {content_of(seen)}; success was expected"
        yield problem(seen, message, at=seen.document)
    elif session is not None and session.login == needed(seen.operation).name:
        if not login_succeeds(seen.payload, session):
            why = values(seen.payload, session.message) if session.message else ()
            reason = f"reason {quoted(why[0])}" if why else "without a reason"
            message = f"the login is refused, {reason}; success was expected"
            yield problem(seen, message, at=seen.payload, part=session.success)
    elif seen.rule is not None:
        yield from _refused(seen, seen.rule)


@check(
    requirement=Requirement(
        id="OWN-04",
        spec=_specs.OURS,
        section="valid requests",
        level=Level.MUST,
        sentence="A request that the contract allows is never answered with an error of the server itself.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        expectations=(Expectation.ACCEPTED, Expectation.EITHER),
        needs=("operation", "envelope"),
    ),
)
def valid_request_is_no_server_error(seen: Observation) -> Iterator[Problem]:
    """Report a fault that blames the server, and each result with a code that means an error of the server."""
    generic = () if seen.rule is None else seen.rule.generic
    if seen.fault is not None:
        named = [code for code in (seen.fault.code, seen.fault.subcode) if code is not None]
        blamed = [
            code for code in named if code == seen.binding.tag(seen.binding.codes[_OURS]) or local_of(code) in generic
        ]
        if blamed:
            reason = quoted(seen.fault.reason or "")
            message = f"the request is allowed, and the answer is a fault of code {titled(blamed[-1])}, reason {reason}"
            yield problem(seen, message, at=seen.fault_element)
    elif seen.rule is not None:
        for result in seen.results or ():
            for error in select(result, seen.rule.errors):
                if set(codes(error, seen.rule)) & set(generic):
                    yield problem(
                        seen,
                        f"the item is allowed, and its error is the server's, {_told((error,), seen.rule)}",
                        at=error,
                    )


def _refused(seen: Observation, rule: ResultsRule) -> Iterator[Problem]:
    for result in seen.results or ():
        if success(result, rule) is False:
            told = _told(select(result, rule.errors), rule)
            yield problem(seen, f"the result is no success, {told}; success was expected", at=result)


def _says_something(error: Element) -> bool:
    """Tell whether an error holds any text or value, and is not nil."""
    texts = (part.text for part in error.walk())
    held = (value for part in error.walk() for name, value in part.attributes if namespace_of(name) != XSI)
    return not is_nil(error) and any(text.strip() for text in (*texts, *held))


def _told(errors: tuple[Element, ...], rule: ResultsRule) -> str:
    """Return the codes of errors as the end of a sentence."""
    named = ", ".join(quoted(code) for error in errors for code in codes(error, rule))
    return f"code {named}" if named else "without a code"
