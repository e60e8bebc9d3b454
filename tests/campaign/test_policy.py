"""The gate's file: what a user asks, what is accepted, and what is wrong with a file, by its entry."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.campaign.policy import load
from conformance.cli import main
from conformance.errors import UsageError
from conformance.model.change import Impact
from conformance.model.gate import FailOn
from tests.diff.conftest import WSDL

OLD = '<xs:complexType name="T"><xs:attribute name="a" type="xs:int"/></xs:complexType>'
NEW = OLD.replace("</xs:complexType>", '<xs:attribute name="b" type="xs:int"/></xs:complexType>')
ENTRY = {
    "change": "0123456789abcdef",
    "rule": "attribute.optional-added",
    "reason": "Asked.",
    "owner": "Ada",
    "expires": "2999-12-31",
}
Pair = tuple[str, str]


def entry(**said: str) -> str:
    held = ENTRY | said
    rows = [f"{key} = {value if key == 'expires' else repr(value)}" for key, value in held.items()]
    return "\n".join(("[[accepted]]", *rows, ""))


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    for name, types in (("old", OLD), ("new", NEW)):
        (tmp_path / f"{name}.wsdl").write_text(WSDL.format(types=types))
    return str(tmp_path / "old.wsdl"), str(tmp_path / "new.wsdl")


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def written(text: str) -> str:
        path = tmp_path / "gate.toml"
        path.write_text(text)
        return str(path)

    return written


@pytest.fixture
def change(pair: Pair, capsys: pytest.CaptureFixture) -> str:
    """Return the name of the one change between the pair."""
    main(["diff", *pair])
    (change,) = re.findall("^  ([0-9a-f]{16}) ", capsys.readouterr().out, re.MULTILINE)
    return str(change)


def test_no_file_asks_for_what_breaks() -> None:
    policy = load(None, fail_on=None, day="2026-01-01")
    assert (policy.fail_on, policy.levels, policy.accepted) == (FailOn.BREAKING, {}, ())


def test_a_file_is_read_and_the_option_beats_it(file) -> None:
    path = Path(file(f'fail_on = "any"\n[levels]\n"default.changed" = "none"\n{entry()}'))
    policy = load(path, fail_on=None, day="2026-01-01")
    assert (policy.fail_on, policy.levels) == (FailOn.ANY, {"default.changed": Impact.NONE})
    assert [held.fingerprint for held in policy.accepted] == [ENTRY["change"]]
    assert load(path, fail_on="never", day="2026-01-01").fail_on is FailOn.NEVER


@pytest.mark.parametrize(
    "text, words",
    [
        ('fail_on = "sometimes"', "fail_on is one of breaking, risky, any, never, not 'sometimes'"),
        ("fail-on = 'any'", "fail-on"),
        ('[levels]\n"default.changd" = "none"', "no rule 'default.changd'; close to it: default.changed"),
        ('[levels]\n"default.changed" = "bad"', "default.changed: a level is one of breaking, risky, compatible, none"),
        (
            entry(rule="attribute.optional-aded"),
            "entry 1 (0123456789abcdef, attribute.optional-aded): there is no rule",
        ),
        (entry(reason=" "), "its reason is blank: say why"),
        (entry() + entry(change="f" * 16, owner=""), "entry 2 (ffffffffffffffff, attribute.optional-added): its owner"),
        (entry() + entry(), "entry 2 (0123456789abcdef, attribute.optional-added): entry 1 is for the same change"),
        (entry(expires="'soon'"), "entry 1, expires"),
        (entry(expires="2999-12-31\nwhy = 1"), "why"),
        ("[[accepted]", "not TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_its_entry(file, text: str, words: str) -> None:
    path = Path(file(text))
    with pytest.raises(UsageError) as told:
        load(path, fail_on=None, day="2026-01-01")
    assert words in str(told.value)
    assert str(path) in str(told.value)


def test_a_file_that_is_not_there_is_told_with_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--accept-write makes one"):
        load(tmp_path / "none.toml", fail_on=None, day="2026-01-01")


def test_a_level_makes_a_rule_pass(pair, file, capsys) -> None:
    path = file('[levels]\n"attribute.optional-added" = "compatible"')
    assert main(["diff", *pair, "--gate", path]) == 0
    assert capsys.readouterr().out.startswith("1 compatible.")
    assert main(["diff", *pair, "--gate", path, "--fail-on", "any"]) == 1


def test_an_accepted_change_is_told_and_does_not_fail(pair, file, change: str, capsys) -> None:
    assert main(["diff", *pair, "--gate", file(entry(change=change))]) == 0
    told = capsys.readouterr().out
    assert told.startswith("1 breaking; 1 of them accepted.")
    assert "    accepted by Ada until 2999-12-31: Asked." in told


def test_an_entry_that_no_change_needs_fails(pair, file, capsys) -> None:
    assert main(["diff", pair[0], pair[0], "--gate", file(entry())]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "STALE 0123456789abcdef attribute.optional-added: no change needs this entry of Ada: delete it" in told


def test_an_entry_whose_day_has_passed_accepts_nothing_and_fails(pair, file, change: str, capsys) -> None:
    path = file(entry(change=change, expires="2001-01-01"))
    assert main(["diff", *pair, "--gate", path, "--fail-on", "never"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "accepted." not in told
    assert f"OVERDUE {change} attribute.optional-added: accepted by Ada until 2001-01-01 (Asked.)" in told


def test_an_entry_has_to_name_the_rule_of_its_change(pair, file, change: str, capsys) -> None:
    assert main(["diff", *pair, "--gate", file(entry(change=change, rule="attribute.removed"))]) == 2
    assert f"entry 1: the change {change} is of the rule attribute.optional-added" in capsys.readouterr().err


def test_a_draft_is_refused_until_a_person_fills_it_in(pair, tmp_path: Path, change: str, capsys) -> None:
    out = tmp_path / "draft.toml"
    assert main(["diff", *pair, "--fail-on", "risky", "--accept-write", str(out)]) == 1
    assert "has 1 entry; give each new one a reason and an owner" in capsys.readouterr().out
    assert main(["diff", *pair, "--gate", str(out)]) == 2
    assert f"entry 1 ({change}, attribute.optional-added): its reason is blank" in capsys.readouterr().err
    text = out.read_text().replace('reason = ""', 'reason = "Asked."').replace('owner = ""', 'owner = "A \\" \x7f"')
    out.write_text(text.replace("\x7f", "\\u007f"))
    assert main(["diff", *pair, "--gate", str(out)]) == 0
    assert main(["diff", *pair, "--gate", str(out), "--accept-write", str(out)]) == 0
    assert "has 1 entry, 1 of them kept\n" in capsys.readouterr().out
    held = tomllib.loads(out.read_text())
    assert held["fail_on"] == "risky"
    assert held["accepted"][0]["owner"] == 'A " \x7f'


def test_a_draft_keeps_levels_and_leaves_out_what_is_stale(pair, file, change: str) -> None:
    path = file('[levels]\n"default.changed" = "none"\n' + entry())
    assert main(["diff", *pair, "--gate", path, "--accept-write", path]) == 1
    held = tomllib.loads(Path(path).read_text())
    assert held["levels"] == {"default.changed": "none"}
    assert [one["change"] for one in held["accepted"]] == [change]


def test_a_draft_never_goes_over_another_file(pair, file, tmp_path: Path, capsys) -> None:
    path, other = file(""), tmp_path / "other.toml"
    other.write_text("mine")
    assert main(["diff", *pair, "--gate", path, "--accept-write", str(other)]) == 2
    assert "is there already: --accept-write writes a new file" in capsys.readouterr().err
    assert other.read_text() == "mine"
