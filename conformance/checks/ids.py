"""Ids: whether those in results have their declared form, and fit what the result says of its item.

What ties a result to an item that gave nothing to be echoed is a matter of the results' order.
"""

import re
from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, quoted, stated
from conformance.checks._results import first, id_of, label, promised, success
from conformance.checks._soap import BOTH
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import values

_RESPONSE = (Direction.RESPONSE,)
# What stands in a recording in the place of a secret: its form is no longer the vendor's.
_REDACTED = re.compile("redacted-[0-9]+")


@check(
    requirement=Requirement(
        id="S-11",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.SHOULD,
        sentence="A value in a result for which the contract declares a form has that form, or is empty.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("rule", "results")),
)
def have_the_declared_form(seen: Observation) -> Iterator[Problem]:
    """Report each value of another form."""
    for path, form in sorted(needed(seen.rule).forms.items()):
        for result in needed(seen.results):
            for value in values(result, path):
                if value and not re.fullmatch(form, value) and not _REDACTED.fullmatch(value):
                    message = f"the {label(path)} {quoted(value)} is not of the form {form}"
                    yield problem(seen, message, at=result, part=path)


@check(
    requirement=Requirement(
        id="OWN-08",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.SHOULD,
        sentence="A result that says success has the id of its item, and one that says that it is none has no id.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("operation", "rule", "pairs")),
)
def tell_success(seen: Observation) -> Iterator[Problem]:
    """Report each success with another id or none, and each failure with one.

    A result that does not echo its item, and another id than that of an item that gives nothing to be echoed, are
    other checks'.
    """
    rule = needed(seen.rule)
    paths = tuple(promised(seen, rule.id))
    for number, (item, result) in enumerate(needed(seen.pairs), start=1):
        sure = [first(item, here) == first(result, there) for there, here in rule.echo.items() if first(item, here)]
        if not all(sure):
            continue
        good = success(result, rule)
        for there, here in paths:
            sent, back = id_of(item, here, rule), id_of(result, there, rule)
            other = bool(sent) and back.lower() != sent.lower()
            if good is True and other and sure:
                was, has = f"the {label(here)} of item {number}", f"the {label(there)} of result {number}"
                message = f"{was} is {quoted(sent)}, and {has} is {stated(back)}"
                yield problem(seen, message, at=result, part=there)
            elif good is False and back and (sure or not other):
                yield problem(
                    seen,
                    f"result {number} says that it is no success, and has {label(there)} {quoted(back)}",
                    at=result,
                    part=there,
                )
