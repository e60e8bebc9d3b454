"""The formats of the gate: each tells the same, holds against its schema, and keeps strangers' words from acting."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from conformance import _schemas
from conformance.cli import main
from conformance.diff.judge import Policy, judge
from conformance.model.change import Change, Effect, Impact, Place, Source, Witness
from conformance.model.gate import Accepted, Behaviour, Compared, FailOn, Gate, Refused, Traffic
from conformance.model.requirement import Direction
from conformance.report import _gate_annotations, _gate_files, _gate_json, _gate_lines, _gate_markdown
from conformance.report._fit import LONGEST

SCHEMA = Draft202012Validator(json.loads((_schemas.root() / "reports/gate-1.schema.json").read_text()))
JUNIT = etree.XMLSchema(file=str(Path(__file__).parent / "junit.xsd"))
SIDES = (Compared(name="old", sha256="0" * 64), Compared(name="new", sha256="1" * 64))
HOSTILE = "x\n::error::no\r\x1b[2J</details><script>alert(1)</script>```\n| a |"
LOWER = Effect.NARROWS


def change(number: int = 0, **more: object) -> Change:
    made = Change(
        rule="attribute.required",
        owner="{urn:t}T",
        subject=f"@a{number}",
        effect=LOWER,
        message=f"the attribute a{number} is required, and was optional",
        places=(Place(operation="Call", direction=Direction.REQUEST, path=f"Call/@a{number}"),),
        sources=(Source(side="new", file="t.xsd", line=7),),
        witnesses=(
            Witness(
                operation="Call",
                direction=Direction.REQUEST,
                binding="soap11",
                accepted_by="old",
                refused_by="new",
                message=b"<e/>",
                why="The attribute 'a' is required but missing.",
            ),
        ),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a change


def gate(*changes: Change, policy: Policy | None = None) -> Gate:
    return judge(SIDES, changes, policy or Policy())


def entry(one: Change, expires: str = "2999-01-01") -> Accepted:
    return Accepted(fingerprint=one.fingerprint, rule=one.rule, reason="agreed", owner="Ada", expires=expires)


def heard(**more: object) -> Traffic:
    refused = Refused(file="a.yaml", number=3, operation="Call", direction=Direction.REQUEST, why="no 'a'")
    counts = {Direction.REQUEST: 9, Direction.RESPONSE: 8}
    made = Traffic(judged=counts, before={}, mended={}, refused=(refused,), foreign=2, broken=("b.yaml: broken",))
    return replace(made, **more)  # type: ignore[arg-type]  # fields of it


FREE = change(1, effect=Effect.WIDENS, witnesses=())
MOVED = change(2, rule="address.changed", effect=Effect.NONE, least=Impact.RISKY, witnesses=(), sources=())
HARD = change(3)
BEHAVES = Behaviour(
    changed=True, fails=True, decided=True, told="findings: 1 new", worse=(f"new fault.code {HOSTILE}",)
)
GATES: dict[str, Callable[[], Gate]] = {
    "nothing": gate,
    "one of each": lambda: gate(change(), FREE, MOVED),
    "accepted": lambda: gate(HARD, policy=Policy(accepted=(entry(HARD),), day="2026-11-26")),
    "overdue": lambda: gate(HARD, policy=Policy(accepted=(entry(HARD, "2020-01-01"),), day="2026-11-26")),
    "stale": lambda: gate(policy=Policy(accepted=(entry(HARD),), day="2026-11-26")),
    "never": lambda: gate(change(), policy=Policy(fail_on=FailOn.NEVER)),
    "traffic": lambda: replace(gate(change()), traffic=heard()),
    "traffic that passes": lambda: replace(gate(), traffic=heard(refused=(), broken=())),
    "hostile": lambda: gate(
        change(message=HOSTILE, owner=HOSTILE, unwitnessed=HOSTILE, sources=(Source(side="new", file=HOSTILE),))
    ),
    "behaviour": lambda: replace(gate(), behaviour=BEHAVES),
    "behaviour that passes": lambda: replace(gate(FREE), behaviour=replace(BEHAVES, fails=False, worse=())),
    "undecided": lambda: gate(change(effect=Effect.DIFFERS, undecided="patterns not compared", witnesses=())),
}


@pytest.mark.parametrize("name", GATES)
def test_every_format_tells_the_same(name: str) -> None:
    held = GATES[name]()
    told = json.loads(_gate_json.to_json(held))
    SCHEMA.validate(told)
    document = _gate_files.junit(held)
    root = etree.fromstring(document)
    JUNIT.assertValid(root)
    assert told["fails"] == held.fails == (root.get("failures") != "0")
    assert sum(told["counts"].values()) == len(held.changes) == len(root.findall(".//testcase")) - 1
    failing = len(held.failing)
    traffic, behaves = held.traffic, held.behaviour
    other = bool(held.stale or held.overdue or (traffic and traffic.failing) or (behaves and behaves.fails))
    assert int(root.get("failures") or 0) == failing + other
    text = _gate_markdown.markdown(held)
    assert ("the gate is shut" in text) == held.fails
    assert text.startswith("# What changed from `old` to `new`")
    lines = "\n".join(_gate_lines.lines(held, 120))
    for impact, number in held.counts.items():
        assert f"{number:,} {impact}" in text.splitlines()[2]
        assert f"{number:,} {impact}" in lines.splitlines()[0]
    assert len(_gate_annotations.quality(held)) == sum(one.accepted is None for one in held.changes)
    if behaves is not None:
        assert f"contract {'changed' if held.changes else 'unchanged'}, behaviour changed" in lines.lower()
        assert f"ontract {'changed' if held.changes else 'unchanged'}, behaviour changed" in text
    for one in held.changes:
        for shown in (text, lines, document.decode()):
            assert one.change.fingerprint in shown


def test_strangers_words_do_not_act() -> None:
    held = GATES["hostile"]()
    told = [*_gate_annotations.github(held)]
    assert len(told) == 1
    assert not re.search(r"[\r\n\x1b]", told[0])
    text = _gate_markdown.markdown(held)
    assert "<script>" not in re.sub(r"(`+).+?\1", "", text), "in a code span it is only shown"
    assert re.sub(r"(`+).+?\1", "", text).count("</details>") == text.count("<details>")
    assert "\x1b" not in text + "\n".join(_gate_lines.lines(held, 100)) + _gate_files.junit(held).decode()
    assert not any(line.startswith("::") for line in "\n".join(_gate_lines.lines(held, 100)).splitlines())


def test_annotations_stand_at_lines_of_files_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.xsd").write_text("<x/>")
    shown = [*_gate_annotations.github(GATES["one of each"]())]
    assert shown[0].startswith("::error file=t.xsd,line=7,title=breaking%3A attribute.required::the attribute a0")
    assert [line.partition(" ")[0] for line in shown] == ["::error", "::warning", "::notice"]
    assert "file=" not in shown[1]
    Path("t.xsd").unlink()
    assert "file=" not in next(_gate_annotations.github(GATES["one of each"]()))
    assert not [*_gate_annotations.github(GATES["accepted"]())]


def test_a_pull_request_takes_it_however_much_changed() -> None:
    held = gate(*(change(number, message=f"{number} {'é' * 200}") for number in range(2_000)))
    text = _gate_markdown.markdown(held)
    assert len(text) < LONGEST
    assert "2,000 breaking" in text
    assert "All of it stands in" in text


def test_a_witness_cannot_leave_its_fence() -> None:
    witness = replace(HARD.witnesses[0], message=b"<e>\n```\n</details>\n````\n</e>")
    text = _gate_markdown.markdown(gate(replace(HARD, witnesses=(witness,))))
    assert "`````xml\n" in text


XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n<xs:element name="A" type="xs:{type}"/></xs:schema>'


def test_the_command_writes_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("int", "short"):
        Path(f"{name}.xsd").write_text(XSD.format(type=name))
    names = ("out.md", "out.json", "out.xml", "gl.codequality.json")
    options = [option for name in names for option in ("-o", name)]
    assert main(["diff", "int.xsd", "short.xsd", "--annotations", "github", *options]) == 1
    told = capsys.readouterr().out
    assert "\n::error file=short.xsd,line=2,title=breaking%3A bounds.narrowed::values are" in told
    whole = json.loads(Path("out.json").read_text())
    SCHEMA.validate(whole)
    (one,) = whole["changes"]
    assert one["sources"] == [
        {"side": "new", "file": "short.xsd", "line": 2},
        {"side": "old", "file": "int.xsd", "line": 2},
    ]
    assert {witness["direction"] for witness in one["witnesses"]} == {"request"}
    assert "<A>" in one["witnesses"][0]["envelope"]
    (shown,) = json.loads(Path("gl.codequality.json").read_text())
    assert shown["location"] == {"path": "short.xsd", "lines": {"begin": 2}}
    assert shown["severity"] == "critical"


@pytest.mark.parametrize("name", ["out.txt", "out", "nowhere/deep/out.pdf"])
def test_a_file_of_no_format_is_told_before_anything_is_done(name: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["diff", "cvent", "nobody", "-o", name]) == 2
    told = capsys.readouterr().err
    assert "is written as .codequality.json, .json, .md, .xml, by the suffix" in told
