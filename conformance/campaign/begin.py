"""Before a run: the only module that makes sure, with nothing sent yet, that it can begin as it was asked for."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from conformance import _schemas
from conformance.campaign import baseline, credentials
from conformance.campaign.budget import Budget
from conformance.campaign.delivery import Patience
from conformance.campaign.redact import Redaction
from conformance.campaign.settings import BUDGET, RATE, RETRIES, STOP_AFTER, Settings
from conformance.checks import Bench, Check, _platform, catalogue
from conformance.checks._select import chosen
from conformance.contract import manifest
from conformance.contract.example import example
from conformance.contract.protocols import speech_of
from conformance.contract.validate import Complaint
from conformance.errors import UsageError, WireError
from conformance.generation.plan import compile_plan
from conformance.model.contract import Contract
from conformance.model.tree import steps_of
from conformance.strategies.overrides import require_known
from conformance.transport import _target as targets


def load(settings: Settings) -> Contract:
    """Return the contract of a run, with the user's subjects.

    A target that is not our reference does not know the manifest's made-up subjects: without a file it has none.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: there is no such contract, or the subjects file cannot be used.
    """
    contract = manifest.load(_schemas.contract_folder(settings.contract))
    target = targets.parse(settings.target)
    targets.check(target, permissions_of(settings))
    made_up = contract.subjects if targets.own(target) else {}
    given = {} if settings.subjects is None else manifest.subjects(contract, settings.subjects)
    return replace(contract, subjects={**made_up, **given})


def check(settings: Settings, contract: Contract, environment: Mapping[str, str]) -> None:
    """Make sure, before anything is sent, that a run can begin as it was asked for.

    Raises:
        UsageError: the target cannot be meant, there is no such platform, an override is for nothing, two checks have
            one id, no check is selected, a baseline cannot be written, credentials are missing, or the budget is more
            than the vendor allows.
        ContractError: the platform's file cannot be used.
    """
    target = targets.parse(settings.target)
    if settings.dry_run and settings.recording:
        message = "a dry run records nothing: leave --record-mode out, or --conformance-dry-run"
        raise UsageError(message)
    if settings.offline and targets.needs_credentials(target) and not settings.dry_run:
        message = f"--block-network forbids to call {settings.target}; replay:FOLDER judges what was recorded"
        raise UsageError(message)
    _require_left(settings, contract)
    platform = platform_name(settings, contract)
    if platform is not None:
        _platform.load(platform)
    if settings.overrides:
        require_known([compile_plan(contract, one) for one in contract.operations.values()], settings.overrides)
    checks_of(settings)
    if settings.baseline_out is not None:
        baseline.require_free(settings.baseline_out, settings.baseline)
    given = environment.get(credentials.SESSION_VALUE) or credentials.of_environment(contract, environment)
    needed = targets.needs_credentials(target) and contract.session is not None and not settings.dry_run
    if needed and not given:
        raise credentials.required(contract)


def _require_left(settings: Settings, contract: Contract) -> None:
    """Make sure that a run keeps to the calls a day that the vendor allows, with those that were made before it.

    Raises:
        UsageError: its budget is more than what is left.
    """
    limit, daily = limit_of(settings), _daily(settings, contract)
    if limit is None or daily is None or limit + settings.made_today <= daily:
        return
    message = f"the budget of {limit:,} requests is more than the {daily:,} calls a day that the vendor allows"
    left = daily - settings.made_today
    if left <= 0:
        message = f"all {daily:,} calls a day that the vendor allows were made today (UTC): run it again tomorrow"
    elif settings.made_today:
        message += f", of which {_made(settings)}: --conformance-budget {left} is what is left"
    else:
        message += ": lower --conformance-budget"
    raise UsageError(message)


def _made(settings: Settings) -> str:
    return f"{settings.made_today:,} {'was' if settings.made_today == 1 else 'were'} made today (UTC) from here"


def _daily(settings: Settings, contract: Contract) -> int | None:
    """Return how many calls a day the vendor allows, None where nobody says and on this machine."""
    local = targets.is_local(targets.parse(settings.target))
    return None if local else settings.daily_limit or contract.daily_calls


def known(settings: Settings, contract: Contract, *, started: str) -> baseline.Baseline | None:
    """Return the user's baseline as it stands on the day on which a run starts, None where there is none.

    Raises:
        UsageError: the file cannot be used.
    """
    if settings.baseline is None:
        return None
    return baseline.load(settings.baseline, contract, checks=all_checks(settings), day=started[: len("YYYY-MM-DD")])


def checks_of(settings: Settings) -> Mapping[str, Check]:
    """Return the checks of a run by id: of the catalogue and the user's own those that the user selected.

    Raises:
        UsageError: two have one id, or a selection is of none.
    """
    return chosen(all_checks(settings), settings.selection)


def all_checks(settings: Settings) -> Mapping[str, Check]:
    """Return the checks that there are for a run, selected or not: those of the catalogue, and the user's own.

    Raises:
        UsageError: two have one id.
    """
    checks = dict(catalogue())
    for own in settings.checks:
        if own.id in checks:
            message = f"there are two checks {own.id}: give yours another name, or its module"
            raise UsageError(message)
        checks[own.id] = own
    return checks


def permissions_of(settings: Settings) -> targets.Permissions:
    """Return what the user allows."""
    return targets.Permissions(
        hosts=frozenset(settings.hosts),
        timeout_s=settings.timeout_s,
        route=settings.route,
        recording_days=settings.recording_days,
    )


def limit_of(settings: Settings) -> int | None:
    """Return how many requests all processes of a run may send, None where there is no bound."""
    local = targets.is_local(targets.parse(settings.target))
    return settings.budget if settings.budget is not None or local else BUDGET


def allowance(settings: Settings, contract: Contract) -> str | None:
    """Return in a few words how much a run may send of what the vendor allows, None where nothing is counted."""
    limit = limit_of(settings)
    if limit is None:
        return None
    daily = _daily(settings, contract)
    if daily is None:
        return f"this run: at most {limit:,} requests"
    made = f"; {_made(settings)}" if settings.made_today else ""
    return f"this run: at most {limit:,} of {daily:,} calls a day{made}"


def budget_of(settings: Settings) -> Budget:
    """Return this process' share of what a run may send."""
    local = targets.is_local(targets.parse(settings.target))
    limit, rate = limit_of(settings), settings.rate if settings.rate is not None or local else RATE
    budget = Budget(limit and limit // settings.workers, rate and rate / settings.workers)
    budget.watches.extend(() if settings.count is None else [settings.count])
    return budget


def patience_of(settings: Settings, connection: targets.Connection) -> Patience:
    """Return how a run bears with its target; recordings are read as they were recorded, with all that was repeated."""
    retries = RETRIES if connection.recorded or not connection.loopback else 0
    stop_after = 0 if connection.loopback else STOP_AFTER
    return Patience(
        retries=retries if settings.retries is None else settings.retries,
        stop_after=(stop_after if settings.stop_after is None else settings.stop_after) or None,
    )


def require_valid_subjects(bench: Bench, file: Path) -> None:
    """Make sure that each subject is a value that the schema allows at its path.

    Raises:
        UsageError: one is not.
    """
    for path, known in bench.contract.subjects.items():
        operation = bench.contract.operations[steps_of(path)[0]]
        for number, value in enumerate(known, start=1):
            one = replace(bench.contract, subjects={path: (value,)})
            try:
                wrong = speech_of(one).wrong(bench, operation, example(one, operation))
            except WireError as broken:
                wrong = (Complaint(message=str(broken)),)
            if wrong:
                why = Redaction(secrets=(value,)).sentence(wrong[0].message)
                message = f"{file}: value {number} of {path} is not allowed there: {why}"
                raise UsageError(message)


def platform_name(settings: Settings, contract: Contract) -> str | None:
    """Return the platform that a run judges as, None for the specifications alone."""
    name = settings.platform or contract.platform
    return None if name in {None, "none"} else name
