"""What the fixture ``conformance`` gives: the open campaign, for the suite's cases and for requests of one's own."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from dataclasses import dataclass, field, replace
from traceback import format_exception
from typing import NoReturn

import pytest

from conformance.campaign import own
from conformance.campaign.again import again
from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.examine import examine
from conformance.campaign.examined import Examined
from conformance.campaign.letter import Answered
from conformance.contract.names import binding_named
from conformance.contract.protocols import speech_of
from conformance.contract.speech import Built, addressed
from conformance.errors import ConformanceError, RecordingError, TargetError, UsageError
from conformance.markup.veil import veil
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.report import Evidence, Trace, Untested
from conformance.model.tree import Element, Printer, Veil, veiled
from conformance.model.verdict import Outcome, Verdict
from conformance.report._visible import calm, visible
from conformance.report._wording import number_of
from conformance.soap.fault import Fault

SHOWN = 2000  # bytes of a body in the failure of a test
USAGE, UNKNOWN = 4, 3  # pytest's code for usage, and ours for "could not find out"
_NOT_IN_IDS = re.compile("[^A-Za-z0-9./_-]+")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer:
    """An exchange of one's own, judged.

    ``verdicts`` are of the checks that found a problem, or broke. ``payload`` and ``fault`` are what the answer's Body
    holds; ``items`` and ``results`` are the elements of request and answer that belong together, where the contract
    says where they stand. None where there is no such thing.
    """

    exchange: Exchange
    verdicts: tuple[Verdict, ...]
    payload: Element | None = None
    fault: Fault | None = None
    items: tuple[Element, ...] | None = None
    results: tuple[Element, ...] | None = None

    def __repr__(self) -> str:
        """Return its status and the checks that found something: a report holds the rest, without secrets."""
        came = "no whole response" if self.response is None else f"HTTP {self.response.status}"
        return f"Answer({', '.join((came, *(told.check for told in self.verdicts)))})"

    @property
    def response(self) -> Response | None:
        """Return the HTTP response, None where none came."""
        return self.exchange.response

    @property
    def broken(self) -> tuple[Verdict, ...]:
        """Return the verdicts that fail a run: errors, known neither of the platform nor of the user's baseline."""
        return tuple(told for told in self.verdicts if told.outcome is Outcome.FAILED and told.counts)

    def require(self, *checks: str) -> None:
        """Make sure that no requirement is broken, and that every check could tell.

        Where checks are named, those alone must have found nothing, whatever the platform or a baseline knows.

        Raises:
            AssertionError: one is, or a check broke; the text says which, where and how.
        """
        __tracebackhide__ = True
        doubts = tuple(told for told in self.verdicts if told.outcome is Outcome.CANT_TELL)
        told = (*self.broken, *doubts)
        if checks:
            told = tuple(one for one in self.verdicts if one.check in checks)
        if told:
            raise AssertionError("\n".join(map(_sentence, told)))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Conformance:
    """What the fixture ``conformance`` gives: the open campaign, and the contract that answers are judged by."""

    campaign: Campaign
    untested: list[Untested]
    broken: list[str]
    contract: Contract
    command: str = "pytest"
    current: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    told: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return the target: what a person wants to see of it beside a failing example."""
        return f"Conformance({self.campaign.settings.target})"

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:
        """Print the same; IPython and Hypothesis would print every field of a dataclass."""
        printer.text(repr(self))

    def request(self, payload: Element, *, binding: str) -> Request:
        """Return the HTTP request that carries a payload; its session header holds a placeholder.

        Raises:
            UsageError: the payload is of no operation of the contract, or there is no such binding.
        """
        operation, spoken = own.called(payload, self.contract), binding_named(binding, self.contract)
        written = speech_of(self.contract).writer(addressed(self.contract, operation, spoken))
        return replace(written(Built(payload=payload)), veil=self._veil)

    def exchange(self, request: Request) -> Answer:
        """Send a request to the target, whatever its URL, and judge the answer; the exchange stands in the report.

        A session header that holds the placeholder is sent with the open session. The test is skipped where the
        request must not be sent (``--conformance-allow-writes``, ``--conformance-budget``); the run ends where nothing
        can be found out.

        Raises:
            UsageError: the request names no operation of the contract.
        """
        __tracebackhide__ = True
        try:
            case = own.case_of(request, self.contract, name=self._next_id())
            obstacle = self.campaign.obstacle(case)
            answered = None if obstacle is not None else own.carry(self.campaign, case, request)
        except BudgetSpentError as spent:
            pytest.skip(str(spent))
        except RecordingError as trouble:
            pytest.fail(self._safe(str(trouble)), pytrace=False)
        except TargetError as trouble:
            self._end(trouble)
        except UsageError as trouble:
            raise UsageError(self._safe(str(trouble))) from None
        except Exception as broken:  # noqa: BLE001 - whatever it is, the values in our frames are nobody's to see
            pytest.fail(self._broke(broken), pytrace=False)
        if answered is None:
            pytest.skip(obstacle or "")
        if self.campaign.rehearsal is not None:
            pytest.skip("dry run: nothing was sent, from this request on")
        self.campaign.record(case, answered)
        return self._answer(answered)

    def again(self, trace: Trace) -> Answer:
        """Send what showed a finding once more, beside all that it has to be judged by, and return the answer.

        Of several answers it is the one that shows the finding, if any does; it stands in the report. The test is
        skipped where the request must not be sent, and fails where nothing can be told of the check.

        Raises:
            UsageError: there is no such check or case.
        """
        __tracebackhide__ = True
        try:
            found = again(self.campaign, trace)
        except TargetError as trouble:
            self._end(trouble)
        except UsageError as trouble:
            raise UsageError(self._safe(str(trouble))) from None
        except Exception as broken:  # noqa: BLE001 - as above
            pytest.fail(self._broke(broken), pytrace=False)
        answered = found.shown or next(iter(found.answers), None)
        if answered is not None:
            self.campaign.record(replace(found.case, id=self._next_id()), answered)
        if found.untested is not None:
            pytest.skip(found.untested)
        if found.doubt is not None or answered is None:
            pytest.fail(self._safe(f"{trace.check} cannot be told: {found.doubt}"), pytrace=False)
        return self._answer(answered)

    def _next_id(self) -> str:
        """Return the id of the next exchange of the test that runs."""
        test = self.current[-1] if self.current else "outside"
        self.sent[test] += 1
        return f"{test}/{self.sent[test]}"

    def _answer(self, answered: Answered) -> Answer:
        """Return an answer for the user's test, which may print its parts: a veil is laid on each."""
        seen, veil, exchange = answered.seen, self._veil, answered.exchange
        response, fault = exchange.response, seen.fault
        detail = () if fault is None else fault.detail
        exchange = replace(
            exchange,
            request=replace(exchange.request, veil=veil),
            response=None if response is None else replace(response, veil=veil),
        )
        return Answer(
            exchange=exchange,
            verdicts=tuple(map(self.campaign.redaction.verdict, answered.judged.verdicts)),
            payload=None if seen.payload is None else veiled(seen.payload, veil),
            fault=None if fault is None else replace(fault, detail=_all_veiled(detail, veil), veil=veil),
            items=_all_veiled(seen.items, veil),
            results=_all_veiled(seen.results, veil),
        )

    @property
    def _veil(self) -> Veil:
        """Return what hides, in what is printed, the values at declared places and all that is known to be secret."""
        by_name = veil(self.contract.redact.paths)
        return lambda text: by_name(self.campaign.redaction.text(text))

    def _safe(self, text: str) -> str:
        """Return a text without secrets."""
        return self.campaign.redaction.sentence(text)

    def _broke(self, broken: Exception) -> str:
        """Return what is told where our own code broke: the traceback, without the values in it."""
        return self._safe("".join(format_exception(broken)))

    def examine(self, case: Case) -> None:
        """Run a case; fail where a requirement is broken, skip where it must not run."""
        trouble: Exception | None = None
        rehearsal = self.campaign.rehearsal
        before = 0 if rehearsal is None else rehearsal.total
        try:
            found = examine(self.campaign, case)
        except Exception as broken:  # noqa: BLE001 - as above
            trouble, found = broken, Examined()
        if isinstance(trouble, TargetError):
            self._end(trouble)
        if isinstance(trouble, ConformanceError):
            self._leave(case, self._safe(str(trouble)))
            pytest.fail(self._safe(str(trouble)), pytrace=False)
        if trouble is not None:
            self._leave(case, self._safe(f"{type(trouble).__name__}: {trouble}"))
            pytest.fail(self._broke(trouble), pytrace=False)
        untested = self._safe(found.untested or "")
        if untested and not found.exchanges:
            pytest.skip(untested)
        if rehearsal is not None:
            rehearsal.early += found.untested is not None
            pytest.skip(f"dry run: not sent: {number_of(rehearsal.total - before, 'request')}")
        if untested:
            self.untested.append(Untested(what=f"{case.id}: the rest after {found.exchanges} messages", why=untested))
        self.untested.extend(
            Untested(what=f"{case.id}: the override of {path}", why="no message showed a value of it")
            for path in found.unshown
        )
        self.untested.extend(
            Untested(what=what, why=self._safe(f"it is not certified, so it was not sent: {why}"))
            for what, why in found.dropped
        )
        failing = [told for told in found.evidence if told.counts]
        if failing or found.doubts:
            again = f"{self.command} -k {shlex.quote(case.id)}"
            doubts = map(self._safe, found.doubts)
            findings = (self._told(found, case) for found in failing)
            pytest.fail("\n\n".join((*findings, *doubts, f"run it again: {again}")), pytrace=False)

    def _told(self, evidence: Evidence, case: Case) -> str:
        """Return a finding as the failure of a test: with the message that shows it where it is told first."""
        first = self.told.setdefault(evidence.fingerprint, case.id)
        return _in_short(evidence, first) if first != case.id else _told(evidence)

    def _leave(self, case: Case, why: str) -> None:
        """Note that a case could not be run to its end, so that the report is incomplete."""
        self.broken.append(why)
        self.untested.append(Untested(what=case.id, why=why))

    def _end(self, trouble: TargetError) -> NoReturn:
        """End the run: nothing more can be found out."""
        why = self._safe(str(trouble))
        self.broken.append(why)
        pytest.exit(why, returncode=UNKNOWN)


