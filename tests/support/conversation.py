"""What every real client says to the reference endpoint and has to understand of it, as plain data.

A message is a dictionary: a plain value in an operation's own parameters is an element, below them an attribute.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from wsgiref.types import StartResponse, WSGIEnvironment

from conformance.checks import _platform
from conformance.checks._judge import Judged, judge
from conformance.checks._observe import Observation
from conformance.checks._observers import observe_exchange, observe_message
from conformance.contract.bench import Bench
from conformance.contract.validate import Engines
from conformance.markup import xml
from conformance.model.binding import SOAP12
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.requirement import Direction
from conformance.model.tree import Element, local_of
from conformance.reference.soap.wsgi import Application
from conformance.soap import envelope

PORTS = {"soap11": "V200611Soap", "soap12": "V200611Soap12"}
NOBODY = "00000000-0000-0000-0000-000000000000"
GRANTED = "granted"
NO_SESSION = (
    "request: header.declared-blocks-present: the request of UpdateSession is declared to have the header block "
    'CventSessionHeader in namespace "http://api.cvent.com/2006-11"; this one has no header block'
)
Plain = dict[str, object]

ADA = {
    "FirstName": "Zoë & <Ada> 𝄞",
    "LastName": 'O\'Neil "the first"',
    "Active": False,
    "LastOptOutDate": "2026-01-02T03:04:05Z",
    "PrimaryAddressType": "Home",
}
FIELD = {"FieldName": "Diet", "FieldId": "F-1", "FieldValue": "no nuts"}
GROUPS = [{"GroupName": "Speakers", "GroupId": "G-1"}, {"GroupName": "Press", "GroupId": "G-2"}]
LIST = {"DistributionListName": "News", "Approved": True, "Id": "L-1"}
TALK = {
    "ProductName": "Größe zählt",
    "ProductType": "Session",
    "StartTime": "2026-05-01T09:00:00",
    "EndTime": "2026-05-01T10:30:00",
    "Capacity": 120,
    "EnableWaitlist": True,
    "WaitlistCapacity": -1,
}
GUEST = {"FirstName": "Grace", "Participant": True, "DateOfBirth": "1906-12-09T00:00:00", "CountryCode": "US"}


def calls(contract: Contract) -> list[Plain]:
    """Return the calls in order: name, operation, session (absent where None) and arguments."""
    known = {path: dict(enumerate(values)) for path, values in contract.subjects.items()}
    contact = known["UpdateContact/Contacts/Contact/@Id"]
    session = known["UpdateSession/sessions/Session/@Id"]
    guest = known["UpdateGuestInfo/Guests/Guest/@Id"]
    invitee = known["SessionRegAction/CvInvitees/CvInvitee/@Id"]
    number = known["SessionRegAction/CvInvitees/CvInvitee/@ConfirmationNumber"]
    credentials = {name: known[f"Login/{name}"][0] for name in ("AccountNumber", "UserName", "Password")}
    contacts = [
        {
            "CustomFieldDetail": [FIELD],
            "ContactGroupDetail": GROUPS,
            "DistributionListDetail": [LIST],
            "Id": contact[0],
            "MessageId": "c-1",
            "SourceId": "crm-1",
            **ADA,
        },
        {"Id": NOBODY, "MessageId": "c-2", "FirstName": "Nobody"},
        {"MessageId": "c-3"},
        {"Id": contact[1], "MessageId": "c-4", "EmailAddress": "no address"},
        {"Id": contact[2], "MessageId": "c-5", "EmailAddress": "ada@example.com"},
    ]
    sessions = [
        {"CustomFieldDetail": [FIELD], "Id": session[0], "MessageId": "s-1", **TALK},
        {"Id": session[1], "MessageId": "s-2", "StartTime": TALK["EndTime"], "EndTime": TALK["StartTime"]},
        {"Id": session[2], "MessageId": "s-3", "Status": "Cancelled"},
    ]
    guests = [
        {"CustomFieldDetail": [FIELD], "Id": guest[0], "MessageId": "g-1", **GUEST},
        {"Id": guest[0], "MessageId": "g-2"},
    ]
    people = [
        {"Id": invitee[0], "MessageId": "r-1"},
        {"ConfirmationNumber": number[1], "MessageId": "r-2"},
        {"Id": NOBODY, "MessageId": "r-3"},
    ]
    product = known["SessionRegAction/CvInvitees/@ProductId"][0]
    register, unregister = (
        {"CvInvitees": {"CvInvitee": people, "SessionRegActionType": action, "ProductId": product}}
        for action in ("Register", "Unregister")
    )
    return [
        _call("login", "Login", credentials, session=None),
        _call("refused login", "Login", credentials | {"Password": "wrong"}, session=None),
        _call("contacts", "UpdateContact", {"Contacts": {"Contact": contacts}}),
        _call(
            "sessions",
            "UpdateSession",
            {"EventId": known["UpdateSession/EventId"][0], "sessions": {"Session": sessions}},
        ),
        _call(
            "guests", "UpdateGuestInfo", {"EventId": known["UpdateGuestInfo/EventId"][0], "Guests": {"Guest": guests}}
        ),
        _call("no event", "UpdateGuestInfo", {"EventId": NOBODY, "Guests": {"Guest": guests[:1]}}),
        _call("registered", "SessionRegAction", register),
        _call("unregistered", "SessionRegAction", unregister),
        _call("unregistered again", "SessionRegAction", unregister),
        _call("no items", "UpdateContact", {"Contacts": {"Contact": []}}),
        _call("nothing around the items", "UpdateContact", {}),
        _call("unknown session", "UpdateContact", {"Contacts": {"Contact": contacts}}, session="made-up"),
        _call("no session", "UpdateSession", {"EventId": "", "sessions": {"Session": sessions}}, session=None),
    ]


def _call(name: str, operation: str, arguments: Plain, *, session: str | None = GRANTED) -> Plain:
    return {"name": name, "operation": operation, "session": session, "arguments": arguments}


def expected(platform: str, binding: str, url: str) -> dict[str, object]:
    """Return what has to be understood of each answer, by the name of its call: a login, a fault's codes or results."""

    def fault(code: str) -> tuple[str, ...]:
        return ("Sender", code) if (platform, binding) == ("none", SOAP12.name) else (code,)

    return {
        "login": {"granted": url},
        "refused login": {"denied": "Access is denied."},
        "contacts": [
            (True, "c-1", ()),
            (False, "c-2", ("CV50103",)),
            (False, "c-3", ("CV40115",)),
            (False, "c-4", ("CV40102",)),
            (True, "c-5", ()),
        ],
        "sessions": [(True, "s-1", ()), (False, "s-2", ("CV20014",)), (True, "s-3", ())],
        "guests": [(True, "g-1", ()), (False, "g-2", ("CV50102",))],
        "no event": [(False, "g-1", ("CV95108",))],
        "registered": [(True, "r-1", ()), (True, "r-2", ()), (False, "r-3", ("CV84001",))],
        "unregistered": [(True, "r-1", ()), (True, "r-2", ()), (False, "r-3", ("CV84001",))],
        "unregistered again": [
            (False, "r-1", ("CV90106",)),
            (False, "r-2", ("CV90106",)),
            (False, "r-3", ("CV84001",)),
        ],
        "no items": [],
        "nothing around the items": fault("CV20018"),
        "unknown session": fault("CV10107"),
        "no session": fault("CV10104"),
    }


