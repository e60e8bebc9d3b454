"""One protocol stands beside another: what is no room of a protocol neither knows a protocol nor names one."""

import ast
import re
from pathlib import Path

import pytest

from conformance.checks import catalogue

ROOT = Path(__file__).parents[2] / "conformance"
ROOMS = {
    "SOAP": (
        "soap/",
        "contract/soap",
        "contract/services",
        "contract/wsdl",
        "contract/wrappers",
        "contract/definitions",
        "contract/bindings",
        "contract/located",
        "contract/unmade",
        "contract/published_xml",
        "generation/envelopes/",
        "generation/certificate",
        "generation/scene",
        "relations/",
        "reference/soap/",
        "diff/soap",
        "checks/_alike",
        "checks/_blame",
        "checks/_soap",
        "checks/_soap_seen",
        "campaign/soap/",
    ),
    "REST": (
        "servicestack/",
        "contract/servicestack",
        "contract/rest",
        "contract/routes",
        "contract/published_json",
        "generation/rest/",
        "reference/rest/",
        "diff/rest",
        "checks/_rest",
        "checks/_rest_seen",
        "campaign/rest/",
    ),
}
# Where a row, or a column, of each protocol stands; and why that is no question.
TABLES = {
    "model/binding": "the bindings themselves, as facts",
    "contract/protocols": "rows: how messages are made, read and judged",
    "contract/documents": "the schemas that are shipped, those of envelopes among them",
    "contract/source": "a contract is read by what kind of file it is",
    "contract/jsonschema": "rows: the formats that a schema can name",
    "checks/_observe": "columns: all that can be seen of a message, of one protocol or another",
    "checks/_reply": "a column of that",
    "checks/_observers": "rows: what reads messages for the checks",
    "checks/_specs": "the specifications that are cited",
    "checks/_select": "their short names",
    "reference/applications": "rows: who plays the vendor",
    "reference/defects": "the defects of all references, by name",
    "diff/witness": "rows: how witnesses are written and judged",
    "campaign/scripts": "rows: how payloads are written, and which cases there are",
    "campaign/making": "rows: what makes messages without a target",
    "campaign/methods": "rows: what is done with cases of a protocol's own",
    "campaign/recorded": "rows: what judges recorded messages by two contracts",
    "checks/_platform": "columns: what deviations of a platform are known by",
    "_fixture": "a column: the fault of an answer, which users' tests look at",
}
# What is told to users names what they know: options, help, and the report's published keys.
SPEAKS_TO_USERS = ("cli/", "plugin", "strategies/messages", "report/_gate_json", "__init__")
NAMED = {"soap": "SOAP", "servicestack": "REST"}
OF_ONE = {"SOAP", "SOAP11", "SOAP12", "REST", "JSON", "JSV", "FORM"}
WORD = re.compile(
    r"(?<![A-Za-z])(SOAP|[Ss]oap|REST(?![A-Z])|[Ss]ervice[Ss]tack|JSV|jsv|[Ee]nvelope)(?![a-z])|[Ss][Oo][Aa][Pp]action"
)
# What only a protocol's messages have: what shared modules ask, they ask of an observation in words of all protocols.
OF_A_MESSAGE = {"fault", "fault_element", "envelope", "envelope_element", "request_envelope", "reply"}
ASKED = re.compile(
    r"""\.protocol (==|!=|in|not in) [\["'({]|\broute is (not )?None\b|\bbinding (in|not in) (?!BINDINGS)[A-Z]"""
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT).with_suffix("")).removesuffix("/__init__")


def stands_in(name: str, places: tuple[str, ...] | dict[str, str]) -> bool:
    return any(f"{name}/".startswith(place) if place.endswith("/") else name == place for place in places)


def is_topic(name: str) -> bool:
    room, _, module = name.partition("/")
    return room == "checks" and bool(module) and not module.startswith("_")


def rooms_of(name: str) -> set[str]:
    return {protocol for protocol, places in ROOMS.items() if stands_in(name, places)}


