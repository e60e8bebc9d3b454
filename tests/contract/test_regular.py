"""Content models compared: as their words say, however these are counted; what is not decided is said."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import regular
from conformance.contract.regular import Inclusion, compare, expression
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


def test_what_takes_too_long_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regular, "MOST_PAIRS", 50)
    found = compare(sequence(times("a", 0, 500)), sequence(times("a", 0, 500), times("b", 0, 500)))
    assert found.undecided or found.gained is not None
    assert compare(sequence(times("a", 300, 300)), sequence(times("a", 300, 301))).undecided


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


@settings(max_examples=200)
@given(old=particles(), new=particles())
def test_the_comparison_is_that_of_all_short_words(old: Particle, new: Particle) -> None:
    found = compare(old, new)
    assert not found.undecided
    mine, theirs = words(old, 4), words(new, 4)
    for word, ours, others in ((found.gained, theirs, mine), (found.lost, mine, theirs)):
        beyond = ours - others
        if word is None or len(word) > 4:
            assert not beyond
        else:
            assert word in beyond
            assert len(word) == min(map(len, beyond))


@given(particle=particles())
def test_a_content_model_is_like_itself(particle: Particle) -> None:
    assert compare(particle, particle) == Inclusion()
    assert expression(Group(compositor=Compositor.SEQUENCE, particles=(particle,))) == expression(particle)


def test_counts_within_counts_that_grow_without_end_are_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regular, "MOST_STEPS", 500)
    members = [times(f"n{number}", 0, 8) for number in range(8)]
    old = choice(sequence(*members), occurs=Occurs(least=0, most=8))
    new = choice(sequence(*members, times("z", 0, 1)), occurs=Occurs(least=0, most=8))
    assert compare(old, new).undecided
    assert regular.shortest(new, having="z", times=9) is None
