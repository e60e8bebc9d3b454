"""The campaign: contract, target and checks in one object, made in one place."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from conformance.campaign import cases, credentials
from conformance.campaign.begin import checks_of, permissions_of, platform_name, require_valid_subjects
from conformance.campaign.budget import Budget
from conformance.campaign.depths import DEPTHS
from conformance.campaign.entry import enter
from conformance.campaign.redact import Redaction
from conformance.campaign.repertoire import Repertoire
from conformance.campaign.settings import BUDGET, RATE, Settings
from conformance.campaign.visits import Log
from conformance.checks import _platform
from conformance.checks._judge import Judged, judge
from conformance.checks._observe import Bench, Observation, observe_exchange
from conformance.contract import validate
from conformance.errors import GenerationError, TargetError, UsageError, WireError
from conformance.generation.plan import compile_plan
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request
from conformance.model.report import CaseStamp, Evidence, Record
from conformance.model.tree import Element, local_of, values
from conformance.model.verdict import Outcome
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes
from conformance.soap import session as sessions
from conformance.strategies.drafts import Source, drafts
from conformance.strategies.overrides import strategies_of
from conformance.transport import _target as targets
from conformance.transport._exchange import exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An exchange with what was seen of its answer, and what the checks said of that.

    ``kept`` is the request's body as it may be written down, where secrets cannot be found in its bytes.
    """

    exchange: Exchange
    seen: Observation = field(repr=False)
    judged: Judged
    accepted: int
    refused: int
    kept: bytes | None = field(default=None, repr=False)

    @property
    def request(self) -> Request:
        """Return the request, in which what may be written down stands in the place of its body."""
        sent = self.exchange.request
        return sent if self.kept is None else replace(sent, body=self.kept)

    @property
    def failing(self) -> frozenset[str]:
        """Return the ids of the checks that found a problem."""
        return frozenset(told.check for told in self.judged.verdicts if told.outcome is Outcome.FAILED)

    @property
    def serious(self) -> frozenset[str]:
        """Return the ids of the checks that found a problem which the platform does not explain."""
        failed = (told for told in self.judged.verdicts if told.outcome is Outcome.FAILED)
        return frozenset(told.check for told in failed if told.tolerated is None)

    @property
    def doubts(self) -> dict[str, str]:
        """Return the ids of the checks that broke, with what each said."""
        broken = (told for told in self.judged.verdicts if told.outcome is Outcome.CANT_TELL)
        return {told.check: told.findings[0].message for told in broken}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a request is judged beside: the answers to its plain form and in the other binding.

    ``kept`` is its body as it may be written down, where secrets cannot be found in its bytes; ``expect`` gives what
    its own answer is compared with, given the plain one and that.
    """

    base: Observation | None = None
    twin: Observation | None = None
    kept: bytes | None = None
    expect: Callable[[Observation, Observation], Observation] = lambda base, _own: base


ALONE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the target is reached, how often it may be asked, and as what it is judged."""

    connection: targets.Connection
    budget: Budget
    platform: _platform.Platform | None


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
        self.budget = way.budget
        self.write = write
        self.granted: sessions.Session | None = None
        self.barred = way.connection.barred
        self.redaction = Redaction(headers=self.contract.redact.headers)
        self.checks = checks_of(settings)
        self.requests_to_shrink = (
            0 if self.connection.recorded or settings.recording else DEPTHS[settings.depth].requests_to_shrink
        )
        self._sources: dict[str, Source] = {}
        self._seen: dict[tuple[str, ...], Observation] = {}
        self._repertoire: Repertoire | None = None
        self._visits = Log(contract=self.contract)
        self._overridden: dict[str, frozenset[str]] = {}
        self._first: set[tuple[str, str, Kind]] = set()

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

    def obstacle(self, case: Case) -> str | None:
        """Return why a case must not run here, None where it may."""
        login = self.contract.session is not None and case.operation == self.contract.session.login
        if login and case.kind is Kind.EXAMPLE and not credentials.of_subjects(self.contract):
            return "no credentials were given to log in with"
        return cases.obstacle(case, self.contract, loopback=self.connection.loopback, writes=self.settings.writes)

    def message(self, case: Case, payload: bytes) -> bytes:
        """Return the envelope around a payload, with the session where the operation has one."""
        before, after = envelopes.halves(BINDINGS[case.binding], self.blocks(case.operation))
        return before + payload + after

    def send(self, case: Case, payload: bytes) -> Answered:
        """Send a payload and judge the answer.

        Raises:
            GenerationError: an XSD engine refuses the message, which therefore was not sent.
            BudgetSpentError: no further request may be sent.
            TargetError: the answer says that the session is not accepted, so that nothing can be found out.
        """
        body = self.message(case, payload)
        self.require_valid(case, body)
        return self.deliver(case, self.request(case, body))

    def require_valid(self, case: Case, body: bytes, *, charset: str | None = None) -> None:
        """Make sure that a message of ours is valid; ``charset`` is what its Content-Type will say.

        Raises:
            GenerationError: an XSD engine refuses it.
        """
        judge = self.bench.engines.sampled if case.kind is Kind.GENERATED else self.bench.engines.judge
        found = judge(body, charset=charset)
        if not found.valid:
            complaints = "; ".join(complaint.message for complaint in (*found.libxml2, *found.xmlschema))
            own = self.settings.overrides
            advice = "see that the overrides draw what the schema allows" if own else "which is a bug of this tool"
            message = f"{case.id}: a generated message is not valid, {advice}: {complaints}"
            raise GenerationError(message)

    def deliver(self, case: Case, request: Request, *, beside: Beside = ALONE) -> Answered:
        """Send a request of ours as it is, and judge the answer beside those that it is compared with.

        Raises:
            BudgetSpentError: no further request may be sent.
            TargetError: the answer says that the session is not accepted, so that nothing can be found out.
        """
        return self.deliver_together([(case, request, beside)])[0]

    def deliver_together(self, letters: Sequence[tuple[Case, Request, Beside]]) -> tuple[Answered, ...]:
        """Send requests of ours at the same time, and judge the answers one by one, in the order of the requests.

        Raises:
            BudgetSpentError: no further request may be sent; none of these was.
            TargetError: an answer says that the session is not accepted, so that nothing can be found out.
        """
        for _ in letters:
            self.budget.spend()
        requests = [request for _, request, _ in letters]
        if len(requests) == 1:
            found = [exchange(self.connection, requests[0])]
        else:
            with ThreadPoolExecutor(len(requests)) as pool:
                found = list(pool.map(partial(exchange, self.connection), requests))
        return tuple(
            self._entered(case, self.judge(case, one, beside=beside))
            for (case, _, beside), one in zip(letters, found, strict=True)
        )

    def carry(self, case: Case, request: Request) -> Answered:
        """Send a request of the user's own to the target, whatever it holds, and judge the answer.

        Where its header holds the placeholder for a session, it is sent with the open one.

        Raises:
            BudgetSpentError: no further request may be sent.
            TargetError: the answer says that the open session is not accepted, so that nothing can be found out.
        """
        operation, binding = self.contract.operations[case.operation], BINDINGS[case.binding]
        blank, _ = envelopes.halves(binding, sessions.request_blocks(self.contract, operation, sessions.PLACEHOLDER))
        opened, _ = envelopes.halves(binding, self.blocks(case.operation))
        body = opened + request.body.removeprefix(blank) if request.body.startswith(blank) else request.body
        self.budget.spend()
        if not self._is_valid(body):
            case = replace(case, expectation=Expectation.ALIKE)  # whatever it is answered with
        answered = self.judge(case, exchange(self.connection, replace(request, url=self.connection.address, body=body)))
        return self._entered(case, answered) if body.startswith(opened) else answered

    def _is_valid(self, body: bytes) -> bool:
        """Tell whether a request of the user's own is what the contract allows."""
        try:
            return self.bench.engines.quick(body)
        except WireError:
            return False

    def judge(self, case: Case, found: Exchange, *, beside: Beside = ALONE) -> Answered:
        """Judge an exchange of a case."""
        alone = observe_exchange(found, case, bench=self.bench)
        base = None if beside.base is None else beside.expect(beside.base, alone)
        seen = replace(alone, base=base, twin=beside.twin)
        self.learn(seen.envelope)
        accepted, refused = _tally(seen)
        judged = judge(seen, self.platform, checks=self.checks)
        if self.settings.known is not None:
            judged = self.settings.known.mark(judged, case)
        return Answered(exchange=found, seen=seen, judged=judged, accepted=accepted, refused=refused, kept=beside.kept)

    def kept(self, answered: Answered) -> Exchange:
        """Return an exchange as it may be written down: without secrets."""
        return self.redaction.exchange(replace(answered.exchange, request=answered.request))

    def learn(self, answer: envelopes.Envelope | None) -> None:
        """Keep secret what an answer holds at the paths that the contract declares so."""
        if answer is not None:
            self.redaction.grant(_declared_secrets(answer, self.contract))

    def record(self, case: Case, answered: Answered) -> None:
        """Write a record; of each kind the exchanges are kept that show something, and the first that passes."""
        place = (case.operation, case.binding, case.kind)
        first = not answered.judged.verdicts and place not in self._first
        if first:
            self._first.add(place)
        keep = first or bool(answered.judged.verdicts) or case.kind is Kind.EXAMPLE or self.settings.keep_all
        request = self.redaction.request(answered.request)
        self.write(
            Record(
                case=stamp(case),
                exchange=self.kept(answered) if keep else None,
                request_sha256=hashlib.sha256(request.body).hexdigest(),
                passed=answered.judged.passed,
                inapplicable=answered.judged.inapplicable,
                verdicts=tuple(map(self.redaction.verdict, answered.judged.verdicts)),
                accepted=answered.accepted,
                refused=answered.refused,
                elapsed_s=round(answered.exchange.elapsed_s, 6),
                visited=self._visits.of(case, answered.seen, accepted=answered.accepted, refused=answered.refused),
            )
        )

    def open_session(self, environment: Mapping[str, str]) -> None:
        """Open the session that the contract asks for, and keep secret what is secret of it.

        Raises:
            UsageError: credentials are missing, or the vendor moves the session to a host that is not allowed.
            TargetError: the login was refused or not answered.
        """
        found = enter(self.contract, self.connection, environment, ask=self._ask, target=self.settings.target)
        self.granted = found.session
        self.contract = found.contract
        self.bench = replace(self.bench, contract=self.contract)
        if not self.connection.own:
            self.barred = credentials.barred(environment)
        self.redaction = self.redaction.learn(found.secrets)
        if self.granted is not None and self.granted.address:
            self.connection = replace(self.connection, address=self.granted.address)

    def _ask(self, binding: str, body: bytes) -> Exchange:
        """Send a message of the login."""
        login = "" if self.contract.session is None else self.contract.session.login
        self.budget.spend()
        request = http.request(
            body, BINDINGS[binding], url=self.connection.address, action=self.contract.operations[login].action
        )
        return exchange(self.connection, request)

    def _entered(self, case: Case, answered: Answered) -> Answered:
        """Return an answer that does not refuse the open session; that to a broken request tells nothing of it."""
        rule, fault = self.contract.session, answered.seen.fault
        if case.breaks is not None:
            return answered
        codes = () if fault is None else (fault.code, fault.subcode)
        named = {local_of(code) for code in codes if code is not None}
        if rule is not None and named & {*rule.expired, *rule.refused}:
            message = (
                f"the session is not accepted ({', '.join(sorted(named))}); "
                f"set a fresh {credentials.SESSION_VALUE}, or log in"
            )
            raise TargetError(message, target=self.settings.target)
        return answered

    def blocks(self, operation: str) -> tuple[Element, ...]:
        """Return the header blocks of an operation's request, which carry the open session."""
        if self.granted is None:
            return ()
        return sessions.request_blocks(self.contract, self.contract.operations[operation], self.granted.value)

    def request(self, case: Case, body: bytes, *, charset: str | None = http.CHARSET) -> Request:
        """Return the HTTP request of a case; ``charset`` is what its Content-Type says, nothing where it is None."""
        action = self.contract.operations[case.operation].action
        binding = BINDINGS[case.binding]
        return http.request(body, binding, url=self.connection.address, action=action, charset=charset)


