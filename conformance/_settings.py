"""Settings from options: the only module that reads what the user wrote on the command line or in the ini file."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.campaign.settings import DEPTHS, Settings
from conformance.errors import UsageError

Value = Callable[[pytest.Config, str], Any]


def settings_of(config: pytest.Config, value: Value) -> Settings:
    """Return the settings that the options and the ini file give.

    Raises:
        UsageError: a number is none, or a name is unknown.
    """

    def given(name: str) -> Any:  # noqa: ANN401 - the option's own type
        return value(config, f"conformance_{name}")

    subjects = given("subjects")
    depth = given("depth") or "default"
    if depth not in DEPTHS:
        message = f"conformance_depth is {depth!r}; it must be one of {', '.join(DEPTHS)}"
        raise UsageError(message)
    bindings = tuple(name.strip() for name in (given("binding") or "").split(",") if name.strip())
    budget, rate, seed = number(given("budget"), "budget"), number(given("rate"), "rate"), number(given("seed"), "seed")
    timeout = 30.0 if given("timeout") is None else number(given("timeout"), "timeout")
    if not timeout:
        message = "--conformance-timeout takes a number of seconds greater than 0"
        raise UsageError(message)
    return Settings(
        contract=given("contract") or "cvent",
        target=given("target") or "reference:",
        bindings=bindings,
        operations=tuple(given("operation") or ()),
        depth=depth,
        platform=given("platform"),
        subjects=None if subjects is None else Path(subjects),
        hosts=tuple(given("allow_host") or ()),
        writes=bool(given("allow_writes")),
        budget=None if budget is None else int(budget),
        rate=rate,
        vendor=given("vendor"),
        timeout_s=timeout,
        seed=int(seed or 0),
        keep_all=given("keep") == "all",
    )


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