def imported(path: Path) -> set[tuple[str, str]]:
    """Return what a module imports of ours: the module, and the name in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            dotted = [alias.name for alias in node.names if alias.name.startswith("conformance.")]
            found |= {(above.removeprefix("conformance").strip("."), name) for above, _, name in map(parted, dotted)}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("conformance"):
            found |= {((node.module or "").removeprefix("conformance").strip("."), alias.name) for alias in node.names}
    return found


def parted(dotted: str) -> tuple[str, str, str]:
    return dotted.rpartition(".")


def reached(path: Path) -> set[str]:
    """Return the modules that a module imports, by their names here."""
    known = set(map(name_of, ROOT.rglob("*.py")))
    pairs = (
        (f"{module}.{name}".strip(".").replace(".", "/"), module.replace(".", "/")) for module, name in imported(path)
    )
    return {inner if inner in known else outer for inner, outer in pairs}


MODULES = {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}
SHARED = [name for name in MODULES if not rooms_of(name) and not stands_in(name, TABLES) and not is_topic(name)]


@pytest.mark.parametrize("name", SHARED)
def test_what_is_shared_knows_no_protocol(name: str) -> None:
    path = MODULES[name]
    known = {other for other in reached(path) if rooms_of(other) or is_topic(other)}
    assert not known, f"{name} imports {', '.join(sorted(known))}: put a row into a table"
    named = {one for module, one in imported(path) if module == "model.binding"} & OF_ONE
    assert not named, f"{name} imports {', '.join(sorted(named))} of model.binding"
    assert ("model", "binding") not in imported(path), f"{name} imports all bindings there are by their names"


@pytest.mark.parametrize("name", [name for name in SHARED if not stands_in(name, SPEAKS_TO_USERS)])
def test_what_is_shared_names_no_protocol(name: str) -> None:
    said = {found[0] for line in MODULES[name].read_text().splitlines() for found in WORD.finditer(line)}
    assert not said, f"{name} says {', '.join(sorted(said))}"


@pytest.mark.parametrize("name", SHARED)
def test_what_is_shared_looks_at_no_part_that_one_protocol_has(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text())
    seen = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & OF_A_MESSAGE
    assert not seen, f"{name} looks at {', '.join(sorted(seen))}"


@pytest.mark.parametrize("name", [*SHARED, *TABLES])
def test_nobody_asks_which_protocol_it_is(name: str) -> None:
    assert not ASKED.search(MODULES[name].read_text())


def protocols_of(topic: str) -> set[str]:
    """Return the protocols that the checks of a topic are for."""
    own = [one for one in catalogue().values() if one.id.startswith(f"{topic.partition('/')[2]}.")]
    spoken = {binding.protocol for one in own for binding in one.scope.bindings}
    return {NAMED[protocol] for protocol in spoken}


@pytest.mark.parametrize("name", [name for name in MODULES if len(rooms_of(name)) == 1 or is_topic(name)])
def test_a_room_knows_no_other_protocol(name: str) -> None:
    own = protocols_of(name) if is_topic(name) else rooms_of(name)
    others = {other for other in reached(MODULES[name]) if rooms_of(other) - own}
    assert not others, f"{name}, of {own}, imports {', '.join(sorted(others))}"


@pytest.mark.parametrize("topic", sorted(name for name in MODULES if is_topic(name)))
def test_a_topic_of_checks_is_of_one_protocol(topic: str) -> None:
    assert len(protocols_of(topic)) == 1


def test_every_place_is_there() -> None:
    places = [place for found in ROOMS.values() for place in found] + [*TABLES, *SPEAKS_TO_USERS]
    missing = [
        place for place in places if not any(stands_in(name, (place,)) for name in MODULES) and place != "__init__"
    ]
    assert not missing
    assert all(len(rooms_of(name)) <= 1 for name in MODULES)


def told(text: str) -> set[str]:
    """Return the paths that a section of the README names, each alternative in braces by itself."""
    found = set()
    for path in re.findall(r"`((?:conformance|schemas|tests|cassettes)/[^`]*)`", text):
        before, _, rest = path.partition("{")
        inner, _, after = rest.partition("}")
        found |= {before + name + after for name in inner.split(",")} if rest else {path}
    return found


def test_the_readme_names_what_a_protocol_touches_and_nothing_else() -> None:
    readme = (ROOT.parent / "README.md").read_text()
    paths = told(readme.partition("## Add a protocol")[2].partition("\n## ")[0])
    assert not [path for path in paths if not (ROOT.parent / path).exists()]
    names = {path.removeprefix("conformance/").removesuffix(".py") for path in paths if path.startswith("conformance/")}
    topics = {check.partition(".")[0] for check, one in catalogue().items() if one.scope.bindings[0].protocol != "soap"}
    assert names == {*ROOMS["REST"], *TABLES, *(f"checks/{topic}" for topic in topics)}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_holds_something_of_a_protocol(name: str) -> None:
    text = MODULES[name].read_text()
    named = {one for module, one in imported(MODULES[name]) if module == "model.binding"} & OF_ONE
    looks = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)} & OF_A_MESSAGE
    assert named or looks or WORD.search(text) or any(rooms_of(other) for other in reached(MODULES[name]))