def _all_veiled(elements: tuple[Element, ...] | None, veil: Veil) -> tuple[Element, ...] | None:
    return None if elements is None else tuple(veiled(one, veil) for one in elements)


def name_of(node: str) -> str:
    """Return the id of a test as the ids of its exchanges begin."""
    return _NOT_IN_IDS.sub("-", node.replace("::", "/")).strip("-")


def _sentence(verdict: Verdict) -> str:
    """Return a verdict on one line: the check, what is wrong, and where."""
    if not verdict.findings:
        return verdict.check
    first, *more = verdict.findings
    place = f" (at {first.path})" if first.path else ""
    others = f" (and {len(more)} more)" if more else ""
    return visible(f"{verdict.check}: {first.message}{place}{others}")


def _headline(evidence: Evidence) -> str:
    line = f", line {evidence.line}" if evidence.line else ""
    place = "" if evidence.path is None else f"\n  at {visible(evidence.path)}{line}"
    return f"{evidence.check}: {visible(evidence.message)}{place}"


def _in_short(evidence: Evidence, first: str) -> str:
    """Return a finding that was told before."""
    return f"{_headline(evidence)}\n  finding {evidence.fingerprint}, shown with its messages in {first}"


def _told(evidence: Evidence) -> str:
    """Return a finding as the failure of a test: what, where, and the message that shows it."""
    came = evidence.error or ("" if evidence.response is None else f"HTTP {evidence.response.status}")
    others = "1 other exchange" if evidence.also_seen == 1 else f"{evidence.also_seen} other exchanges"
    seen = f"reproduced {evidence.reproduced}, also seen in {others}"
    name = f"finding {evidence.fingerprint}, case {visible(evidence.case)}"
    return "\n".join(
        (
            _headline(evidence),
            f"  {name}",
            f"  smallest request ({evidence.operation}, {evidence.binding}), {seen}:",
            _indented(evidence.request.body),
            f"  answer: {visible(came)}",
            _indented(b"" if evidence.response is None else evidence.response.body),
        )
    )


def _indented(body: bytes) -> str:
    shown = body[:SHOWN].decode("utf-8", "backslashreplace")
    more = f"\n    ({len(body) - SHOWN:,} more bytes)" if len(body) > SHOWN else ""
    return "\n".join(f"    {calm(visible(line))}" for line in shown.splitlines()) + more
