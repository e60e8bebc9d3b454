"""A stage where each defect is played in a moment: what does not depend on it is built once."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from wsgiref.types import StartResponse

import httpx
import pytest

from conformance import _schemas
from conformance.campaign.again import again
from conformance.campaign.budget import Budget
from conformance.campaign.campaign import Campaign, Way
from conformance.campaign.cases import cases
from conformance.campaign.examine import examine
from conformance.campaign.repertoire import Repertoire
from conformance.campaign.settings import Settings
from conformance.checks import Bench, load_platform
from conformance.contract import jsonschema, manifest, validate
from conformance.contract.validate import Engines
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.report import Evidence
from conformance.reference.applications import Application, application
from conformance.reference.defects import find
from conformance.report import jsonl
from conformance.transport._target import Connection, Permissions

BASE = "http://127.0.0.1:8080"
SETTINGS = Settings()
ORDER = (Kind.EXAMPLE, Kind.VARIANT, Kind.EDGE, Kind.GENERATED, Kind.INVALID)  # that of the suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """An endpoint for each platform, and all cases of the operations that were asked for."""

    bench: Bench
    repertoire: Repertoire
    apps: dict[str, Application]
    settings: Settings = SETTINGS
    known: dict[str, dict[str, Case]] = field(default_factory=dict)

    def cases(self, *shown: str) -> tuple[Case, ...]:
        """Return the cases of some ids, each with the same in the other binding where there is one."""
        return tuple(dict.fromkeys(case for one in shown for case in self._both(one)))

    def every(self, operation: str) -> Mapping[str, Case]:
        """Return all cases of an operation by their ids, in the order in which they run."""
        if operation not in self.known:
            chosen = replace(SETTINGS, operations=(operation,))
            made = (case for kind in ORDER for case in cases(self.bench.contract, chosen, kind))
            self.known[operation] = {case.id: case for case in made}
        return self.known[operation]

    def _both(self, shown: str) -> tuple[Case, ...]:
        operation, _, rest = shown.split("/", 2)
        held = self.every(operation)
        assert shown in held
        ids = (f"{operation}/{binding}/{rest}" for binding in sorted(self.bench.contract.bindings))
        return tuple(held[name] for name in ids if name in held)

    def play(
        self, defect: str, chosen: Iterable[Case], *, platform: str, requests_to_shrink: int
    ) -> Iterator[Evidence]:
        """Run cases against an endpoint with a defect, and yield what is found that the platform does not explain."""
        chosen = tuple(chosen)
        bindings = tuple(sorted({case.binding for case in chosen}))
        with self.opened(defect, platform=platform, bindings=bindings) as campaign:
            campaign.requests_to_shrink = requests_to_shrink
            for case in chosen:
                found = examine(campaign, case)
                assert not found.doubts
                yield from (told for told in found.evidence if told.tolerated is None)

    def findings(self, defect: str, *shown: str, requests_to_shrink: int = 20) -> tuple[Evidence, ...]:
        """Return what is found of a defect in cases, judged strictly, as a report holds it."""
        found = []
        for told in self.play(defect, self.cases(*shown), platform="none", requests_to_shrink=requests_to_shrink):
            entry = jsonl.from_line(jsonl.to_line(told))
            assert isinstance(entry, Evidence)
            assert entry == told
            found.append(entry)
        return tuple(found)

    def require_met_again(self, defect: str, findings: tuple[Evidence, ...]) -> None:
        """Make sure that findings are met again with a defect, and no longer once that is mended."""
        assert findings
        with self.opened(defect, platform="none") as campaign:
            for found in findings:
                assert again(campaign, found.trace).shown is not None, found.trace
        with self.opened(None, platform="none") as campaign:
            for found in findings:
                became = again(campaign, found.trace)
                assert (became.shown, became.doubt, became.untested) == (None, None, None), found.trace

    @contextmanager
    def opened(self, defect: str | None, *, platform: str, bindings: tuple[str, ...] = ()) -> Iterator[Campaign]:
        """Open a campaign against an endpoint with a defect, or with none."""
        app = replace(self.apps[platform], defect=None if defect is None else find(defect))
        settings = replace(SETTINGS, bindings=bindings)

        def served(environ: dict[str, object], start_response: StartResponse) -> Iterable[bytes]:
            # As waitress does: what came in chunks has been put together.
            return app({**environ, "wsgi.input_terminated": True}, start_response)

        with httpx.Client(transport=httpx.WSGITransport(app=served)) as client:
            connection = Connection(
                client=client,
                address=app.address(BASE),
                own=True,
                permissions=Permissions(),
                barred=app.barred(),
            )
            judged_as = None if platform == "none" else load_platform(platform)
            way = Way(connection=connection, budget=Budget(None, None), platform=judged_as)
            campaign = Campaign(settings, self.bench, way=way, write=lambda _entry: None)
            campaign._repertoire = self.repertoire  # noqa: SLF001 - a third of the time goes into making it anew
            campaign.open_session({})
            yield campaign


@pytest.fixture(scope="session")
def stage(cvent: Contract, engines: Engines) -> Stage:
    """Return a stage for the shipped contract, at the default depth."""
    return Stage(
        bench=Bench(contract=cvent, engines=engines),
        repertoire=Repertoire(contract=cvent, depth=SETTINGS.depth),
        apps={platform: application(cvent, platform if platform != "none" else None) for platform in ("asmx", "none")},
    )


@pytest.fixture(scope="session")
def rest_stage() -> Stage:
    """Return a stage for the shipped contract of a REST service, at the default depth."""
    contract = manifest.load(_schemas.contract_folder("yourmembership"))
    validators = jsonschema.validators(contract.json_schemas)
    platforms = ("servicestack", "none")
    return Stage(
        bench=Bench(contract=contract, engines=validate.engines(contract), validators=validators),
        repertoire=Repertoire(contract=contract, depth=SETTINGS.depth),
        apps={platform: application(contract, platform if platform != "none" else None) for platform in platforms},
    )
