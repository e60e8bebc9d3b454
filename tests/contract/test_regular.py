"""Content models compared: as their words say, however these are counted; what is not decided is said."""

from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import regular
from conformance.contract.expressions import Expressions
from conformance.contract.regular import Inclusion, compare, shortest
from conformance.contract.words import long
from conformance.model.schema import Compositor, ElementUse, Group, Occurs, Particle, Wildcard

ONCE = Occurs()
A, B, C = (ElementUse(name=name, type="t") for name in "abc")


def times(name: str, least: int, most: int | None) -> ElementUse:
    return ElementUse(name=name, type="t", occurs=Occurs(least=least, most=most))


def group(kind: Compositor, *particles: Particle, occurs: Occurs = ONCE) -> Group:
    return Group(compositor=kind, particles=particles, occurs=occurs)


def sequence(*particles: Particle, occurs: Occurs = ONCE) -> Group:
    return group(Compositor.SEQUENCE, *particles, occurs=occurs)


def choice(*particles: Particle, occurs: Occurs = ONCE) -> Group:
    return group(Compositor.CHOICE, *particles, occurs=occurs)


def every(*particles: Particle) -> Group:
    return group(Compositor.ALL, *particles)


@pytest.mark.parametrize(
    "old, new, gained, lost",
    [
        (None, sequence(), None, None),
        (sequence(A), sequence(A), None, None),
        (sequence(A), sequence(sequence(A)), None, None),
        (sequence(A, B), sequence(B, A), ("b", "a"), ("a", "b")),
        (choice(A, B), choice(B, A), None, None),
        (sequence(A), sequence(A, B), ("a", "b"), ("a",)),
        (sequence(A), sequence(A, times("b", 0, 1)), ("a", "b"), None),
        (sequence(times("a", 0, 1)), sequence(A), None, ()),
        (sequence(times("a", 0, 200)), sequence(times("a", 0, 25)), None, ("a",) * 26),
        (sequence(times("a", 0, None)), sequence(times("a", 0, 3)), None, ("a",) * 4),
        (sequence(times("a", 1, 10_000)), sequence(times("a", 1, 10_001)), ("a",) * 10_001, None),
        (
            choice(A, B, occurs=Occurs(least=0, most=None)),
            sequence(times("a", 0, None), times("b", 0, None)),
            None,
            ("b", "a"),
        ),
        (sequence(A, occurs=Occurs(least=2, most=2)), sequence(A, A), None, None),
        (sequence(times("a", 0, 1), occurs=Occurs(least=3, most=5)), sequence(times("a", 0, 5)), None, None),
        (every(A, B), sequence(A, B), None, ("b", "a")),
        (every(A, B), every(B, A), None, None),
        (every(A, B), every(A, times("b", 0, 1)), ("a",), None),
        (every(A, B), every(A, B, C), ("a", "b", "c"), ("a", "b")),
        (every(A, B), every(A, B, times("c", 0, 1)), ("a", "b", "c"), None),
        (sequence(A), choice(A, Wildcard(namespace="##any")), ("b",), None),
    ],
    ids=range(1, 21),
)
def test_what_one_holds_and_the_other_does_not(old: Particle, new: Particle, gained: tuple, lost: tuple) -> None:
    found = compare(old, new)
    assert not found.undecided
    if isinstance(new, Group) and any(isinstance(part, Wildcard) for part in new.particles):
        assert found.gained is not None
        assert found.lost is None
        return
    assert (found.gained, found.lost) == (gained, lost)
    back = compare(new, old)
    assert (back.gained, back.lost) == (lost, gained)


def test_an_all_group_of_many_members_is_no_trouble() -> None:
    members = [times(f"n{number:02}", number % 2, 1) for number in range(60)]
    assert compare(every(*members), every(*reversed(members))) == Inclusion()
    found = compare(every(*members), every(*members[1:]))
    assert found.gained is None
    assert found.lost is not None
    assert "n00" in found.lost


LETTERS = choice(A, B, occurs=Occurs(least=0, most=None))


def test_what_takes_too_long_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    tail = choice(A, B, occurs=Occurs(least=9, most=9))
    old, new = sequence(LETTERS, A, tail), sequence(LETTERS, B, A, tail)
    assert compare(old, new) == Inclusion(lost=("a",) * 10)
    monkeypatch.setattr(regular, "MOST_PAIRS", 50)
    assert compare(old, new) == Inclusion(lost=("a",) * 10, undecided=True)
    monkeypatch.setattr(regular, "MOST_PAIRS", 20_000)
    monkeypatch.setattr(regular, "MOST_MOVES", 50)
    assert compare(old, new) == Inclusion(lost=("a",) * 10, undecided=True)


def test_long_content_models_are_no_trouble() -> None:
    many = [times(f"n{number:04}", number % 2, 1) for number in range(1500)]
    last = times("z", 0, 1)
    assert compare(sequence(*many), sequence(*many)) == Inclusion()
    assert compare(sequence(*many), sequence(*many, last)).lost is None
    assert compare(sequence(last, *many), sequence(*many, last)).gained[-1] == "z"
    assert "n0701" not in compare(sequence(*many), sequence(*many[:701], *many[702:])).gained
    assert len(compare(sequence(*many, B), sequence(*many, A)).lost) == 751
    assert compare(sequence(*many), choice(*many, occurs=Occurs(least=0, most=None))).lost is None


