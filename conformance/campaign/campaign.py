"""The campaign: contract, target and checks in one object, made in one place."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from conformance.campaign import cases, credentials
from conformance.campaign.begin import checks_of, permissions_of, platform_name, require_valid_subjects
from conformance.campaign.budget import Budget
from conformance.campaign.redact import Redaction
from conformance.campaign.settings import BUDGET, DEPTHS, RATE, Settings
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
from conformance.soap import xml
from conformance.soap.write import carries
from conformance.strategies.drafts import Source, drafts
from conformance.strategies.overrides import strategies_of
from conformance.transport import _target as targets
from conformance.transport._exchange import exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An exchange with what was seen of its answer, and what the checks said of that."""

    exchange: Exchange
    seen: Observation = field(repr=False)
    judged: Judged
    accepted: int
    refused: int

    @property
    def failing(self) -> frozenset[str]:
        """Return the ids of the checks that found a problem."""
        return frozenset(told.check for told in self.judged.verdicts if told.outcome is Outcome.FAILED)

    @property
    def doubts(self) -> dict[str, str]:
        """Return the ids of the checks that broke, with what each said."""
        broken = (told for told in self.judged.verdicts if told.outcome is Outcome.CANT_TELL)
        return {told.check: told.findings[0].message for told in broken}


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
        self.redaction = Redaction(headers=self.contract.redact.headers)
        self.checks = checks_of(settings)
        self.requests_to_shrink = (
            0 if self.connection.recorded or settings.recording else DEPTHS[settings.depth].requests_to_shrink
        )
        self._sources: dict[str, Source] = {}
        self._overridden: dict[str, frozenset[str]] = {}
        self._kept: set[tuple[str, str]] = set()

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

    def obstacle(self, case: Case) -> str | None:
        """Return why a case must not run here, None where it may."""
        login = self.contract.session is not None and case.operation == self.contract.session.login
        if login and case.kind is Kind.EXAMPLE and not credentials.of_subjects(self.contract):
            return "no credentials were given to log in with"
        return cases.obstacle(case, self.contract, loopback=self.connection.loopback, writes=self.settings.writes)

    def message(self, case: Case, payload: bytes) -> bytes:
        """Return the envelope around a payload, with the session where the operation has one."""
        before, after = envelopes.halves(BINDINGS[case.binding], self._header(case.operation))
        return before + payload + after

    def send(self, case: Case, payload: bytes) -> Answered:
        """Send a payload and judge the answer.

        Raises:
            GenerationError: an XSD engine refuses the message, which therefore was not sent.
            BudgetSpentError: no further request may be sent.
            TargetError: the answer says that the session is not accepted, so that nothing can be found out.
        """
        body = self.message(case, payload)
        found = self.bench.engines.judge(body)
        if not found.valid:
            complaints = "; ".join(complaint.message for complaint in (*found.libxml2, *found.xmlschema))
            own = self.settings.overrides
            advice = "see that the overrides draw what the schema allows" if own else "which is a bug of this tool"
            message = f"{case.id}: a generated message is not valid, {advice}: {complaints}"
            raise GenerationError(message)
        self.budget.spend()
        return self._entered(self.judge(case, exchange(self.connection, self._request(case, body))))

    def carry(self, case: Case, request: Request) -> Answered:
        """Send a request of the user's own to the target, whatever it holds, and judge the answer.

        Where its header holds the placeholder for a session, it is sent with the open one.

        Raises:
            BudgetSpentError: no further request may be sent.
            TargetError: the answer says that the open session is not accepted, so that nothing can be found out.
        """
        operation, binding = self.contract.operations[case.operation], BINDINGS[case.binding]
        blank, _ = envelopes.halves(binding, sessions.request_blocks(self.contract, operation, sessions.PLACEHOLDER))
        opened, _ = envelopes.halves(binding, self._header(case.operation))
        body = opened + request.body.removeprefix(blank) if request.body.startswith(blank) else request.body
        self.budget.spend()
        answered = self.judge(case, exchange(self.connection, replace(request, url=self.connection.address, body=body)))
        return self._entered(answered) if body.startswith(opened) else answered

    def judge(self, case: Case, found: Exchange) -> Answered:
        """Judge an exchange of a case."""
        seen = observe_exchange(found, case, bench=self.bench)
        self.learn(seen.envelope)
        accepted, refused = _tally(seen)
        judged = judge(seen, self.platform, checks=self.checks)
        return Answered(exchange=found, seen=seen, judged=judged, accepted=accepted, refused=refused)

    def learn(self, answer: envelopes.Envelope | None) -> None:
        """Keep secret what an answer holds at the paths that the contract declares so."""
        if answer is not None:
            self.redaction.grant(_declared_secrets(answer, self.contract))

    def record(self, case: Case, answered: Answered) -> None:
        """Write a record; the exchange is kept where it is deterministic, showed a problem, or is the first to pass."""
        place = (case.operation, case.binding)
        first = not answered.judged.verdicts and place not in self._kept
        if first:
            self._kept.add(place)
        keep = first or bool(answered.judged.verdicts) or case.kind is not Kind.GENERATED or self.settings.keep_all
        request = self.redaction.request(answered.exchange.request)
        self.write(
            Record(
                case=stamp(case),
                exchange=self.redaction.exchange(answered.exchange) if keep else None,
                request_sha256=hashlib.sha256(request.body).hexdigest(),
                passed=answered.judged.passed,
                inapplicable=answered.judged.inapplicable,
                verdicts=tuple(map(self.redaction.verdict, answered.judged.verdicts)),
                accepted=answered.accepted,
                refused=answered.refused,
            )
        )

    def open_session(self, environment: Mapping[str, str]) -> None:
        """Open the session that the contract asks for; a value given by the user is used as it is.

        Raises:
            UsageError: credentials are missing, or the vendor moves the session to a host that is not allowed.
            TargetError: the login was refused or not answered.
        """
        rule = self.contract.session
        if rule is None:
            return
        if self.connection.session is not None:
            self._open_recorded(self.connection.session)
            return
        value = environment.get(credentials.SESSION_VALUE, "")
        if self.connection.own:
            given = credentials.of_subjects(self.contract)
        else:
            given = credentials.of_environment(self.contract, environment)
            self._know(given)
        if value and not self.connection.own:
            self.granted = sessions.Session(value=_carried(value))
        elif given:
            self.granted = self._login(given)
        else:
            raise credentials.required(self.contract)
        known = () if self.connection.own else (held for values in self.contract.subjects.values() for held in values)
        self.redaction = self.redaction.learn((self.granted.value, *given.values(), *known))
        if self.granted.address:
            targets.require_allowed(self.granted.address, self.connection.permissions)
            self.connection = replace(self.connection, address=self.granted.address)

    def _open_recorded(self, value: str) -> None:
        """Use the session that the recordings carry; credentials were taken out of them, so any will do."""
        self.granted = sessions.Session(value=value)
        if not self.connection.own:
            self._know(dict.fromkeys(credentials.parameters(self.contract), sessions.PLACEHOLDER))

    def _entered(self, answered: Answered) -> Answered:
        """Return an answer that does not refuse the open session."""
        rule, fault = self.contract.session, answered.seen.fault
        codes = () if fault is None else (fault.code, fault.subcode)
        named = {local_of(code) for code in codes if code is not None}
        if rule is not None and named & {*rule.expired, *rule.refused}:
            message = (
                f"the session is not accepted ({', '.join(sorted(named))}); "
                f"set a fresh {credentials.SESSION_VALUE}, or log in"
            )
            raise TargetError(message, target=self.settings.target)
        return answered

    def _know(self, given: Mapping[str, str]) -> None:
        """Make the user's credentials the subjects of the login, so that its example can succeed."""
        if self.contract.session is not None:
            login = self.contract.session.login
            known = {f"{login}/{name}": (value,) for name, value in given.items()}
            self.contract = replace(self.contract, subjects={**self.contract.subjects, **known})
            self.bench = replace(self.bench, contract=self.contract)

    def _login(self, given: Mapping[str, str]) -> sessions.Session:
        rule = self.contract.session
        name = next(iter(sorted(self.contract.bindings)))
        talk = sessions.login(self.contract, given)
        payload = next(talk)
        login = rule.login if rule else ""
        case = Case(id="login", operation=login, binding=name, kind=Kind.EXAMPLE, expectation=Expectation.ACCEPTED)
        try:
            while True:
                payload = talk.send(self._ask(case, payload))
        except StopIteration as ended:
            granted: sessions.Session = ended.value
            return granted

    def _ask(self, case: Case, payload: Element) -> Element | None:
        """Send one message of the login; the answer's payload, None where there is none."""
        self.budget.spend()
        body = envelopes.encode(envelopes.Envelope(binding=BINDINGS[case.binding], body=(payload,)))
        answer = exchange(self.connection, self._request(case, body))
        if answer.error is not None:
            message = f"the login was not answered: {answer.error.message}"
            raise TargetError(message, target=self.settings.target)
        data, headers = (answer.response.body, answer.response.headers) if answer.response else (b"", ())
        try:
            return envelopes.read(xml.parse(data, charset=http.charset_of(headers))).payload
        except WireError as broken:
            status = answer.response.status if answer.response else None
            message = f"the login was answered with status {status} and no SOAP message ({broken}); check the address"
            raise TargetError(message, target=self.settings.target) from None

    def _header(self, operation: str) -> tuple[Element, ...]:
        if self.granted is None:
            return ()
        return sessions.request_blocks(self.contract, self.contract.operations[operation], self.granted.value)

    def _request(self, case: Case, body: bytes) -> Request:
        action = self.contract.operations[case.operation].action
        return http.request(body, BINDINGS[case.binding], url=self.connection.address, action=action)


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


def _carried(value: str) -> str:
    """Return a session value that XML can carry.

    Raises:
        UsageError: it cannot.
    """
    if carries(value):
        return value
    message = f"{credentials.SESSION_VALUE} holds a character that XML cannot carry; set it as the vendor gave it"
    raise UsageError(message)


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