@contextmanager
def opened(settings: Settings, contract: Contract, write: Callable[[Record | Evidence], None]) -> Iterator[Campaign]:
    """Open a campaign: engines built, target probed, session open.

    Raises:
        UsageError: a setting is wrong, or credentials are missing.
        TargetError: the target cannot be reached or refuses the login.
    """
    platform = platform_name(settings, contract)
    bench = Bench(contract=contract, engines=validate.engines(contract))
    judged_as = None if platform is None else _platform.load(platform)
    if settings.subjects is not None:
        require_valid_subjects(bench, settings.subjects)
    target = targets.parse(settings.target)
    with targets.connect(target, contract, permissions_of(settings), platform) as connection:
        if connection.recorded and settings.recording:
            message = f"{settings.target} holds recordings: name the endpoint that --record-mode is to record"
            raise UsageError(message)
        local = connection.loopback
        limit = settings.budget if settings.budget is not None or local else BUDGET
        rate = settings.rate if settings.rate is not None or local else RATE
        budget = Budget(limit and limit // settings.workers, rate and rate / settings.workers)
        way = Way(connection=connection, budget=budget, platform=judged_as)
        campaign = Campaign(settings, bench, way=way, write=write)
        campaign.open_session(os.environ)
        yield campaign


def stamp(case: Case) -> CaseStamp:
    """Return what a record tells of a case."""
    return CaseStamp(id=case.id, operation=case.operation, binding=case.binding, kind=case.kind, origin=case.origin)


def _declared_secrets(answer: envelopes.Envelope, contract: Contract) -> Iterator[str]:
    """Yield what an answer holds at the paths that the contract declares secret."""
    header = Element(name="header", content=answer.header)
    for path in contract.redact.paths:
        owner = header if path.startswith("{") else answer.payload
        if owner is not None:
            yield from values(owner, path)


def _tally(seen: Observation) -> tuple[int, int]:
    """Return how many items an answer accepted and refused; a fault refuses all, or the call where it has none."""
    rule, session = seen.contract.results, seen.contract.session
    if seen.fault is not None:
        return 0, len(seen.items or ()) or 1
    if seen.results is not None and rule is not None:
        good = sum(
            "true" in values(result, rule.success) or "1" in values(result, rule.success) for result in seen.results
        )
        return good, len(seen.results) - good
    if (
        seen.payload is not None
        and session is not None
        and seen.operation is not None
        and seen.operation.name == session.login
    ):
        good = int(bool({"true", "1"} & set(values(seen.payload, session.success))))
        return good, 1 - good
    return 0, 0
