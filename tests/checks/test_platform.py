"""Platforms: files that cannot be used are named, and only a deviation that fits covers a finding."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.checks import Deviation, Observation, Platform, judge, load_platform
from conformance.checks._platform import When, read, tolerates
from conformance.errors import ContractError, UsageError
from conformance.model.requirement import Severity

FOLDER = Path(__file__).parents[1] / "specimens"
SENDER = FOLDER / "binding.soap12-fault-status-fits-its-code/failed-sender-with-500.http"
VENDOR = FOLDER / "fault.code-is-standard/failed-vendor-code.http"
NOTHING = FOLDER / "xml.well-formed/failed-empty-answer.http"
TIMEOUT = FOLDER / "binding.answered/failed-timeout.http"

FITTING = Deviation(
    id="P-01",
    requirements=("HTTP-14",),
    bindings=("soap12",),
    hazard=False,
    reason="A reason.",
    source="A source.",
    when=When(status=(500,), code=("Sender",)),
)
WRITTEN = """\
name = "example"
title = "Example"

[[deviations]]
id = "P-01"
requirements = ["HTTP-14"]
bindings = ["soap12"]
hazard = false
reason = "A reason."
source = "A source."

[deviations.when]
status = [500]
code = ["Sender"]
"""


def tolerated(path: Path, platform: Platform | None, observe: Callable[[Path], Observation]) -> dict[str, str | None]:
    """Return what explains each verdict on a specimen."""
    return {verdict.check: verdict.tolerated for verdict in judge(observe(path), platform).verdicts}


@pytest.mark.parametrize(
    "path, expected",
    [
        (SENDER, {"binding.soap12-fault-status-fits-its-code": "ASMX-01"}),
        (VENDOR, {"fault.code-is-standard": "ASMX-14"}),
        (NOTHING, {"xml.well-formed": None}),
        (TIMEOUT, {"binding.answered": None}),
        (FOLDER / "xml.well-formed/failed-tag-not-closed.http", {"xml.well-formed": None}),
        (FOLDER / "fault.code-is-standard/failed-soap11-name.http", {"fault.code-is-standard": None}),
        (
            FOLDER / "results.example-succeeds/failed-nothing-with-status-400.http",
            {"xml.well-formed": None, "results.example-succeeds": None},
        ),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_the_shipped_platform_explains_what_it_is_known_for(
    path: Path, expected: dict[str, str | None], observe: Callable[[Path], Observation]
) -> None:
    assert tolerated(path, load_platform("asmx"), observe) == expected
    assert set(tolerated(path, None, observe).values()) == {None}


def test_what_is_tolerated_keeps_its_severity_and_does_not_count(observe: Callable[[Path], Observation]) -> None:
    (verdict,) = judge(observe(SENDER), load_platform("asmx")).verdicts
    assert verdict.severity is Severity.ERROR
    assert not verdict.counts


@pytest.mark.parametrize(
    "other",
    [
        replace(FITTING, hazard=True),
        replace(FITTING, requirements=("HTTP-13",)),
        replace(FITTING, bindings=("soap11",)),
        replace(FITTING, when=When(status=(400,))),
        replace(FITTING, when=When(status=(500,), code=("Receiver",))),
        replace(FITTING, when=When(status=(500,), code_namespace="other")),
        replace(FITTING, when=When(body="empty")),
    ],
)
def test_only_a_fitting_deviation_that_is_no_hazard_tolerates(
    other: Deviation, observe: Callable[[Path], Observation]
) -> None:
    name = "binding.soap12-fault-status-fits-its-code"
    platform = Platform(name="example", title="Example", deviations=(other,))
    assert tolerated(SENDER, platform, observe) == {name: None}
    platform = replace(platform, deviations=(other, FITTING, replace(FITTING, id="P-02")))
    assert tolerated(SENDER, platform, observe) == {name: "P-01"}


@pytest.mark.parametrize(
    "path, when, holds",
    [
        (SENDER, When(), True),
        (SENDER, When(code_namespace="binding"), True),
        (VENDOR, When(code_namespace="other"), True),
        (VENDOR, When(code_namespace="binding"), False),
        (NOTHING, When(body="empty"), True),
        (NOTHING, When(code_namespace="other"), False),
        (TIMEOUT, When(body="empty"), False),
        (TIMEOUT, When(status=(500,)), False),
    ],
)
def test_everything_that_is_asked_must_hold(
    path: Path, when: When, *, holds: bool, observe: Callable[[Path], Observation]
) -> None:
    deviation = replace(FITTING, bindings=("soap11", "soap12"), when=when)
    assert tolerates(deviation, observe(path)) is holds


def test_a_file_is_read_as_written(tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(WRITTEN, encoding="utf-8")
    assert read(file) == Platform(name="example", title="Example", deviations=(FITTING,))


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("hazard = false", 'hazard = "no"', "hazard"),
        ('id = "P-01"', "", "id"),
        ('reason = "A', 'raison = "B"\nreason = "A', "raison"),
        ('["soap12"]', '["soap13"]', r"deviations\[0\].bindings.*soap13.*soap11, soap12"),
        ("status = [500]", 'status = ["500"]', "status"),
        ("status = [500]", 'code_namespace = "vendor"', "code_namespace"),
        ("status = [500]", 'body = "full"', "body"),
        ('title = "Example"', "title", "not TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_key(old: str, new: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(WRITTEN.replace(old, new), encoding="utf-8")
    with pytest.raises(ContractError, match=rf"example\.toml.*{words}"):
        read(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"missing\.toml"):
        read(tmp_path / "missing.toml")


def test_an_unknown_platform_is_a_wrong_option() -> None:
    with pytest.raises(UsageError, match="asmx"):
        load_platform("axis")


def test_all_that_is_known_of_asmx_is_told_with_its_reason_and_its_source() -> None:
    asmx = load_platform("asmx")
    told = [*asmx.deviations, *asmx.legal]
    assert sorted(one.id for one in told) == [f"ASMX-{number:02}" for number in range(1, 23)]
    assert all(re.fullmatch(r"[A-Z].*\w\.", one.reason) and "reference source" in one.source for one in told)
    assert {one.id for one in asmx.deviations if one.hazard} == {"ASMX-07", "ASMX-11", "ASMX-16", "ASMX-20"}