def understood(answers: Iterable[Mapping]) -> dict[str, object]:
    """Return what a client's answers say, by the name of the call, in the words of :func:`expected`.

    An answer has the call's name, and ``fault`` (its codes as they stand there) or ``body`` and ``header``.
    """
    found: dict[str, object] = {}
    granted = None
    for answer in answers:
        name = answer["name"]
        if answer.get("fault"):
            found[name] = tuple(str(code).rpartition(":")[2] for code in answer["fault"])
            continue
        ((array, held),) = answer["body"].items()
        if array == "LoginResult":
            if _true(held["LoginSuccess"]):
                granted = held["CventSessionHeader"]
                found[name] = {"granted": held["ServerURL"]}
            else:
                found[name] = {"denied": held["ErrorMessage"]}
            continue
        assert answer["header"] == {"CventSessionHeader": {"CventSessionValue": granted}}, (name, answer["header"])
        found[name] = [
            (_true(result["Success"]), result["ReferenceId"], _codes(result.get("Errors")))
            for results in (held or {}).values()
            for result in results
        ]
    return found


def _true(value: object) -> bool:
    """Return a truth value, of clients too that leave the values of attributes as text."""
    return {"true": True, "false": False}[str(value).lower()]


def _codes(errors: Mapping | None) -> tuple[str, ...]:
    return tuple(error["Code"] for error in errors["Error"]) if errors else ()


