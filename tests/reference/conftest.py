"""Conversations with the reference endpoint without a network; every envelope that it sends is judged by both XSD engines."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest
from hypothesis.vendor.pretty import RepresentationPrinter

from conformance.checks import _platform
from conformance.checks._judge import judge
from conformance.checks._observe import Observation
from conformance.checks._observers import observe_exchange
from conformance.contract.bench import Bench
from conformance.contract.validate import Engines
from conformance.markup import xml
from conformance.model.binding import SOAP, SOAP11, Binding
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.tree import Element, clark, select, values
from conformance.model.verdict import Outcome
from conformance.reference import defects
from conformance.reference.soap.wsgi import Application, application
from conformance.soap import envelope, fault
from conformance.soap.binding import request
from conformance.soap.envelope import Envelope
from conformance.soap.fault import Fault

SERVICE = "http://api.cvent.com/2006-11"
DATA = "http://schemas.cvent.com/api/2006-11"
BASE = "http://reference.test"
PLATFORMS = ("asmx", "none")


@dataclass(slots=True, kw_only=True)
class Clock:
    """A clock that stands still until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def service(name: str, *content: Element | str, **attributes: str) -> Element:
    """Return an element of the service's namespace."""
    return Element(name=clark(SERVICE, name), attributes=tuple(attributes.items()), content=content)


def data(name: str, *content: Element | str, **attributes: str) -> Element:
    """Return an element of the data namespace."""
    return Element(name=clark(DATA, name), attributes=tuple(attributes.items()), content=content)


