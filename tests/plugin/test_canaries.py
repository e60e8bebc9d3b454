"""Canaries in every sensitive place: whatever a run writes or prints, none of them is found, however it is escaped."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from canaries import Canaries, forms, token

from conformance import _schemas
from conformance.model.contract import Contract
from conformance.reference.soap.wsgi import application
from conformance.report import jsonl
from conformance.transport.reference import serving

IDS = "UpdateContact/Contacts/Contact/@Id"
LOGIN = ("AccountNumber", "UserName", "Password")
SECRET = ("SocialSecurityNumber", "PassportNumber", "NationalIdentificationNumber", "DateOfBirth")

# A user's tests: they take each canary from the environment, so that it stands in no file of theirs.
OWN = '''
import os
from dataclasses import replace
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from conformance.contract.example import example
from conformance.strategies import payloads, requests

SECRET = ("SocialSecurityNumber", "PassportNumber", "NationalIdentificationNumber", "DateOfBirth")
CONTRACT = os.environ.get("OWN_CONTRACT", "cvent")
FEW = settings(max_examples=3, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck), deadline=None)

def path(operation, name):
    return {"UpdateContact": "UpdateContact/Contacts/Contact/@", "UpdateGuestInfo": "UpdateGuestInfo/Guests/Guest/@"}[operation] + name

def canaries(operation):
    return {path(operation, name): st.sampled_from([os.environ[f"CANARY_{operation}_{name}"]]) for name in SECRET}

def loaded(conformance, operation, binding):
    """Return a request that carries a canary at each declared path, and in HTTP fields."""
    payload = example(conformance.contract, conformance.contract.operations[operation])
    holder = payload.children[-1]
    item = holder.children[0]
    item = replace(item, attributes=(*item.attributes, *((name, os.environ[f"CANARY_{operation}_{name}"]) for name in SECRET)))
    payload = replace(payload, content=(*payload.children[:-1], replace(holder, content=(item,))))
    request = conformance.request(payload, binding=binding)
    fields = (("Authorization", os.environ["CANARY_authorization"]), ("Cookie", "track=" + os.environ["CANARY_cookie"]))
    return replace(request, headers=(*request.headers, *fields))

import pytest

@pytest.mark.parametrize("binding", ["soap11", "soap12"])
@pytest.mark.parametrize("operation", ["UpdateContact", "UpdateGuestInfo"])
def test_fields(conformance, operation, binding):
    for _ in range(6):  # each time the endpoint echoes in another way
        request = loaded(conformance, operation, binding)
        answer = conformance.exchange(request)
        fault, items, results, payload, exchange, response = (
            answer.fault, answer.items, answer.results, answer.payload, answer.exchange, answer.response
        )
        print(request, answer, fault, items, results, payload, exchange, response)
        broken = answer.verdicts
    answer.require()
    assert not broken, broken

@FEW
@given(payload=payloads(CONTRACT, "UpdateContact", overrides=canaries("UpdateContact")))
def test_a_drawn_payload(conformance, payload):
    print(payload)
    request = conformance.request(payload, binding="soap12")
    answer = conformance.exchange(request)
    assert not payload.children, payload

@FEW
@given(message=requests(CONTRACT, "UpdateGuestInfo", overrides=canaries("UpdateGuestInfo")))
def test_a_drawn_request(conformance, message):
    answer = conformance.exchange(message)
    assert message.url == answer, message

def test_a_request_of_nothing(conformance):
    request = loaded(conformance, "UpdateContact", "soap11")
    conformance.exchange(replace(request, headers=request.headers[-2:], body=request.body.replace(b"UpdateContact", b"Other")))

@pytest.mark.vcr
def test_recorded(conformance):
    request = loaded(conformance, "UpdateContact", "soap11")
    answer = conformance.exchange(request)
    answer.require()
'''
CONFTEST = """
import os
from hypothesis import strategies as st
from conformance.checks import Scope, check
from conformance.model.requirement import Direction, Level, Problem, Requirement, Specification

PATH = "UpdateContact/Contacts/Contact/@"

def pytest_conformance_overrides(contract):
    return {PATH + "PassportNumber": st.sampled_from([os.environ["CANARY_UpdateContact_PassportNumber"]])}

