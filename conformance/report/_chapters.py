"""Findings as a page tells them: the only module that puts them under the sentence they break, with their messages."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.model.report import CheckStamp, Evidence, Report
from conformance.report import _curl
from conformance.report._verdict import UNKEPT, Account
from conformance.report._visible import shortened, visible
from conformance.report._wire import Log, log
from conformance.report._wording import status_line

ROOM = 2_500_000
"""Characters of messages on a page; what comes behind is told without its messages."""
_LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding as a page tells it; ``messages`` says why there are none where ``asked`` is None."""

    anchor: str
    evidence: Evidence
    asked: Log | None
    answered: Log | None
    messages: str
    came: str
    curl: str
    caveats: tuple[str, ...]
    excuse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """All findings of one check that stand alike: ``broken``, ``minor``, ``tolerated`` or ``known``."""

    anchor: str
    check: str
    state: str
    stamp: CheckStamp | None
    findings: tuple[Told, ...]

    @property
    def size(self) -> int:
        """Return how many findings there are."""
        return len(self.findings)


def anchor(kind: str, name: str) -> str:
    """Return what a link to a thing of a page ends with; it is the same in every page that tells of the thing."""
    plain = re.sub("[^A-Za-z0-9._-]", "-", name)
    odd = re.search("[^A-Za-z0-9._/-]", name)
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kind}-{plain}~{mark}" if odd or not name else f"{kind}-{plain}"


@dataclass(slots=True, kw_only=True)
class Desk:
    """Where findings are written up; anchors begin with ``kind``, and ``room`` is what is left for messages."""

    report: Report
    kind: str = "finding"
    met: Counter[str] = field(default_factory=Counter)
    room: int = ROOM

    def told(self, found: Evidence) -> Told:
        """Return a finding with its messages, as long as there is room."""
        name = anchor(self.kind, "-".join((found.check, found.operation, found.binding, found.fingerprint[:8])))
        self.met[name] += 1
        asked, answered = self._messages(found)
        fits = asked is not None and len(found.request.body) <= _curl.LONGEST_BODY
        curl = _curl.command(found.request) if fits else ""
        self.room -= len(curl)
        return Told(
            anchor=name if self.met[name] == 1 else f"{name}-{self.met[name]}",
            evidence=found,
            asked=asked,
            answered=answered,
            messages="the exchange was not kept" if found.request == UNKEPT else "this page is full",
            came=shortened(visible(found.message), _LONGEST),
            curl=curl,
            caveats=_curl.caveats(found.request) if fits else (),
            excuse=self._excuse(found),
        )

    def _messages(self, found: Evidence) -> tuple[Log | None, Log | None]:
        request, response = found.request, found.response
        if request == UNKEPT or self.room <= 0:
            return None, None
        asked = log(f"{request.method} {request.url}", request.headers, request.body)
        answered = None
        if response is not None:
            answered = log(status_line(response.status), response.headers, response.body, path=found.path)
        self.room -= asked.size + (answered.size if answered else 0)
        return asked, answered

    def _excuse(self, found: Evidence) -> str:
        entry = self.report.header.baseline.get(found.known or "")
        if entry is not None:
            return f"{entry.reason} ({entry.owner}, until {entry.expires})"
        return self.report.header.deviations.get(found.tolerated or "", "")


def chapters(report: Report, counted: Account) -> Iterator[Chapter]:
    """Yield the findings of an account by what they break, worst first."""
    desk = Desk(report=report)
    for state, findings in counted.states.items():
        for check in dict.fromkeys(found.check for found in findings):
            yield Chapter(
                anchor=anchor(state, check),
                check=check,
                state=state,
                stamp=report.header.checks.get(check),
                findings=tuple(desk.told(found) for found in findings if found.check == check),
            )