@dataclass(slots=True, kw_only=True)
class Caller:
    """A client of one application; ``binding`` is the version that it speaks."""

    contract: Contract = field(repr=False)
    engines: Engines = field(repr=False)
    app: Application = field(repr=False)
    binding: Binding
    judged: bool = True
    session: str = field(default="", init=False)
    client: httpx.Client = field(init=False)
    last: Exchange = field(init=False, repr=False)

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        """Show Hypothesis the two words that matter."""
        printer.text(f"{self.app.endpoint.dialect.name}/{self.binding.name}")

    def __post_init__(self) -> None:
        """Make the client and open a session."""
        self.turn_to(self.app)
        self.session = values(self.payload(self.login()), "LoginResult/@CventSessionHeader")[0]

    def turn_to(self, app: Application) -> None:
        """Talk to another application from now on."""
        self.app = app
        self.client = httpx.Client(transport=httpx.WSGITransport(app=app), base_url=BASE)

    def subject(self, path: str, place: int = 0) -> str:
        """Return a value that exists."""
        return self.contract.subjects[path][place]

    def login(self, **changed: str) -> httpx.Response:
        """Send the credentials that exist, some of them changed."""
        known = {name: self.subject(f"Login/{name}") for name in ("AccountNumber", "UserName", "Password")}
        return self.post(
            service("Login", *(service(name, text) for name, text in (known | changed).items())), header=()
        )

    def header(self, value: str | None = None) -> tuple[Element, ...]:
        """Return the session header."""
        return (service("CventSessionHeader", service("CventSessionValue", self.session if value is None else value)),)

    def post(
        self, payload: Element | None, *, header: tuple[Element, ...] | None = None, action: str | None = None
    ) -> httpx.Response:
        """Send a payload in an envelope, with the action that belongs to it and the session."""
        body = () if payload is None else (payload,)
        sent = envelope.encode(
            Envelope(binding=self.binding, header=self.header() if header is None else header, body=body)
        )
        named = action or f"{SERVICE}/{'' if payload is None else payload.local}"
        asked = request(sent, self.binding, url=self.url, action=named)
        return self.send(asked.body, dict(asked.headers))

    @property
    def url(self) -> str:
        """Return the endpoint's address."""
        return self.app.address(BASE)

    def send(self, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
        """Send bytes; judge what comes back."""
        media = {"Content-Type": f"{self.binding.media_type}; charset=utf-8"}
        response = self.client.post(self.url, content=body, headers=media if headers is None else headers)
        self.last = Exchange(
            request=Request(url=self.url, headers=tuple(response.request.headers.items()), body=body),
            response=Response(
                status=response.status_code, headers=tuple(response.headers.items()), body=response.content
            ),
        )
        if self.judged and response.content and "xml" in response.headers["Content-Type"]:
            judgement = self.engines.judge(response.content)
            assert judgement.valid, (judgement, response.text)
        return response

    def payload(self, response: httpx.Response) -> Element:
        """Return the answer's payload; it is no fault, and in the version of the request."""
        assert response.status_code == httpx.codes.OK, response.text
        opened = envelope.read(xml.parse(response.content))
        assert opened.binding == self.binding
        assert response.headers["Content-Type"] == f"{self.binding.media_type}; charset=utf-8"
        assert fault.find(opened.body, opened.binding) is None
        assert opened.payload is not None
        return opened.payload

    def fault(self, response: httpx.Response, binding: Binding | None = None) -> Fault:
        """Return the fault of an answer."""
        opened = envelope.read(xml.parse(response.content))
        assert opened.binding == (binding or self.binding)
        assert response.headers["Content-Type"] == f"{opened.binding.media_type}; charset=utf-8"
        found = fault.find(opened.body, opened.binding)
        assert found is not None, response.text
        return fault.read(found, opened.binding)

    def refused(self, response: httpx.Response) -> tuple[int, str | None, str | None]:
        """Return status, code and subcode of a fault."""
        found = self.fault(response)
        return response.status_code, found.code, found.subcode

    def contacts(self, *items: Element) -> Element:
        """Return a request for contacts."""
        return service("UpdateContact", service("Contacts", *items))

    def contact(self, *content: Element, place: int = 0, **attributes: str) -> Element:
        """Return a contact that exists, with what is given."""
        known = {"Id": self.subject("UpdateContact/Contacts/Contact/@Id", place)}
        return service("Contact", *content, **(known | attributes))

    def sessions(self, *items: Element, event: str | None = None) -> Element:
        """Return a request for sessions of an event that exists."""
        known = self.subject("UpdateSession/EventId") if event is None else event
        return service("UpdateSession", service("EventId", known), service("sessions", *items))

    def guests(self, *items: Element, event: str | None = None) -> Element:
        """Return a request for guests of an event that exists."""
        known = self.subject("UpdateGuestInfo/EventId") if event is None else event
        return service("UpdateGuestInfo", service("EventId", known), service("Guests", *items))

    def registrations(self, *items: Element, **attributes: str) -> Element:
        """Return a request to register for a session that exists."""
        known = {
            "SessionRegActionType": "Register",
            "ProductId": self.subject("SessionRegAction/CvInvitees/@ProductId"),
        }
        return service("SessionRegAction", service("CvInvitees", *items, **(known | attributes)))

    def results(self, payload: Element) -> tuple[Element, ...]:
        """Send a request with items and return its results."""
        operation = self.contract.operations[payload.local]
        return select(self.payload(self.post(payload)), operation.results or "")

    def codes(self, payload: Element) -> list[tuple[str, ...]]:
        """Send a request with items and return the codes of each result."""
        results = self.results(payload)
        for result in results:
            failed = bool(select(result, "Errors/Error"))
            assert result.get("Success") == ("false" if failed else "true")
            assert bool(result.children) == failed
            assert all(error.get("Description") for error in select(result, "Errors/Error"))
        return [values(result, "Errors/Error/@Code") for result in results]

    def seen(self, case: Case) -> Observation:
        """Return what can be seen of the last answer, as one to a request of a case."""
        return observe_exchange(self.last, case, bench=Bench(contract=self.contract, engines=self.engines))

    def findings(self, seen: Observation, platform: str) -> tuple[set[str], set[str]]:
        """Return the checks that find something: those that count, and those that the platform explains."""
        verdicts = judge(seen, None if platform == "none" else _platform.load(platform)).verdicts
        assert {verdict.outcome for verdict in verdicts} <= {Outcome.FAILED}
        tolerated = {verdict.check for verdict in verdicts if verdict.tolerated is not None}
        return {verdict.check for verdict in verdicts} - tolerated, tolerated


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture(scope="session", params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    """Return each platform in turn."""
    return str(request.param)


@pytest.fixture(scope="session", params=list(SOAP))
def binding(request: pytest.FixtureRequest) -> Binding:
    """Return each version in turn."""
    return SOAP[request.param]


@pytest.fixture
def calling(cvent: Contract, engines: Engines, clock: Clock) -> Callable[..., Caller]:
    """Return what makes a caller of a new application."""

    def made(platform: str = "asmx", binding: Binding = SOAP11, defect: str | None = None) -> Caller:
        spoilt = None if defect is None else defects.find(defect)
        app = application(cvent, platform, defect=spoilt, clock=clock)
        return Caller(contract=cvent, engines=engines, app=app, binding=binding, judged=defect is None)

    return made


@pytest.fixture
def fresh(platform: str, binding: Binding, calling: Callable[..., Caller]) -> Caller:
    """Return a caller of a new application, on each platform in each version."""
    return calling(platform, binding)


@pytest.fixture(scope="session")
def applications(cvent: Contract) -> dict[str, Application]:
    """Return an application for each platform, for those to whom its state does not matter."""
    return {platform: application(cvent, platform) for platform in PLATFORMS}


@pytest.fixture(scope="session")
def caller(platform: str, binding: Binding, applications: dict[str, Application], engines: Engines) -> Caller:
    """Return a caller on each platform in each version."""
    app = applications[platform]
    return Caller(contract=app.contract, engines=engines, app=app, binding=binding)