@pytest.mark.parametrize(
    "old, new, gained, lost",
    [
        (times("a", 0, 100_000), times("a", 0, None), 100_001, None),
        (times("a", 1, 100_000), times("a", 2, 100_000), None, 1),
        (every(*(times(f"n{number:02}", 1, 1) for number in range(20))), LETTERS, 0, 20),
        (
            every(*(times(f"n{number:02}", 0, 1) for number in range(20))),
            choice(*(times(f"n{number:02}", 1, 1) for number in range(20)), occurs=Occurs(least=0, most=19)),
            2,
            20,
        ),
        (
            sequence(times("a", 1, 20), times("b", 0, 20), occurs=Occurs(least=1, most=20)),
            sequence(times("a", 1, 20), times("b", 0, 20), occurs=Occurs(least=1, most=21)),
            801,
            None,
        ),
    ],
    ids=["lifted", "raised", "all-to-others", "all-to-fewer", "counts-in-counts"],
)
def test_large_counts_are_decided(old: Particle, new: Particle, gained: int | None, lost: int | None) -> None:
    found = compare(old, new)
    assert not found.undecided
    for word, least in ((found.gained, gained), (found.lost, lost)):
        assert (word is None) == (least is None)
        assert word is None or least <= len(word) < 2 * least + 1


@pytest.mark.parametrize(
    "wildcard, names",
    [
        ("##any", {"{urn:t}x", "{urn:o}x", "x"}),
        ("##other", {"{urn:o}x"}),
        ("urn:t", {"{urn:t}x"}),
        ("##local", {"x"}),
        ("urn:o ##local", {"{urn:o}x", "x"}),
        ("", set()),
    ],
)
def test_a_wildcard_takes_what_its_namespaces_say(wildcard: str, names: set[str]) -> None:
    for name in ("{urn:t}x", "{urn:o}x", "x"):
        one = sequence(ElementUse(name=name, type="t"))
        found = compare(one, sequence(Wildcard(namespace=wildcard, target="urn:t")))
        assert (found.lost is None) == (name in names)
        assert (found.gained is not None) == bool(names)


def particles() -> st.SearchStrategy[Particle]:
    occurs = st.sampled_from(
        [Occurs(), Occurs(least=0), Occurs(least=0, most=None), Occurs(least=1, most=2), Occurs(least=2, most=3)]
    )
    names = st.builds(lambda name, often: ElementUse(name=name, type="t", occurs=often), st.sampled_from("abc"), occurs)
    return st.recursive(
        names,
        lambda inner: st.builds(
            lambda kind, held, often: Group(compositor=kind, particles=tuple(held), occurs=often),
            st.sampled_from([Compositor.SEQUENCE, Compositor.CHOICE]),
            st.lists(inner, min_size=1, max_size=3),
            occurs,
        ),
        max_leaves=6,
    )


def words(particle: Particle, longest: int) -> set[tuple[str, ...]]:
    """Return all words of a content model up to a length, counted out."""
    if isinstance(particle, ElementUse):
        once = {(particle.name,)}
    elif particle.compositor is Compositor.CHOICE:
        once = set().union(*(words(part, longest) for part in particle.particles))
    elif particle.compositor is Compositor.ALL:
        orders = (sequence(*order) for order in permutations(particle.particles))
        once = set().union(*(words(order, longest) for order in orders))
    else:
        once = {()}
        for part in particle.particles:
            once = {one + two for one, two in product(once, words(part, longest)) if len(one + two) <= longest}
    found, power = set(), {()}
    most = longest + particle.occurs.least if particle.occurs.most is None else particle.occurs.most
    for count in range(most + 1):
        if count >= particle.occurs.least:
            found |= power
        power = {one + two for one, two in product(power, once) if len(one + two) <= longest}
    return found


def everies() -> st.SearchStrategy[Particle]:
    members = st.dictionaries(st.sampled_from("abc"), st.sampled_from([0, 1]), min_size=1)
    return members.map(lambda held: every(*(times(name, least, 1) for name, least in held.items())))


@settings(max_examples=300)
@given(old=particles() | everies(), new=particles() | everies(), most=st.sampled_from([0, 3, 20_000]))
def test_the_comparison_is_that_of_all_short_words(old: Particle, new: Particle, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regular, "MOST_PAIRS", most)
        found = compare(old, new)
    assert not (found.undecided and most == 20_000)
    mine, theirs = words(old, 4), words(new, 4)
    for word, ours, others in ((found.gained, theirs, mine), (found.lost, mine, theirs)):
        beyond = ours - others
        if word is None or len(word) > 4:
            assert not beyond or most < 20_000
            assert not beyond or word is not None or found.undecided
        else:
            assert word in beyond
            assert most < 20_000 or len(word) == min(map(len, beyond))


@settings(max_examples=200)
@given(particle=particles() | everies(), name=st.sampled_from([None, *"abcx"]), often=st.sampled_from([1, 2, 3]))
def test_the_shortest_word_is_that_of_all_short_words(particle: Particle, name: str | None, often: int) -> None:
    found = shortest(particle, having=name, times=often)
    held = {word for word in words(particle, 5) if name is None or word.count(name) >= often}
    assert found is not None or not held
    if found is not None and (held or len(found) <= 5):
        assert found in held
        assert len(found) == min(map(len, held))


@settings(max_examples=200)
@given(particle=particles() | everies(), wanted=st.sampled_from([0, 1, 3, 5]))
def test_a_long_word_is_as_long_as_is_wanted_if_there_is_one(particle: Particle, wanted: int) -> None:
    made = Expressions()
    found = made.of(particle)
    made.name(found)
    word = long(made, found, wanted)
    assert len(word) >= (wanted if found.most is None else min(wanted, found.most))
    assert compare(particle, choice(particle, sequence(*(times(name, 1, 1) for name in word)))) == Inclusion()


@given(particle=particles())
def test_a_content_model_is_like_itself(particle: Particle) -> None:
    assert compare(particle, particle) == Inclusion()
    assert compare(Group(compositor=Compositor.SEQUENCE, particles=(particle,)), particle) == Inclusion()