@check(
    requirement=Requirement(
        id="OWN-1", spec=Specification(key="own", title="Own", url=""), section="1", level=Level.MUST, sentence="None."
    ),
    scope=Scope(directions=(Direction.RESPONSE,), needs=("request_envelope",)),
)
def tells_everything(seen):
    for part in seen.request_envelope.payload.walk():
        for name, value in part.attributes:
            if name == "PassportNumber":
                yield Problem(message=f"the passport is {value!r}", path=f"a/{value}")

@check(
    requirement=Requirement(
        id="OWN-2", spec=Specification(key="own", title="Own", url=""), section="2", level=Level.MUST, sentence="None."
    ),
    scope=Scope(directions=(Direction.RESPONSE,), needs=("request_envelope",)),
)
def breaks_at_everything(seen):
    told = list(tells_everything.run(seen))
    if told:
        raise RuntimeError(told[0].message)

def pytest_conformance_checks(contract):
    return [tells_everything, breaks_at_everything]
"""
SUITE = "from conformance.suite import test_examples, test_spellings, test_valid\n"
ONLY = "own or example or utf-16 or UpdateContact/soap12/generated"


class Echo:
    """The reference endpoint, behind which everything that is said comes back, each time in another way."""

    def __init__(self, contract: Contract, canaries: Canaries) -> None:
        self.app = application(contract, "asmx")
        self.canaries = canaries
        self.turn = 0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        heads: list[tuple[str, list[tuple[str, str]]]] = []
        environ["wsgi.input"] = __import__("io").BytesIO(sent)
        answer = b"".join(self.app(environ, lambda status, fields: heads.append((status, fields))))
        for session in re.findall(rb'CventSessionHeader="([^"]+)"', answer):
            self.canaries.plant(f"session {len(self.canaries.planted)}", session.decode())
        (status, fields), text = heads[0], self.everything(environ, sent)
        cookie = self.canaries.plant(f"set-cookie {self.turn}", token())
        fields = [*fields, ("Set-Cookie", f"sid={cookie}; Path=/; HttpOnly"), ("X-Echo", quote(text))]
        if b"<Login" not in sent:
            self.turn += 1
            answer, status, fields = self.spoiled(answer, text + cookie, status, fields)
        fields = [(name, value) for name, value in fields if name.lower() != "content-length"]
        start(status, [*fields, ("Content-Length", str(len(answer)))])
        return [answer]

    def everything(self, environ: WSGIEnvironment, sent: bytes) -> str:
        """Return all that a client said, decoded."""
        encoding = "utf-16" if sent[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
        values = re.findall(r'"([^"]*)"|>([^<>]+)<', sent.decode(encoding, "replace"))
        said = [html_unescape(one or other) for one, other in values]
        fields = [str(environ.get(name, "")) for name in ("HTTP_AUTHORIZATION", "HTTP_COOKIE")]
        account = [self.canaries.planted[name] for name in LOGIN]
        return " | ".join((*said, *fields, *account))

    def spoiled(self, answer: bytes, text: str, status: str, fields: list[tuple[str, str]]):
        """Return an answer that tells everything, in one of six ways."""
        fault = (
            '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>'
            f"Client</faultcode><faultstring>{escape(text)}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
        )
        said = base64.b64encode(text.encode()).decode()
        kind = [("Content-Type", "text/xml; charset=utf-8")]
        wide = [("Content-Type", "text/xml; charset=utf-16")]
        return (
            (answer, status, fields),
            (fault.encode(), "500 Internal Server Error", [*fields[-2:], *kind]),
            (f"<html><p>{escape(text)}</p><!-- {said} {quote(text)}".encode(), "200 OK", fields),
            (fault.encode("utf-16"), "500 Internal Server Error", [*fields[-2:], *wide]),
            (
                json.dumps({"said": text}).encode(),
                "400 Bad Request",
                [*fields[-2:], ("Content-Type", "application/json")],
            ),
            (fault.encode("ascii", "xmlcharrefreplace"), "400 Bad Request", [*fields[-2:], *kind]),
        )[self.turn % 6]


def html_unescape(text: str) -> str:
    import html

    return html.unescape(text)


@contextmanager
def planted(cvent: Contract, folder: Path) -> Iterator[tuple[Canaries, dict[str, str], str]]:
    """Plant a canary in every sensitive place; yield them, the environment of a live user, and the target."""
    canaries, environment = Canaries(), dict(os.environ)
    for name in [name for name in environment if name.startswith("CONFORMANCE_")]:
        del environment[name]
    subjects = dict(cvent.subjects)
    for name in LOGIN:
        value = canaries.plant(name, f'{token()} & "w\u00f6rd" <7>')
        subjects[f"Login/{name}"] = (value,)
        environment["CONFORMANCE_" + re.sub("(?<=[a-z])(?=[A-Z])", "_", name).upper()] = value
    environment["CONFORMANCE_EXPIRED_SESSION_VALUE"] = canaries.plant("expired", token())
    for operation in ("UpdateContact", "UpdateGuestInfo"):
        for name, value in zip(SECRET, (f"{token()}'<", token(), "8317462950", "1987-06-05T04:03:02.5"), strict=True):
            own = value.replace("8317462950", str(8317462950 + len(operation))).replace(
                "1987", f"19{len(operation) + 60}"
            )
            environment[f"CANARY_{operation}_{name}"] = canaries.plant(f"{operation} {name}", own)
    basic = base64.b64encode(f"{canaries.plant('basic user', token())}:{token()}".encode()).decode()
    environment["CANARY_authorization"] = canaries.plant("authorization", f"Basic {basic}")
    environment["CANARY_cookie"] = canaries.plant("cookie", token())
    known = [canaries.plant("subject", str(uuid4())), canaries.plant("second subject", str(uuid4()).upper())]
    subjects[IDS] = (*subjects[IDS], *known)
    mail = canaries.plant("subject mail", f"{token()}@secret.example.org")
    rows = {IDS: known, "UpdateContact/Contacts/Contact/@EmailAddress": [mail]}
    file = folder.parent / "subjects.toml"
    file.write_text(
        "[subjects]\n" + "".join(f"{json.dumps(path)} = {json.dumps(values)}\n" for path, values in rows.items())
    )
    with serving(Echo(replace(cvent, subjects=subjects), canaries)) as base:
        yield canaries, environment, f"{base}/soap/V200611.ASMX"


def run(folder: Path, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", *command),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def loud(target: str, *options: str) -> tuple[str, ...]:
    """Return a run that tells as much as pytest can."""
    return (
        "pytest", ".", "-vv", "--showlocals", "-ra", "-k", ONLY, "--log-level=DEBUG", "--hypothesis-verbosity=verbose",
        "--junitxml=junit.xml", "-o", "junit_logging=all", "--conformance-target", target, "--conformance-subjects",
        str(Path("..") / "subjects.toml"), "--conformance-report", "out.jsonl", "--conformance-report", "out.md", "--conformance-report=out.html", "--conformance-report=out.xml",
        "--conformance-keep", "all", "--conformance-operation", "UpdateContact", "--conformance-operation", "Login",
        "--conformance-depth", "quick", *options,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    for name, text in {
        "test_own.py": OWN,
        "test_suite.py": SUITE,
        "conftest.py": CONFTEST,
        "pytest.ini": "[pytest]\n",
    }.items():
        (made / name).write_text(text)
    return made


def test_no_canary_is_found_anywhere(cvent: Contract, folder: Path) -> None:
    with planted(cvent, folder) as (canaries, environment, target):
        told = run(folder, environment, *loud(target))
        assert told.returncode == 1, told.stdout[-3000:] + told.stderr
        recorded = run(folder, environment, *loud(target, "--record-mode=rewrite", "--conformance-report=again.jsonl"))
        assert list((folder / "cassettes").rglob("*.yaml")), recorded.stdout[-3000:]
        reached = ("--subjects", str(Path("..") / "subjects.toml"))
        name = next(found for found in jsonl.read(folder / "out.jsonl").findings if not found.tolerated).fingerprint
        commands = (
            run(folder, environment, "conformance", "report", "out.jsonl"),
            run(folder, environment, "conformance", "repro", "out.jsonl", "--out", "kit"),
            run(folder, environment, "conformance", "replay-case", "out.jsonl", name, *reached),
        )
        assert [done.returncode for done in commands] == [1, 0, 1], commands
    streams = {
        f"{stream} {number}": getattr(done, stream)
        for number, done in enumerate((told, recorded, *commands))
        for stream in ("stdout", "stderr")
    }
    assert not canaries.found_in(folder, **streams)
    report = (folder / "out.jsonl").read_text()
    for wanted in ("redacted-", "@example.com", "19000000-0000-4000-8000-", "1900-01-01T00:00:", "1900000"):
        assert wanted in report, "what stands for them is of their kind"
    for wanted in (
        "test_a_drawn_payload(",
        "tells-everything: the passport is",
        "the check broke: RuntimeError",
        'PassportNumber="***"',
    ):
        assert wanted in told.stdout, "as much was told as could be"
    for made in ("out.jsonl", "out.md", "junit.xml", ".hypothesis", ".pytest_cache", "kit"):
        assert (folder / made).exists()


@pytest.mark.proof
def test_no_canary_is_found_in_what_several_processes_write(cvent: Contract, folder: Path) -> None:
    with planted(cvent, folder) as (canaries, environment, target):
        done = run(folder, environment, *loud(target, "-n", "2"))
        assert done.returncode == 1, done.stdout[-3000:] + done.stderr
        killed = subprocess.Popen(
            (sys.executable, "-m", *loud(target, "-n", "2", "--conformance-report", "cut.jsonl")),
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not list(folder.rglob("*.parts/*.jsonl")) and time.monotonic() < deadline:
            time.sleep(0.05)
        killed.kill()
        stdout, stderr = killed.communicate()
    assert list(folder.rglob("*.parts/*.jsonl")), "what a process writes before the report is put together"
    assert not canaries.found_in(folder, stdout=done.stdout, stderr=done.stderr, cut=stdout, cut_too=stderr)


def test_a_canary_is_found_where_the_contract_declares_nothing(cvent: Contract, folder: Path) -> None:
    """The same run, told that these places are not secret: so each canary does come as far as what is written."""
    shutil.copytree(_schemas.contract_folder("cvent"), folder / "bare")
    manifest = folder / "bare" / "contract.toml"
    before, _, after = manifest.read_text().partition("[redact]")
    manifest.write_text(before + "[volatile]" + after.partition("[volatile]")[2])
    with planted(cvent, folder) as (canaries, environment, target):
        environment |= {"OWN_CONTRACT": str(folder / "bare")}
        done = run(folder, environment, *loud(target, "--conformance-contract", str(folder / "bare")))
    assert done.returncode == 1, done.stdout[-3000:] + done.stderr
    found = {told.partition(" in ")[0] for told in canaries.found_in(folder, stdout=done.stdout)}
    declared = {f"{operation} {name}" for operation in ("UpdateContact", "UpdateGuestInfo") for name in SECRET}
    assert declared | {"authorization", "cookie", "basic user", "set-cookie 1"} <= found
    assert not found & {*LOGIN, "subject", "second subject", "subject mail", "expired"}, "these need no declaration"


@pytest.mark.parametrize(
    "value",
    ["canary0123456789ab & 'w\u00f6rd' <\"7\">", "1987-06-05T04:03:02.5", "2952efae-2794-40d7-aa6d-373823091ca4"],
)
def test_a_canary_would_be_found_in_every_form(tmp_path: Path, value: str) -> None:
    canaries = Canaries()
    canaries.plant("it", value)
    hidden = tmp_path / "a" / ".b" / "c.bin"
    hidden.parent.mkdir(parents=True)
    for form in forms(value):
        assert not canaries.found_in(tmp_path)
        hidden.write_bytes(b"\xff\0before" + form + b"after\n")
        assert canaries.found_in(tmp_path), form
        hidden.unlink()
    for escaped in (value, escape(value), quote(value, safe=""), json.dumps(value), repr(value)):
        assert canaries.found_in(tmp_path, stdout=f"before{escaped}after"), escaped
    for before in ("", "a", "ab"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            hidden.write_bytes(base64.b64encode(f"{before}{value}z".encode(encoding)))
            assert canaries.found_in(tmp_path), (before, encoding)
