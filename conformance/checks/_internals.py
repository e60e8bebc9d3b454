"""What tells of the inside of a server: the only module that looks for it in what an answer says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from conformance.checks._observe import Observation
from conformance.checks._place import LONGEST, quoted

_At = TypeVar("_At")
_MOST = 1000  # different places of a kind that are compared with the request
_TRAILING = ".,:]}'\""

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


def _asked(seen: Observation) -> str:
    """Return all that the request said, as it was sent and as it is read."""
    if seen.exchange is None:
        return ""
    request, said = seen.exchange.request, seen.request_said
    parts = [part for top in (() if said is None else (*said.header, *said.body)) for part in top.walk()]
    read = (text for part in parts for text in (part.text, *(value for _, value in part.attributes)))
    fields = (value for _, value in request.headers)
    return "\n".join((*read, request.url, *fields, request.body.decode("utf-8", "replace")))
