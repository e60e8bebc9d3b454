"""Hygiene: what an answer that reports an error must not give away of the server and of its callers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from http import HTTPStatus
from itertools import islice
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import LONGEST, problem, quoted
from conformance.markup.write import attribute_text, content_text
from conformance.model.binding import SOAP12
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element, select

_RESPONSE = (Direction.RESPONSE,)
_SHORT = 6  # characters: a shorter value may stand in a text by chance

# What tells of the inside of a server. Each alternative begins with something rare and repeats a bounded number of
# times, so that the time for a text grows with its length only.
_NAME = r"[\w$<>`/]{1,80}"
_INTERNALS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        # Of .NET in several languages and of Java; of JavaScript; of Python; of PHP.
        "a stack trace": re.compile(
            rf"""
            \b(?:at|bei|da|em|en|à)\ (?:{_NAME}\.{{1,2}}){{1,20}}{_NAME}(?:\[[^\]\n]{{0,80}}\])?\([^()\n]{{0,300}}\)
            | \bat\ [^\s()]{{1,200}}\ \([^\s()]{{1,300}}:[0-9]{{1,7}}:[0-9]{{1,7}}\)
            | Traceback\ \(most\ recent\ call\ last\)
            | \bFile\ "[^"\n]{{1,300}}",\ line\ [0-9]
            | \bStack\ ?[Tt]race:\s{{0,20}}(?:\#0|at\b)
            """,
            re.VERBOSE,
        ),
        # On Windows, on a network, on Unix; a source file with its line.
        "a file path": re.compile(
            r"""
            (?<!\w)[A-Za-z]:\\[\w$.-][^\s"'<>()|?*;,]{0,200}
            | (?<![\w\\])\\\\[\w.-]{2,63}\\[\w$][^\s"'<>()|?*;,]{0,200}
            | (?<![\w/:.~%-])/(?:etc|home|mnt|opt|root|srv|tmp|usr|var|Users)/[\w.-][^\s"'<>()|?*;,]{0,200}
            | (?<=\w)\.(?:cs|vb|php|rb|cpp)(?:\([0-9]|:(?:line\ )?[0-9]|\ on\ line\ [0-9])
            """,
            re.VERBOSE,
        ),
        "SQL": re.compile(
            r"""
            \bSELECT\s[^;\n]{1,300}?\sFROM\s{1,9}[\w\[."`]
            | \bINSERT\ INTO\s{1,9}[\w\[."`]
            | \bDELETE\ FROM\s{1,9}[\w\[."`]
            | \bUPDATE\s{1,9}[\w\[\]."`]{1,100}\sSET\s
            """,
            re.VERBOSE,
        ),
        "a message of a database": re.compile(
            r"""
            \b(?:Sql|Oracle|MySql|Npgsql|Odbc|OleDb|PSQL|SQLite|SQLSyntaxError|JDBC)(?:Exception|Error)\b
            | \bORA-[0-9]{5}\b
            | \bSQLSTATE\b
            | \bIncorrect\ syntax\ near\b
            | \bUnclosed\ quotation\ mark\ (?:after|before)\b
            | \berror\ in\ your\ SQL\ syntax\b
            | \bInvalid\ (?:column|object)\ name\ '
            | \bViolation\ of\ (?:PRIMARY|UNIQUE|FOREIGN)\ KEY\ constraint\b
            | \bcould\ not\ execute\ (?:query|statement)\b
            """,
            re.VERBOSE,
        ),
        "the version of a product": re.compile(
            r"""
            \b(?:Microsoft\ )?\.NET\ Framework\ Version:\s{0,9}[0-9][0-9.]{0,20}
            | \bASP\.NET\ Version:\s{0,9}[0-9][0-9.]{0,20}
            | \b(?:Apache|nginx|Tomcat|Jetty|JBoss|WebLogic|WebSphere|GlassFish|Microsoft-IIS|PHP|OpenSSL)
              (?:-Coyote|\ Tomcat|\(R\))?/[0-9]{1,5}\.[0-9.]{1,20}
            | \bMicrosoft\ SQL\ Server\ [0-9]{4}\b
            | \bVersion=[0-9]{1,5}\.[0-9.]{1,20},\ Culture=
            """,
            re.VERBOSE,
        ),
        # Looked ahead: what stands there may be a password, which no finding repeats.
        "how a database is reached": re.compile(
            r"""
            \b(?:Data\ Source|Initial\ Catalog|Integrated\ Security|Persist\ Security\ Info)\s?=(?=[^;\n]{1,100};)
            | \b(?:User\ ID|Uid|Password|Pwd)\s?=(?=[^;\s]{1,100};)
            | \bjdbc:[a-z]{2,20}:
            | \b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?)://(?=[\w.-])
            """,
            re.VERBOSE,
        ),
    }
)
# Parts of a Fault that name a code or a place on purpose; the names of SOAP 1.1 have no namespace.
_NAMING = frozenset({"faultcode", "faultactor", *(SOAP12.tag(name) for name in ("Code", "Node", "Role"))})
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&nbsp;")
_At = TypeVar("_At")
_MOST = 1000  # different places of a kind that are compared with the request
_TRAILING = ".,:]}'\""


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
    scope=Scope(directions=_RESPONSE, needs=("data",), unless=("payload",)),
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
    scope=Scope(directions=_RESPONSE, needs=("data", "request_session")),
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


def internals(seen: Observation, said: Iterable[tuple[_At, str]]) -> Iterator[tuple[_At, str]]:
    """Yield each kind of thing that texts show of the inside of a server, once for each; not what the request said."""
    asked: str | None = None
    for at, text in said:
        for kind, pattern in _INTERNALS.items():
            found = dict.fromkeys(match[0].rstrip(_TRAILING) for match in pattern.finditer(text))
            if found and asked is None:
                asked = _asked(seen)
            own = next((told for told in islice(found, _MOST) if told not in (asked or "")), None)
            if own is not None:
                yield at, f"{kind}: {quoted(' '.join(own.split()))}" if len(own) <= LONGEST else kind


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


def _asked(seen: Observation) -> str:
    """Return all that the request said, as it was sent and as it is read."""
    if seen.exchange is None:
        return ""
    request, said = seen.exchange.request, seen.request_said
    tops = () if said is None else (*said.header, *((said.payload,) if said.payload is not None else ()))
    parts = [part for top in tops for part in top.walk()]
    read = (text for part in parts for text in (part.text, *(value for _, value in part.attributes)))
    fields = (value for _, value in request.headers)
    return "\n".join((*read, request.url, *fields, request.body.decode("utf-8", "replace")))
