"""A cassette that is not what would be recorded today fails the run, and says how to record it again."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance._recording import unread
from conformance.campaign.settings import Settings
from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response
from conformance.transport._seal import Seal, sealed

SHIPPED = Path(__file__).parents[2] / "cassettes" / "cvent"
Edit = Callable[[list[dict[str, Any]]], None]


def changed(file: Path, edit: Edit) -> None:
    """Change the exchanges of a cassette, and seal them again as if they had been recorded so."""
    cassette = yaml.safe_load(file.read_text())
    edit(cassette["interactions"])
    for found in cassette["interactions"]:
        sent, received = found["request"], found["response"]
        fields = [
            tuple((name, value) for name, values in part["headers"].items() for value in values)
            for part in (sent, received)
        ]
        request = Request(url=sent["uri"], headers=fields[0], body=sent["body"].encode(), method=sent["method"])
        body = received["body"]["string"].encode()
        response = Response(status=received["status"]["code"], headers=fields[1], body=body)
        received["recorded"] = asdict(sealed(request, response, Seal(**received["recorded"])))
    file.write_text(yaml.safe_dump(cassette))


def rename_item(found: list[dict[str, Any]]) -> None:
    found[0]["request"]["body"] = found[0]["request"]["body"].replace("message-1", "message-2")


def unsealed(found: list[dict[str, Any]]) -> None:
    del found[0]["response"]["recorded"]


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    shutil.copytree(SHIPPED, pytester.path / "some")
    return pytester.path / "some"


def test_each_dishonest_cassette_has_its_own_message(suite, folder: Path) -> None:
    def example(operation: str, binding: str) -> Path:
        return folder / operation / binding / "example.yaml"

    example("UpdateSession", "soap11").unlink()
    changed(example("UpdateSession", "soap12"), rename_item)
    edited = example("UpdateContact", "soap11")
    edited.write_text(edited.read_text().replace('Success="true"', 'Success="false"'))
    changed(example("UpdateContact", "soap12"), lambda found: found.append(found[0]))
    cut = example("SessionRegAction", "soap11")
    cut.write_bytes(cut.read_bytes()[:-100])
    wrong = example("SessionRegAction", "soap12")
    wrong.write_text(wrong.read_text().replace("interactions:\n- request:", "interactions:\n- request: ["))
    example("UpdateGuestInfo", "soap11").write_bytes(b"\x89PNG\r\n\x1a\n\0\xff")
    old = example("UpdateGuestInfo", "soap12")
    old.write_text(without_seal(old.read_text()))
    changed(example("Login", "soap11"), lambda found: found[0]["request"]["headers"].update(soapaction=['"other"']))
    shutil.copytree(folder / "Login" / "soap12", folder / "Gone" / "soap12")
    result, report = suite("--block-network", "--conformance-target", "replay:some")
    assert result.ret == 1
    result.assert_outcomes(passed=1, failed=9, skipped=10)
    again = "record it again with --record-mode=rewrite"
    told = result.stdout.str()
    for place, said in {
        "UpdateSession/soap11": "there is no such cassette, so the case is not tested; name an endpoint as the target",
        "UpdateSession/soap12": 'recorded with another request than today\'s: Envelope/Body/UpdateSession/sessions/Session/@MessageId is "message-1", and was "message-2" (recorded at depth quick); '
        + again,
        "UpdateContact/soap11": f"its exchange 1 was edited after it was recorded; {again}, or remove it",
        "UpdateContact/soap12": "1 of 2 recorded exchanges were not asked for, such as one of UpdateContact: the contract or the generator has changed (recorded at depth quick); "
        + again,
        "SessionRegAction/soap11": f"it is cut off: its last line, which names the version of the format, is missing; {again}",
        "SessionRegAction/soap12": "it is no YAML: ",
        "UpdateGuestInfo/soap11": f"it is binary, no text; {again}",
        "UpdateGuestInfo/soap12": f"it was recorded without time and digest, by an earlier version; {again}",
        "Login/soap11": 'recorded with another request than today\'s: SOAPAction is ""http://api.cvent.com/2006-11/Login"", and was ""other""',
    }.items():
        assert f"some/{place}/example.yaml: {said}" in told, place
    assert "conformance: unused recordings: no case of today reads some/Gone/soap12/example.yaml; remove" in told
    assert not report.complete
    assert report.footer is not None
    untested = {left.what: left.why for left in report.footer.untested}
    assert {
        f"{name}/{binding}/example" for name in ("UpdateSession", "UpdateContact") for binding in ("soap11", "soap12")
    } <= untested.keys()
    assert untested["some/Gone/soap12/example.yaml"] == "no case of today reads this recording"


def without_seal(text: str) -> str:
    before, _, after = text.partition("    recorded:\n")
    return before + after[after.index("    status:") :]


def test_a_recording_may_be_too_old(suite, folder: Path, pytester: pytest.Pytester) -> None:
    choice = ("--conformance-operation", "Login", "--conformance-target", "replay:some")
    changed(
        folder / "Login" / "soap11" / "example.yaml",
        lambda found: found[0]["response"]["recorded"].update(at="2020-02-03T04:05:06+00:00"),
    )
    pytester.makeini("[pytest]\nconformance_recording_age = 36500")
    result, _ = suite(*choice)
    assert result.ret == 0
    result, _ = suite(*choice, "--conformance-recording-age", "1000")
    assert result.ret == 1
    result.assert_outcomes(passed=1, failed=1, skipped=2)
    said = "some/Login/soap11/example.yaml: it was recorded on 2020-02-03T04:05:06+00:00, * days ago, and --conformance-recording-age allows 1000; record it again with --record-mode=rewrite, or remove it"
    result.stdout.fnmatch_lines([said])


def test_what_a_run_leaves_out_is_not_called_unused(cvent: Contract, folder: Path) -> None:
    target, examples = f"replay:{folder}", {"example": ["Login/soap11/example"]}
    chosen = Settings(operations=("Login",), bindings=("soap11",))
    gone = folder / "Login" / "soap11" / "edge" / "Gone.yaml"
    gone.write_text("")
    for name in ("Old", "test_own"):
        (folder / name / "soap11").mkdir(parents=True)
        (folder / name / "soap11" / "example.yaml").write_text("")
    (folder / "test_own" / "test_it.yaml").write_text("")
    assert unread(target, cvent, chosen, examples).told is None
    found = unread(target, cvent, chosen, {**examples, "edge": []})
    assert found.nobodys == (gone,)
    assert {file.name for file in found.other_depth} == {"Login-parts.yaml", "Login-together.yaml"}
    everything = replace(chosen, operations=(), bindings=())
    assert folder / "Old" / "soap11" / "example.yaml" in unread(target, cvent, everything, examples).nobodys
    assert unread("reference:", cvent, everything, examples).told is None


def test_a_selection_does_not_call_the_rest_unused(suite, folder: Path) -> None:
    shutil.copytree(folder / "Login" / "soap12", folder / "Gone" / "soap12")
    result, _ = suite("--conformance-target", "replay:some", "-k", "Login")
    assert result.ret == 0


@pytest.mark.proof
def test_several_processes_tell_of_unused_recordings(suite, folder: Path) -> None:
    shutil.copytree(folder / "Login" / "soap12", folder / "Gone" / "soap12")
    result, _ = suite("--conformance-target", "replay:some", "-n", "2")
    assert result.ret == 1
    assert "unused recordings: no case of today reads some/Gone/soap12/example.yaml;" in result.stdout.str()