def kept(app: Application, contract: Contract) -> dict[str, object]:
    """Return what the endpoint keeps of the first contact, session and guest: what it understood of the requests."""
    found: dict[str, object] = {}
    for place in ("UpdateContact/Contacts/Contact", "UpdateSession/sessions/Session", "UpdateGuestInfo/Guests/Guest"):
        record = app.endpoint.desk.store.record(place, contract.subjects[f"{place}/@Id"][0])
        assert record is not None, place
        attributes = {name: value for name, value in record.attributes if name not in {"Id", "MessageId", "SourceId"}}
        found[place.rpartition("/")[2]] = (attributes, [_plain(child) for child in record.children])
    return found


def _plain(element: Element) -> tuple[str, dict[str, str]]:
    return local_of(element.name), dict(element.attributes)


def written() -> dict[str, object]:
    """Return what the calls write to those three, in the words of :func:`kept`."""
    details = [("CustomFieldDetail", _texts(FIELD))]
    more = [("ContactGroupDetail", _texts(group)) for group in GROUPS]
    return {
        "Contact": (_texts(ADA), [*details, *more, ("DistributionListDetail", _texts(LIST))]),
        "Session": (_texts(TALK), details),
        "Guest": (_texts(GUEST), details),
    }


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overheard:
    """A WSGI application that keeps what is said to another and what that answers."""

    app: Application
    heard: list[Exchange] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on, and keep the exchange if it is a POST."""
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        told: list[tuple[int, tuple[tuple[str, str], ...]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_) -> object:
            told.append((int(status[:3]), tuple(headers)))
            return start_response(status, headers)

        answer = b"".join(self.app(environ, start))
        if environ["REQUEST_METHOD"] == "POST":
            names = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
            fields = {name[5:].replace("_", "-"): value for name, value in names.items()}
            fields["CONTENT-TYPE"] = environ["CONTENT_TYPE"]
            asked = Request(url=self.app.address("http://reference.test"), headers=tuple(fields.items()), body=body)
            status, headers = told[0]
            answered = Response(status=status, headers=headers, body=answer)
            self.heard.append(Exchange(request=asked, response=answered))
        return [answer]

    def spoken(self) -> set[tuple[str, str]]:
        """Return the version and the payload's name of each request."""
        opened = (envelope.read(xml.parse(exchange.request.body)) for exchange in self.heard)
        return {(held.binding.name, held.payload.local) for held in opened if held.payload is not None}

    def findings(self, engines: Engines, platform: str) -> list[str]:
        """Return what counts of what the checks find in both directions of all that was heard."""
        bench = Bench(contract=self.app.contract, engines=engines)
        known = None if platform == "none" else _platform.load(platform)
        found: list[str] = []
        for exchange in self.heard:
            asked = observe_message(exchange.request.body, bench, direction=Direction.REQUEST)
            found += _told("request", judge(asked, None))
            found += _told("answer", judge(observe_exchange(exchange, _case(asked), bench=bench), known))
        return found


def _told(direction: str, judged: Judged) -> list[str]:
    counting = (verdict for verdict in judged.verdicts if verdict.tolerated is None)
    return [f"{direction}: {verdict.check}: {found.message}" for verdict in counting for found in verdict.findings]


def _case(asked: Observation) -> Case:
    assert asked.operation is not None
    kind, expectation = Kind.INVALID, Expectation.EITHER
    return Case(
        id="heard", operation=asked.operation.name, binding=asked.binding.name, kind=kind, expectation=expectation
    )
