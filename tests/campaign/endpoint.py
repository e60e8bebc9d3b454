"""An endpoint in the same process: campaigns against it, and what it reads otherwise than it was written."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx

from conformance.campaign.budget import Budget
from conformance.campaign.campaign import Campaign, Way
from conformance.campaign.cases import cases
from conformance.campaign.settings import Settings
from conformance.checks import Bench
from conformance.contract.validate import Engines
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.report import Evidence, Record
from conformance.transport._target import Connection, Permissions

ADDRESS = "http://127.0.0.1:8080/soap/V200611.ASMX"
DEFAULT = Settings()


class Written(list):
    """What a campaign wrote."""

    @property
    def records(self) -> list[Record]:
        return [entry for entry in self if isinstance(entry, Record)]

    @property
    def evidence(self) -> list[Evidence]:
        return [entry for entry in self if isinstance(entry, Evidence)]


@contextmanager
def campaign_of(
    app: WSGIApplication, contract: Contract, engines: Engines, settings: Settings = DEFAULT
) -> Iterator[tuple[Campaign, Written]]:
    """Yield a campaign against a WSGI application, without a network."""
    written = Written()
    with httpx.Client(transport=httpx.WSGITransport(app=app)) as client:
        connection = Connection(client=client, address=ADDRESS, own=True, permissions=Permissions())
        way = Way(connection=connection, budget=Budget(settings.budget, None), platform=None)
        campaign = Campaign(settings, Bench(contract=contract, engines=engines), way=way, write=written.append)
        campaign.open_session({})
        yield campaign, written


def case_of(contract: Contract, name: str) -> Case:
    """Return a case by its id."""
    operation, binding, kind, *_ = name.split("/")
    settings = Settings(operations=(operation,), bindings=(binding,))
    return next(case for case in cases(contract, settings, Kind(kind)) if case.id == name)


def reading(app: WSGIApplication, change: Callable[[bytes, str], bytes]) -> WSGIApplication:
    """Return an endpoint that reads requests, with their media type, otherwise than they are written."""

    def changed(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = change(environ["wsgi.input"].read(), environ.get("CONTENT_TYPE", ""))
        return app({**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}, start)

    return changed
