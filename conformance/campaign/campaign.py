"""The campaign: contract, target and checks in one object, made in one place."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from conformance.campaign import cases, credentials, sensitive
from conformance.campaign.begin import (
    budget_of,
    checks_of,
    patience_of,
    permissions_of,
    platform_name,
    require_valid_subjects,
)
from conformance.campaign.budget import Budget
from conformance.campaign.delivery import Delivery, Patience, failure_of
from conformance.campaign.depths import DEPTHS
from conformance.campaign.entry import Entry
from conformance.campaign.items import tally
from conformance.campaign.lease import Lease
from conformance.campaign.letter import ALONE, Answered, Beside, Letter
from conformance.campaign.quiet import quiet
from conformance.campaign.redact import Redaction
from conformance.campaign.rehearsal import Rehearsal
from conformance.campaign.rehearsal import environment as rehearsed
from conformance.campaign.repertoire import Repertoire
from conformance.campaign.scripts import SCRIPTS
from conformance.campaign.settings import Settings
from conformance.campaign.visits import Log
from conformance.checks import _platform
from conformance.checks._judge import judge
from conformance.checks._observe import Observation
from conformance.checks._observers import observe_exchange
from conformance.contract.bench import Bench
from conformance.contract.protocols import speech_of
from conformance.contract.speech import Built, Call
from conformance.errors import UsageError, WireError
from conformance.generation.plan import compile_plan
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Headers, Request, Response
from conformance.model.report import CaseStamp, Evidence, Record
from conformance.model.said import Said
from conformance.model.session import Session
from conformance.model.tree import Element
from conformance.strategies.drafts import Source, drafts
from conformance.strategies.overrides import strategies_of
from conformance.transport import _target as targets
from conformance.transport import _traffic
from conformance.transport._rehearsal import rehearse


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the target is reached, how often it may be asked, and as what it is judged; the clock counts seconds."""

    connection: targets.Connection
    budget: Budget
    platform: _platform.Platform | None
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], float] = time.monotonic
    rehearsal: Rehearsal | None = None


