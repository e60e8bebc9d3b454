"""Once more: the only module that sends what showed a finding again, beside all that it has to be judged by."""

from dataclasses import dataclass, field, replace

from conformance.campaign import own
from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.cases import expectation
from conformance.campaign.letter import Answered
from conformance.campaign.methods import methods_of
from conformance.campaign.parts import part_of
from conformance.campaign.sweep import text_of
from conformance.contract.example import example
from conformance.contract.names import binding_named, operation_named
from conformance.contract.protocols import speech_of
from conformance.errors import GenerationError, UsageError, WireError
from conformance.markup import xml
from conformance.markup.write import attribute_text, content_text
from conformance.model.case import Case, Kind
from conformance.model.exchange import Request, beyond_connection
from conformance.model.report import Trace
from conformance.model.standin import is_stand_in
from conformance.model.tree import Element, steps_of, values
from conformance.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What became of it: the answers to what was sent, and why they tell nothing of the check, where they do not.

    ``untested`` is set where nothing may be sent.
    """

    check: str
    case: Case
    answers: tuple[Answered, ...] = field(default=(), repr=False)
    doubt: str | None = None
    untested: str | None = None

    @property
    def shown(self) -> Answered | None:
        """Return the first answer in which the check finds a problem, None where there is none."""
        return next((answered for answered in self.answers if self.check in answered.failing), None)

    @property
    def told(self) -> Verdict | None:
        """Return what the check says of that answer."""
        verdicts = () if self.shown is None else self.shown.judged.verdicts
        return next((told for told in verdicts if told.check == self.check), None)


def again(campaign: Campaign, trace: Trace) -> Again:
    """Send what showed a finding once more, judge the answers, and tell whether it shows.

    Raises:
        UsageError: there is no such check, operation or binding here.
        TargetError: the target does not accept the session, so that nothing can be found out.
    """
    if trace.check not in campaign.checks:
        message = f"there is no check {trace.check} here; conformance checks lists those of this version"
        raise UsageError(message)
    case = _case(campaign, trace)
    found = Again(check=trace.check, case=case)
    if campaign.connection.recorded:
        return replace(found, untested="recordings answer nothing anew; name an endpoint as the target")
    obstacle = campaign.obstacle(case)
    if obstacle is not None:
        return replace(found, untested=obstacle)
    try:
        found = replace(found, answers=_first(campaign, case, trace))
    except BudgetSpentError as spent:
        return replace(found, untested=str(spent))
    except GenerationError as broken:
        return replace(found, doubt=campaign.redaction.text(str(broken)))
    if found.shown is not None:
        return found
    return replace(found, doubt=next(filter(None, (_doubt(one, trace.check) for one in found.answers)), None))


def _doubt(answered: Answered, check: str) -> str | None:
    """Return why an answer in which a check finds nothing says nothing of it, None where it does."""
    response = answered.exchange.response
    if check in answered.judged.passed:
        return None
    if check in answered.doubts:
        return answered.doubts[check]
    if response is None or not answered.seen.came:
        came = "no whole answer came" if response is None else f"HTTP {response.status} and no message came"
        return f"{came}, of which the check says nothing"
    return None


def _case(campaign: Campaign, trace: Trace) -> Case:
    """Return the case that an id begins with.

    Raises:
        UsageError: there is no such operation or binding.
    """
    if trace.request is not None:
        return own.case_of(trace.request, campaign.contract, name=trace.case)
    operation, binding, kind, *_ = trace.case.split("/")
    operation_named(operation, campaign.contract)
    binding_named(binding, campaign.contract)
    return Case(
        id=trace.case,
        operation=operation,
        binding=binding,
        kind=Kind(kind),
        expectation=expectation(campaign.contract, operation, Kind(kind)),
    )


def _first(campaign: Campaign, case: Case, trace: Trace) -> tuple[Answered, ...]:
    """Send what a trace tells of; where nothing can be told of a smaller payload of a case, the case's own.

    Raises:
        GenerationError: neither can be made here, or what it is compared with is refused.
        BudgetSpentError: no further request may be sent.
    """
    try:
        return _sent(campaign, case, trace)
    except GenerationError:
        if (
            trace.payload is None
            or trace.request is not None
            or not methods_of(campaign.contract).has_own(part_of(case))
        ):
            raise
    return _sent(campaign, case, replace(trace, payload=None))


def _sent(campaign: Campaign, case: Case, trace: Trace) -> tuple[Answered, ...]:
    """Send what a trace tells of.

    Raises:
        GenerationError: it cannot be made here, or what it is compared with is refused.
        BudgetSpentError: no further request may be sent.
    """
    if trace.request is not None:
        return (own.carry(campaign, case, _refilled(campaign, case, trace.request)),)
    payload = None if trace.payload is None else _filled(campaign, case.operation, trace.payload)
    answers = methods_of(campaign.contract).again(campaign, case, trace, payload)
    return (_valid(campaign, case, payload),) if answers is None else answers


def _valid(campaign: Campaign, case: Case, payload: str | None) -> Answered:
    """Send a valid payload, that of the example where there is none."""
    if payload is None and case.kind is not Kind.EXAMPLE:
        message = f"{case.id}: the report does not hold its payload; it can be met again with -k {case.id}"
        raise GenerationError(message)
    shown = example(campaign.contract, campaign.contract.operations[case.operation])
    return campaign.send(case, text_of(shown) if payload is None else payload.encode())


def _refilled(campaign: Campaign, case: Case, request: Request) -> Request:
    """Return a request of the user's own with the placeholder for the session, and values for what was redacted."""
    blank = speech_of(campaign.contract).blanked(beyond_connection(request), campaign.contract)
    try:
        text = _filled(campaign, case.operation, blank.body.decode())
    except UnicodeDecodeError:
        text = ""
    return replace(blank, body=text.encode() or blank.body)


def _filled(campaign: Campaign, operation: str, text: str) -> str:
    """Return a payload, or a message around one, with known values in the place of those that were redacted.

    Raises:
        GenerationError: none are known.
    """
    try:
        element = xml.parse(text.encode())
    except WireError:
        return text
    root = campaign.contract.operations[operation].input.payload
    payload = next((part for part in element.walk() if part.name == root), None)
    found = {} if payload is None else _values(campaign, operation, payload)
    for old, new in found.items():
        for escape in (attribute_text, content_text):
            text = text.replace(escape(old), escape(new))
    return text


def _values(campaign: Campaign, operation: str, payload: Element) -> dict[str, str]:
    """Return what stands for each stand-in of a payload: at each path the subjects in turn.

    Raises:
        GenerationError: there are none, or too few to be as different as they were.
    """
    contract, found = campaign.contract, dict[str, str]()
    for path in dict.fromkeys((*contract.subjects, *contract.redact.paths)):
        first, *rest = steps_of(path)
        if first != operation:
            continue
        hidden = [
            value
            for value in dict.fromkeys(values(payload, "/".join(rest)))
            if is_stand_in(value) and value not in found
        ]
        free = [value for value in contract.subjects.get(path, ()) if value not in found.values()]
        if len(free) < len(hidden):
            message = (
                f"{path} holds {hidden[-1]} in the place of a value that was redacted; "
                "name one that the account knows there in a file for --conformance-subjects"
            )
            raise GenerationError(message)
        found.update(zip(hidden, free, strict=False))
    return found
