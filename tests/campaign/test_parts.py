"""The parts of a campaign that need no target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.campaign.budget import Budget, BudgetSpentError
from conformance.campaign.cases import cases, obstacle
from conformance.campaign.credentials import of_environment, of_subjects, parameters, required, variable
from conformance.campaign.redact import Redaction
from conformance.campaign.reduce import reduce
from conformance.campaign.settings import Settings
from conformance.errors import UsageError
from conformance.markup.write import write
from conformance.model.case import Expectation, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.tree import Element


def test_a_spent_budget_says_so() -> None:
    budget = Budget(2, None)
    budget.spend()
    budget.spend()
    with pytest.raises(BudgetSpentError, match="budget of 2 requests is spent"):
        budget.spend()
    assert budget.spent == 2


def test_a_rate_spreads_requests_evenly() -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    budget = Budget(None, 2.0, clock=lambda: now[0], sleep=sleep)
    for _ in range(5):
        budget.spend()
    assert slept == pytest.approx([0.5] * 4)


def test_every_case_is_one_operation_in_one_binding(cvent: Contract) -> None:
    found = cases(cvent, Settings(), Kind.EXAMPLE)
    assert len(found) == 10
    assert {case.expectation for case in found} == {Expectation.ACCEPTED}
    chosen = cases(cvent, Settings(operations=("Login",), bindings=("soap12",)), Kind.GENERATED)
    assert [case.id for case in chosen] == ["Login/soap12/generated"]
    with pytest.raises(UsageError, match="no operation 'Logn'; it has"):
        cases(cvent, Settings(operations=("Logn",)), Kind.EXAMPLE)
    with pytest.raises(UsageError, match="no binding 'soap13'"):
        cases(cvent, Settings(bindings=("soap13",)), Kind.EXAMPLE)


@pytest.mark.parametrize(
    "operation, kind, writes, word",
    [
        ("Login", Kind.EXAMPLE, False, None),
        ("Login", Kind.GENERATED, True, "lock the account"),
        ("UpdateContact", Kind.EXAMPLE, False, "changes data"),
        ("UpdateContact", Kind.GENERATED, False, "changes data"),
        ("UpdateContact", Kind.GENERATED, True, None),
    ],
)
def test_what_may_run_beyond_this_machine(
    cvent: Contract, operation: str, kind: Kind, writes: bool, word: str | None
) -> None:
    (case,) = cases(cvent, Settings(operations=(operation,), bindings=("soap11",)), kind)
    why = obstacle(case, cvent, loopback=False, writes=writes)
    assert why is None if word is None else word in (why or "")
    assert obstacle(case, cvent, loopback=True, writes=False) is None


def test_credentials_come_from_the_environment_only(cvent: Contract) -> None:
    assert parameters(cvent) == ("AccountNumber", "UserName", "Password")
    assert [variable(name) for name in parameters(cvent)] == [
        "CONFORMANCE_ACCOUNT_NUMBER",
        "CONFORMANCE_USER_NAME",
        "CONFORMANCE_PASSWORD",
    ]
    given = {"CONFORMANCE_ACCOUNT_NUMBER": "a", "CONFORMANCE_USER_NAME": "b", "CONFORMANCE_PASSWORD": "c"}
    assert of_environment(cvent, given) == {"AccountNumber": "a", "UserName": "b", "Password": "c"}
    assert of_environment(cvent, {}) == {}
    with pytest.raises(UsageError, match="CONFORMANCE_PASSWORD must be set as well"):
        of_environment(cvent, {**given, "CONFORMANCE_PASSWORD": ""})
    assert "CONFORMANCE_SESSION_VALUE" in str(required(cvent))
    assert set(of_subjects(cvent)) == {"AccountNumber", "UserName", "Password"}


@given(secret=st.text(alphabet="ab<>&\"'\n", min_size=6), noise=st.text(alphabet="xyz<&", max_size=9))
def test_no_form_of_a_secret_is_left(secret: str, noise: str) -> None:
    body = write(Element(name="a", attributes=(("v", secret),), content=(noise + secret,))).encode()
    request = Request(url="http://127.0.0.1/", headers=(("Authorization", "Basic x"), ("X", secret)), body=body)
    exchange = Exchange(request=request, response=Response(status=200, headers=(), body=b"\xff" + body))
    kept = Redaction(secrets=(secret,), headers=("authorization",)).exchange(exchange)
    assert kept.response is not None
    for data in (kept.request.body, kept.response.body):
        assert b"redacted-1" in data
    assert kept.response.body.startswith(b"\xff")
    assert dict(kept.request.headers) == {"Authorization": "redacted", "X": "redacted-1"}


def test_a_short_secret_is_replaced_where_it_is_a_whole_value_only() -> None:
    redaction = Redaction(secrets=("e", "12"))
    body = b'<?xml version="1.0"?><e id="12" n="123">e</e><f>see</f>'
    assert redaction.body(body) == b'<?xml version="1.0"?><e id="190000002" n="123">redacted-1</e><f>see</f>'
    assert redaction.text("e") == "redacted-1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_secret_is_replaced_in_any_encoding(encoding: str) -> None:
    body = "<a>\u00e9 canary-value</a>".encode(encoding)
    kept = Redaction(secrets=("canary-value",)).body(body)
    assert kept.decode(encoding) == "<a>\u00e9 redacted-1</a>"


def test_secrets_inside_secrets_and_replacements_are_left_whole() -> None:
    redaction = Redaction(secrets=("canary", "canary-value", "redacted")).learn(["canary", "more-canary-value", ""])
    assert redaction.text("canary-value canary redacted more-canary-value") == (
        "redacted-2 redacted-1 redacted-3 redacted-4"
    )


SECRETS = st.text(alphabet="ab<>&\"' -", min_size=1, max_size=9)


@given(
    known=st.lists(SECRETS, max_size=3),
    granted=st.lists(SECRETS, max_size=4),
    pieces=st.lists(st.integers(0, 6) | SECRETS, max_size=8),
)
def test_a_secret_that_an_answer_gave_is_replaced_as_one_that_was_known(
    known: list[str], granted: list[str], pieces: list[int | str]
) -> None:
    every = [*dict.fromkeys((*known, *granted))]
    text = "".join(every[piece] if isinstance(piece, int) and piece < len(every) else str(piece) for piece in pieces)
    text = f'<a b="{text}">{text}</a>'
    redaction = Redaction(secrets=tuple(dict.fromkeys(known)))
    redaction.grant(granted)
    assert redaction.text(text) == Redaction(secrets=tuple(every)).text(text)
    assert redaction.learn(granted).text(text) == redaction.text(text)
    redaction.grant(granted)
    assert redaction.text(text) == Redaction(secrets=tuple(every)).text(text)


def test_a_thousand_granted_secrets_are_looked_for_by_few_shapes() -> None:
    redaction = Redaction(secrets=("canary-value",))
    tokens = [f"{number:08x}-granted" for number in range(1000)]
    for token in tokens:
        redaction.grant([token, "canary-value"])
    found = {len(shape) for shape in redaction._granted.shapes}  # noqa: SLF001 - what it costs shows nowhere else
    assert len(found) <= 4, "the secret itself, and in Base64 wherever it begins"
    assert redaction.text(f"x{tokens[998]}canary-value{tokens[0]}") == "xredacted-1000redacted-1redacted-2"
    assert redaction.learn(["another-one"]).text("another-one") == "redacted-1002"


def element(name: str, *content: Element | str, **attributes: str) -> Element:
    return Element(name=name, attributes=tuple(attributes.items()), content=content)


def test_reduction_leaves_the_one_attribute_with_the_one_character() -> None:
    guilty = element("item", element("detail", x="1"), "text", a="1", Title="Quite <odd", b="2")
    whole = element("call", element("before"), element("list", element("item", a="9"), guilty, element("item")), id="7")
    asked = 0

    def shows(candidate: Element) -> bool:
        nonlocal asked
        asked += 1
        return any("<" in (part.get("Title") or "") for part in candidate.walk())

    smallest = reduce(whole, shows)
    assert write(smallest) == '<call><list><item Title="&lt;"/></list></call>'
    assert asked < 200


def test_reduction_of_what_never_shows_again_is_the_message_itself() -> None:
    whole = element("a", element("b"), x="1")
    assert reduce(whole, lambda _: False) == whole


def test_reduction_reaches_text_inside_elements() -> None:
    whole = element("a", element("b", "one two & three"))
    smallest = reduce(whole, lambda candidate: any("&" in part.text for part in candidate.walk() if part.name == "b"))
    assert write(smallest) == "<a><b>&amp;</b></a>"


@pytest.mark.parametrize(
    "said, told",
    [
        ('the text is "secret-value"', 'the text is "redacted-1"'),
        ('the text is "a b secret-va…"', 'the text is "a b redacted-1…"'),
        ('the text is "a b secr…" and "secret…"', 'the text is "a b redacted-1…" and "redacted-1…"'),
        ('the text is "a b sec…"', 'the text is "a b sec…"'),
        (r'the text is "say \"hi\" to me"', 'the text is "redacted-2"'),
        (r'the text is "say \"h…"', 'the text is "redacted-2…"'),
        ("the text is &quot;granted-by…", "the text is &quot;redacted-3…"),
        ("nothing… to hide", "nothing… to hide"),
    ],
)
def test_a_sentence_shows_no_beginning_of_a_secret_either(said: str, told: str) -> None:
    redaction = Redaction(secrets=("secret-value", 'say "hi" to me'))
    redaction.grant(["granted-by-an-answer"])
    assert redaction.sentence(said) == told
