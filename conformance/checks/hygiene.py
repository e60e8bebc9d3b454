"""Hygiene: what an answer that reports an error must not give away of the server and of its callers."""

import re
from collections.abc import Iterator
from html import escape
from http import HTTPStatus
from urllib.parse import quote

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._internals import internals
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem
from conformance.checks._soap import BOTH
from conformance.markup.write import attribute_text, content_text
from conformance.model.binding import SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element, select

_RESPONSE = (Direction.RESPONSE,)
_SHORT = 6  # characters: a shorter value may stand in a text by chance

# Parts of a Fault that name a code or a place on purpose; the names of SOAP 1.1 have no namespace.
_NAMING = frozenset({"faultcode", "faultactor", *(SOAP12.tag(name) for name in ("Code", "Node", "Role"))})
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&nbsp;")


# SHOULD, because no specification forbids it, and a pattern can take one thing for another.
@check(
    requirement=Requirement(
        id="FLT-23",
        spec=_specs.OURS,
        section="hygiene; CWE-209",
        level=Level.SHOULD,
        sentence=(
            "A fault, or an error page in its place, shows nothing of the inside of the server: "
            "no stack trace, file path, SQL, database message, product version or connection."
        ),
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("data",), unless=("payload",)),
)
def fault_tells_no_internals(seen: Observation) -> Iterator[Problem]:
    """Report each kind of thing that is shown, once for each part of a Fault; what the request said is no secret."""
    where = "fault" if seen.fault_element is not None else "error page"
    for at, shown in internals(seen, _said(seen)):
        yield problem(seen, f"the {where} shows {shown}", at=at)


@check(
    requirement=Requirement(
        id="S-16",
        spec=_specs.OURS,
        section="hygiene",
        level=Level.MUST,
        sentence="No fault, no error in a result and no error page repeats the session value that the request carried.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("data", "request_session")),
)
def fault_tells_no_session(seen: Observation) -> Iterator[Problem]:
    """Report each part that holds the session value, in whatever way it is escaped; never the value."""
    value = needed(seen.request_session)
    if len(value) >= _SHORT:
        forms = {value, content_text(value), attribute_text(value), escape(value), quote(value, safe="")}
        for at, text in (*_said(seen), *_said_of_items(seen)):
            if any(form in text for form in forms):
                named = "fault" if seen.fault_element is not None else "error" if seen.results else "error page"
                yield problem(seen, f"the {named} repeats the session value of the request", at=at)


def _said(seen: Observation) -> Iterator[tuple[Element | None, str]]:
    """Yield what an answer that reports an error says: the parts of a Fault, or a page as a whole."""
    if seen.fault_element is not None:
        yield from _parts(seen.fault_element)
    elif seen.envelope_element is None and seen.status is not None and seen.status >= HTTPStatus.BAD_REQUEST:
        yield seen.document, _MARKUP.sub(" ", needed(seen.data).decode("utf-8", "replace"))


def _said_of_items(seen: Observation) -> Iterator[tuple[Element, str]]:
    """Yield each part of the errors in results that says something."""
    for result in seen.results or () if seen.rule is not None else ():
        for error in select(result, needed(seen.rule).errors):
            yield from _spoken(error)


def _parts(fault: Element) -> Iterator[tuple[Element, str]]:
    """Yield each part of a Fault that says something, but those that name a code or a place."""
    for child in fault.children:
        if child.name not in _NAMING:
            yield from _spoken(child)


def _spoken(element: Element) -> Iterator[tuple[Element, str]]:
    for part in element.walk():
        said = "\n".join((part.text, *(value for _, value in part.attributes)))
        if said.strip():
            yield part, said