class Campaign:
    """One run against one target: sends, judges, and hands over what is to be written down."""

    def __init__(
        self,
        settings: Settings,
        bench: Bench,
        *,
        way: Way,
        write: Callable[[Record | Evidence], None],
    ) -> None:
        """Hold the parts; ``opened`` is how they are made."""
        self.settings = settings
        self.bench = bench
        self.contract = bench.contract
        self.platform = way.platform
        self.connection = way.connection
        self._entrance = way.connection
        self.budget = way.budget
        self.delivery = Delivery(way.budget, way.patience)
        self.lease = Lease(way.connection, ask=self._ask, target=settings.target, clock=way.clock)
        self.write = write
        self.granted: Session | None = None
        self.enters = False
        self.aim = ""
        self.barred = way.connection.barred
        route = way.connection.permissions.route
        hidden = (*self.contract.redact.headers, *(name for name, _ in route.headers))
        wanted = sensitive.wanted_at(self.contract)
        self.redaction = Redaction(headers=hidden, wanted=wanted).learn(route.secrets)
        self.rehearsal = way.rehearsal
        self.checks = {} if way.rehearsal is not None else checks_of(settings)
        self.requests_to_shrink = (
            0 if self.connection.recorded or settings.recording else DEPTHS[settings.depth].requests_to_shrink
        )
        self._sources: dict[str, Source] = {}
        self._seen: dict[tuple[str, ...], Observation] = {}
        self._repertoire: Repertoire | None = None
        self._visits = Log(contract=self.contract)
        self._overridden: dict[str, frozenset[str]] = {}
        self._first: set[tuple[str, str, Kind]] = set()
        self._kept: dict[bytes, bytes] = {}

    def source(self, operation: str) -> Source:
        """Return what the random messages of an operation are drawn from, compiled on first use."""
        if operation not in self._sources:
            plan = compile_plan(self.contract, self.contract.operations[operation])
            self._sources[operation] = drafts(plan, self.settings.overrides)
            own = strategies_of(plan, self.settings.overrides)
            self._overridden[operation] = frozenset(plan.slots[number].path for number in own)
        return self._sources[operation]

    def overridden(self, operation: str) -> frozenset[str]:
        """Return the paths of an operation's request that the user's overrides are for."""
        self.source(operation)
        return self._overridden[operation]

    def repertoire(self) -> Repertoire:
        """Return what is sent on purpose, made on first use: by then the contract knows who logs in."""
        if self._repertoire is None or self._repertoire.contract is not self.contract:
            own = frozenset(self.settings.overrides)
            self._repertoire = Repertoire(contract=self.contract, depth=self.settings.depth, own=own)
        return self._repertoire

    def remembered(self, key: tuple[str, ...], ask: Callable[[], Observation]) -> Observation:
        """Return what was seen of an answer that others are compared with, asked for where it is not known yet."""
        if key not in self._seen:
            self._seen[key] = ask()
        return self._seen[key]

    def forget(self) -> None:
        """Forget the answers that others were to be compared with: the next case asks for all that it needs itself."""
        self._seen.clear()
        self._kept.clear()

    def obstacle(self, case: Case) -> str | None:
        """Return why a case must not run here, None where it may."""
        login = self.contract.session is not None and case.operation == self.contract.session.login
        if login and case.kind is Kind.EXAMPLE and not credentials.of_subjects(self.contract):
            return "no credentials were given to log in with"
        return cases.obstacle(case, self.contract, loopback=self.connection.loopback, writes=self.settings.writes)

    def send(self, case: Case, payload: bytes) -> Answered:
        """Send a payload and judge the answer.

        Raises:
            GenerationError: the message is not valid, and therefore was not sent.
            BudgetSpentError: no further request may be sent.
            TargetError: the answer says that the session is not accepted, so that nothing can be found out.
        """
        return self.deliver(case, SCRIPTS[self.contract.protocol].letter(self, case, payload))

    def deliver(self, case: Case, write: Callable[[], Request], *, beside: Beside = ALONE) -> Answered:
        """Send a request of ours as it is written, and judge the answer beside those that it is compared with.

        Raises:
            BudgetSpentError: no further request may be sent.
            TargetError: the answer says that the session is not accepted, so that nothing can be found out.
        """
        return self.deliver_together([Letter(case=case, write=write, beside=beside)])[0]

    def deliver_together(self, letters: Sequence[Letter]) -> tuple[Answered, ...]:
        """Send requests of ours at the same time, and judge the answers one by one, in the order of the requests.

        What is refused because the session is over is sent once more with the next one, and that answer counts.

        Raises:
            BudgetSpentError: no further request may be sent; none of these was.
            TargetError: an answer says that the session is not accepted, so that nothing can be found out.
        """
        answered = dict(enumerate(self.ask_together(letters)))
        late = [number for number, one in answered.items() if self.lease.over(one.seen)]
        if late:
            self._enter(self.lease.next())
            answered |= zip(late, self.ask_together([letters[number] for number in late]), strict=True)
        for one in answered.values():
            self.lease.require_accepted(one.seen)
        return tuple(answered.values())

    def ask_together(self, letters: Sequence[Letter]) -> tuple[Answered, ...]:
        """Send requests at the same time, with a session that is still good, and judge the answers, whatever they say.

        Raises:
            BudgetSpentError: no further request may be sent; none of these was.
            TargetError: the next session was refused.
        """
        if self.lease.due:
            self._enter(self.lease.next())
        requests = [letter.write() for letter in letters]
        if self.settings.recording:
            told = ((sent.body, letter.beside.kept) for letter, sent in zip(letters, requests, strict=True))
            self._kept.update((body, held) for body, held in told if held is not None)
        if self.rehearsal is not None:
            for letter, sent in zip(letters, requests, strict=True):
                kept = letter.beside.kept
                self.rehearsal.note(
                    letter.case, self.redaction.request(sent if kept is None else replace(sent, body=kept))
                )
        found = self.delivery.send(self.connection, requests)
        answered = tuple(
            self.judge(letter.case, one, beside=letter.beside) for letter, one in zip(letters, found, strict=True)
        )
        for one in answered:
            expected = one.seen.declined and one.seen.expectation is not Expectation.ACCEPTED
            self.delivery.note(failure=None if expected else failure_of(one.exchange))
        return answered

    def judge(self, case: Case, found: Exchange, *, beside: Beside = ALONE) -> Answered:
        """Judge an exchange of a case."""
        alone = observe_exchange(found, case, bench=self.bench)
        base = None if beside.base is None else beside.expect(beside.base, alone)
        seen = replace(alone, base=base, twin=beside.twin)
        self._learn(() if seen.said is None else (seen.said,), () if found.response is None else found.response.headers)
        if self.settings.overrides and seen.request_said is not None:
            plan, own = self.source(case.operation).plan, self.overridden(case.operation)
            sensitive.learn_payload(self.redaction, self.contract, seen.request_said, plan, only=own)
        accepted, refused = tally(seen)
        judged = judge(seen, self.platform, checks=self.checks)
        if self.settings.known is not None:
            judged = self.settings.known.mark(judged, case)
        return Answered(exchange=found, seen=seen, judged=judged, accepted=accepted, refused=refused, kept=beside.kept)

    def written(self, sent: Request) -> Request:
        """Return a request that was sent as it may be written down: without secrets, however they are spelled in it."""
        return self.redaction.request(replace(sent, body=self._kept.get(sent.body, sent.body)))

    def kept(self, answered: Answered) -> Exchange:
        """Return an exchange as it may be written down: without secrets."""
        return self.redaction.exchange(replace(answered.exchange, request=answered.request))

    def learn(self, request: Request, response: Response) -> None:
        """Keep secret what an answer holds where the contract declares so; a cassette holds no secret."""
        try:
            said = speech_of(self.contract).said(self.contract, request, response)
        except WireError:
            said = ()
        self._learn(said, response.headers)

    def _learn(self, said: Sequence[Said], headers: Headers) -> None:
        player = self.connection.player
        if player is None or not player.plays:
            sensitive.learn_answer(self.redaction, self.contract, said, headers)

    def record(self, case: Case, answered: Answered) -> None:
        """Write a record; of each kind the exchanges are kept that show something, and the first that passes."""
        place = (case.operation, case.binding, case.kind)
        first = not answered.judged.verdicts and place not in self._first
        if first:
            self._first.add(place)
        shows = bool(answered.judged.verdicts) or answered.exchange.attempts > 1
        keep = first or shows or case.kind is Kind.EXAMPLE or self.settings.keep_all
        request = self.redaction.request(answered.request)
        self.write(
            Record(
                case=replace(stamp(case), origin=self.redaction.text(case.origin)),
                exchange=self.kept(answered) if keep else None,
                request_sha256=hashlib.sha256(request.body).hexdigest(),
                passed=answered.judged.passed,
                inapplicable=answered.judged.inapplicable,
                verdicts=tuple(map(self.redaction.verdict, answered.judged.verdicts)),
                accepted=answered.accepted,
                refused=answered.refused,
                elapsed_s=self._elapsed(case, answered.exchange),
                visited=self._visits.of(case, answered.seen, accepted=answered.accepted, refused=answered.refused),
            )
        )

    def _elapsed(self, case: Case, found: Exchange) -> float | None:
        """Return how long an answer took in seconds; a cassette does not know it, other recordings may."""
        known = found.elapsed_s > 0 if case.kind is Kind.RECORDED else not self.connection.recorded
        return round(found.elapsed_s, 6) if known else None

    def open_session(self, environment: Mapping[str, str]) -> None:
        """Open the session that the contract asks for, and keep secret what is secret of it.

        Raises:
            UsageError: credentials are missing, or the vendor moves the session to a host that is not allowed.
            TargetError: the login was refused or not answered.
        """
        self._enter(self.lease.open(self.contract, environment))
        player = self.connection.player
        if player is not None:
            sensitive.learn_traffic(self.redaction, self.contract, _traffic.files(player.folder))
        if not self.connection.own:
            self.barred = credentials.barred(environment)
            self.redaction = self.redaction.learn(filter(None, (self.barred.expired, self.barred.foreign)))

    def _enter(self, found: Entry) -> None:
        """Go on with the session that was opened; the one before it stays secret."""
        self.granted = found.session
        if found.contract is not self.contract:
            self.contract = found.contract
            self.bench = replace(self.bench, contract=self.contract)
        at = {value: path for path, known in found.contract.subjects.items() for value in known}
        self.redaction = self.redaction.learn(found.secrets, at=at)
        if self.connection.player is not None:
            self.connection.player.hide(found.secrets)
        if self.granted is not None and self.granted.address:
            self.connection = replace(self.connection, address=self.granted.address)

    def _ask(self, binding: str, payload: Element) -> Exchange:
        """Send a payload of the login, to where the target was named."""
        login = self.contract.operations["" if self.contract.session is None else self.contract.session.login]
        call = Call(contract=self.contract, operation=login, binding=BINDINGS[binding], url=self._entrance.address)
        request = speech_of(self.contract).writer(call)(Built(payload=payload))
        self.enters = True
        try:
            return self.delivery.send(self._entrance, [request])[0]
        finally:
            self.enters = False


