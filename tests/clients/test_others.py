"""Clients of other languages read the published WSDL and hold the whole conversation, each in a program of its own."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conversation import NO_SESSION, Plain, calls, expected, kept, understood, written

HERE = Path(__file__).parent
NOWHERE = "http://127.0.0.2:9"  # a proxy that is not there: who asks another host gets no answer
# Program, its arguments that show that the client is there, and what to install.
CLIENTS = {
    "php": (
        "php",
        ["-r", "exit(class_exists('SoapClient') ? 0 : 1);"],
        "PHP with its extension soap (Debian: php-cli php-soap)",
    ),
    "js": ("node", ["-e", "require('soap')"], "node, and npm's soap where NODE_PATH finds it (tox -e clients does)"),
}

pytestmark = pytest.mark.clients


@pytest.fixture(params=CLIENTS)
def language(request: pytest.FixtureRequest) -> str:
    """Return each language in turn whose client is on this machine."""
    program, shows, wanted = CLIENTS[request.param]
    found = shutil.which(program)
    if found is None or subprocess.run([found, *shows], capture_output=True, check=False).returncode:
        pytest.skip(f"to run this, install {wanted}")
    return str(request.param)


def spoken(language: str, url: str, binding: str, said: list[Plain]) -> list[Plain]:
    """Have calls spoken by a client in a program of its own; return the answers as it understands them."""
    done = subprocess.run(
        [CLIENTS[language][0], str(HERE / f"speak.{language}"), url, binding],
        input=json.dumps(said),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"http_proxy": NOWHERE, "https_proxy": NOWHERE, "no_proxy": "127.0.0.1"},
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return json.loads(done.stdout)


def test_the_whole_conversation_is_understood_on_both_sides(language, served, cvent, platform, binding) -> None:
    wanted = expected(platform, binding, served.url)
    if language == "php":
        wanted |= {
            name: told[:1] for name, told in wanted.items() if isinstance(told, tuple)
        }  # SoapFault has no subcode
    assert understood(spoken(language, served.url, binding, calls(cvent))) == wanted
    assert kept(served.app, cvent) == written()
    assert served.overheard.spoken() == {(binding, operation) for operation in cvent.operations}
    served.findings.append(NO_SESSION)
