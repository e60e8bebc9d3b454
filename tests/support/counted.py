"""What each form of a report says in numbers, read from the form alone."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from lxml import html as markup

Numbers = Mapping[str, int | bool]
_WORDS = {
    "findings": r"\(([0-9,]+) findings?\)",
    "warnings": r"([0-9,]+) warnings?\b",
    "notes": r"([0-9,]+) notes?\b",
    "tolerated": r"([0-9,]+) tolerated as known behaviour",
    "known": r"([0-9,]+) known in the baseline",
}


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _verdict(sentence: str) -> dict[str, int | bool]:
    """Return the numbers of a verdict, in which what there is none of is not told."""
    found = {name: re.search(words, sentence) for name, words in _WORDS.items()}
    numbers: dict[str, int | bool] = {name: _number(held[1]) if held else 0 for name, held in found.items()}
    return numbers | {"complete": "INCOMPLETE" not in sentence}


def in_json_lines(path: Path) -> Numbers:
    """Return what the lines say, counted without our reader; a finding that is told by several is one."""
    lines = [json.loads(line) for line in path.read_bytes().split(b"\n") if line.endswith(b"}")]
    kinds = Counter(line["kind"] for line in lines)
    findings = {
        (
            *(line[name] for name in ("check", "operation", "binding", "tolerated", "known", "fingerprint")),
            line["severity"],
        )
        for line in lines
        if line["kind"] == "finding"
    }
    doubts = {
        (verdict["check"], line["case"]["operation"], line["case"]["binding"])
        for line in lines
        if line["kind"] == "record"
        for verdict in line["verdicts"]
        if verdict["outcome"] == "cantTell"
    }
    plain = Counter(held[-1] for held in findings if held[3] is None and held[4] is None)
    footer = lines[-1] if lines[-1]["kind"] == "footer" else {"complete": False, "untested": []}
    return {
        "findings": plain["error"],
        "warnings": plain["warning"],
        "notes": plain["note"],
        "tolerated": sum(held[3] is not None for held in findings),
        "known": sum(held[3] is None and held[4] is not None for held in findings),
        "doubts": len(doubts),
        "exchanges": kinds["record"],
        "untested": len(footer["untested"]),
        "complete": footer["complete"],
    }


def in_markdown(path: Path) -> Numbers:
    """Return what the page says, its tables counted."""
    page = path.read_text(encoding="utf-8")
    sections = dict(re.findall(r"(?ms)^## ([^\n]+)\n(.*?)(?=^## |\Z)", page))
    rows = {title: re.findall(r"(?m)^\| (?!---|[A-Z][a-z ]* \|)(.*) \|$", text) for title, text in sections.items()}
    verdict = re.search(r"\*\*Verdict: (.*)\.\*\*", page)
    exchanges = re.search(r"Exchanges: ([0-9,]+) ·", page)
    assert verdict
    assert exchanges
    return _verdict(verdict[1]) | {
        "doubts": len(re.findall(r"(?m)^\| `", sections.get("Could not tell", ""))),
        "exchanges": _number(exchanges[1]),
        "untested": sum(_number(row.split(" |")[0]) for row in rows["What was not tested"] if row[0].isdigit()),
    }


def in_html(path: Path) -> Numbers:
    """Return what the page says, its articles counted."""
    root = markup.fromstring(path.read_text(encoding="utf-8"))
    states = Counter(root.xpath("//article/@data-state"))
    exchanges = root.xpath("//dl[@class='facts']//dt[.='Exchanges']/following-sibling::dd")[0].text_content()
    untested = root.xpath("//section[@aria-labelledby='untested']//summary")
    said = _verdict(root.xpath("//p[@role='status']")[0].text_content())
    assert states["minor"] == said["warnings"] + said["notes"]
    return said | {
        "findings": states["broken"],
        "tolerated": states["tolerated"],
        "known": states["known"],
        "doubts": len(root.xpath("//section[@aria-labelledby='doubts']//tbody/tr")),
        "exchanges": _number(exchanges),
        "untested": sum(_number(held.text_content().split()[0]) for held in untested),
    }


def in_junit(path: Path) -> Numbers:
    """Return what the suite of the run says; each case that was not tested is a test case as well."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own
    (run,) = (suite for suite in root if suite.get("name") == "run")
    told = {
        str(held.get("name")): _number(str(held.get("value")))
        for held in run.iter("property")
        if str(held.get("value")).isdigit()
    }
    left = [suite for suite in root if suite.get("name") == "not tested"]
    assert told["not tested"] == sum(len(suite.findall("testcase")) for suite in left)
    failure = run.find("testcase/failure")
    names = {"doubts": "could not tell", "untested": "not tested"}
    return {name: told[names.get(name, name)] for name in (*_WORDS, "doubts", "exchanges", "untested")} | {
        "complete": failure is None or "INCOMPLETE" not in str(failure.get("message"))
    }


def on_screen(lines: list[str]) -> Numbers:
    """Return what the end of the terminal's output says."""
    text = "\n".join(lines)
    verdict, _, rest = text.partition("\n\n")
    rows = rest.partition("\n\n")[0].splitlines()
    column = rows[0].index("exchanges")
    entries = r"(?:entry [0-9]+ of the baseline|[0-9,]+ more entries of the baseline)"
    left = re.findall(rf"(?m)^Not tested: (?!{entries})(?:([0-9,]+) (?:\(|more, for))?", text)
    return _verdict(verdict.replace("\n", " ")) | {
        "doubts": len(re.findall(r"(?m)^COULD NOT TELL", text)),
        "exchanges": sum(_number(row[column:].split()[0]) for row in rows[1:]),
        "untested": sum(_number(number) if number else 1 for number in left),
    }
