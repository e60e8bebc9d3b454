"""Settings from options: the only module that reads what the user wrote: options, the ini file, and conftest.py."""

import math
import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from conformance.campaign.depths import DEPTHS
from conformance.campaign.live import Live, load, route
from conformance.campaign.settings import Settings
from conformance.checks import Check
from conformance.checks._select import Selection
from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.transport._target import PLAIN, TIMEOUT_S

_SWITCH = MappingProxyType({"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False})

_WRITES = "--conformance-baseline-write"

Value = Callable[[pytest.Config, str], Any]


def settings_of(config: pytest.Config, value: Value) -> Settings:
    """Return the settings that the options and the ini file give.

    Raises:
        UsageError: a number is none, or a name is unknown.
    """

    def given(name: str) -> Any:  # noqa: ANN401 - the option's own type
        return value(config, f"conformance_{name}")

    for name in ("contract", "target"):
        if given(name) == "":
            message = f"--conformance-{name} is empty: name one, or leave the option out"
            raise UsageError(message)
    keep = given("keep") or "needed"
    if keep not in {"needed", "all"}:
        message = f"conformance_keep is {keep!r}; it must be needed or all"
        raise UsageError(message)
    depth = given("depth") or "default"
    if depth not in DEPTHS:
        message = f"conformance_depth is {depth!r}; it must be one of {', '.join(DEPTHS)}"
        raise UsageError(message)
    bindings = tuple(name.strip() for name in (given("binding") or "").split(",") if name.strip())
    dry_run = truth(given("dry_run"), "conformance_dry_run")
    if given("messages") and not dry_run:
        message = "--conformance-messages writes what a dry run would send: add --conformance-dry-run"
        raise UsageError(message)
    file = path(given("live"))
    live = Live() if file is None else load(file)
    rate = number(given("rate"), "rate")
    budget, seed = (whole(number(given(name), name), name) for name in ("budget", "seed"))
    timeout = (live.timeout or TIMEOUT_S) if given("timeout") is None else number(given("timeout"), "timeout")
    if not timeout:
        message = "--conformance-timeout takes a number of seconds greater than 0"
        raise UsageError(message)
    return Settings(
        contract=given("contract") or "cvent",
        target=given("target") or "reference:",
        bindings=bindings,
        operations=tuple(given("operation") or ()),
        selection=Selection(patterns=tuple(given("check") or ()), specs=tuple(given("spec") or ())),
        depth=depth,
        platform=given("platform"),
        subjects=path(given("subjects")),
        baseline=path(given("baseline")),
        baseline_out=path(given("baseline_write")),
        hosts=tuple(given("allow_host") or live.hosts),
        writes=truth(
            live.writes if given("allow_writes") is None else given("allow_writes"), "conformance_allow_writes"
        ),
        budget=live.budget if budget is None else budget,
        rate=live.rate if rate is None else rate,
        retries=live.retries,
        stop_after=live.stop_after,
        daily_limit=live.daily_limit,
        route=PLAIN if file is None or dry_run else route(live, file, os.environ),
        vendor=given("vendor"),
        timeout_s=timeout,
        seed=seed or 0,
        dry_run=dry_run,
        messages=path(given("messages")),
        keep_all=keep == "all",
        recording_days=number(given("recording_age"), "recording-age"),
    )


def path(given: str | None) -> Path | None:
    """Return the file that an option names, None where it names none."""
    return None if given is None else Path(given)


def truth(given: object, name: str) -> bool:
    """Return what a switch says: the flag, or its twin in the ini file.

    Raises:
        UsageError: the twin is neither true nor false.
    """
    if given is None or isinstance(given, bool):
        return bool(given)
    if str(given).lower() in _SWITCH:
        return _SWITCH[str(given).lower()]
    message = f"{name} is {given!r}; it must be true or false"
    raise UsageError(message)


def whole(found: float | None, name: str) -> int | None:
    """Return a whole number.

    Raises:
        UsageError: it is none.
    """
    if found is None or found == int(found):
        return None if found is None else int(found)
    message = f"--conformance-{name} takes a whole number, not {found:g}"
    raise UsageError(message)


def number(text: str | None, name: str) -> float | None:
    """Return a number that is zero or more.

    Raises:
        UsageError: it is not.
    """
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or found < 0:
        message = f"--conformance-{name} takes a number that is not negative, not {text!r}"
        raise UsageError(message)
    return found


def with_hooks(settings: Settings, config: pytest.Config, contract: Contract) -> Settings:
    """Return settings with what conftest.py files and plugins add to them.

    Raises:
        UsageError: they give something else than the hooks are for.
    """
    overrides = config.hook.pytest_conformance_overrides(contract=contract)
    given_checks = config.hook.pytest_conformance_checks(contract=contract)
    for given in given_checks:
        if not isinstance(given, Iterable):
            message = f"pytest_conformance_checks must return checks, not {given!r}"
            raise UsageError(message)
    checks = tuple(own for given in given_checks for own in given)
    for given in overrides:
        if not isinstance(given, Mapping):
            message = f"pytest_conformance_overrides must return a mapping of path or type to strategy, not {given!r}"
            raise UsageError(message)
    for own in checks:
        if not isinstance(own, Check):
            message = f"pytest_conformance_checks must give what conformance.checks.check made, not {own!r}"
            raise UsageError(message)
    return replace(settings, overrides=ChainMap(*map(dict, overrides)), checks=checks)


def again(arguments: Iterable[str]) -> Iterator[str]:
    """Yield the arguments of a run for another one, which need not write the baseline that is there by then."""
    given = iter(arguments)
    for argument in given:
        if argument == _WRITES:
            next(given, None)
        elif not argument.startswith(f"{_WRITES}="):
            yield argument