@contextmanager
def opened(settings: Settings, contract: Contract, write: Callable[[Record | Evidence], None]) -> Iterator[Campaign]:
    """Open a campaign: engines built, target probed, session open.

    Raises:
        UsageError: a setting is wrong, or credentials are missing.
        TargetError: the target cannot be reached or refuses the login.
    """
    platform = platform_name(settings, contract)
    bench = Bench.of(contract)
    judged_as = None if platform is None else _platform.load(platform)
    if settings.subjects is not None:
        require_valid_subjects(bench, settings.subjects)
    target = targets.parse(settings.target)
    if settings.dry_run:
        with rehearse(target, contract, permissions_of(settings), platform) as connection:
            way = Way(
                connection=connection,
                budget=Budget(None, None),
                platform=None,
                rehearsal=Rehearsal(out=settings.scratch),
            )
            campaign = Campaign(settings, bench, way=way, write=lambda _entry: None)
            campaign.open_session(rehearsed(contract, os.environ))
            yield campaign
        return
    with quiet(), targets.connect(target, contract, permissions_of(settings), platform) as connection:
        if connection.recorded and settings.recording:
            message = f"{settings.target} holds recordings: name the endpoint that --record-mode is to record"
            raise UsageError(message)
        way = Way(
            connection=connection,
            budget=budget_of(settings),
            platform=judged_as,
            patience=patience_of(settings, connection),
        )
        campaign = Campaign(settings, bench, way=way, write=write)
        campaign.open_session(os.environ)
        yield campaign


def stamp(case: Case) -> CaseStamp:
    """Return what a record tells of a case."""
    return CaseStamp(id=case.id, operation=case.operation, binding=case.binding, kind=case.kind, origin=case.origin)
