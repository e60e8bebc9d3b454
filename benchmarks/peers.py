"""The same items as other generators make them: naive strategies of Hypothesis, Schemathesis and xmlgenerator."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import make_dataclass
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from conformance.generation.plan import Branch, Node, Plan
from conformance.generation.slots import Slot
from conformance.markup.write import XML_RANGES, write
from conformance.model.tree import Element, local_of

MOST_DETAILS = 4
_CHARACTERS = st.one_of(*(st.characters(min_codepoint=low, max_codepoint=high) for low, high in XML_RANGES))


def drawn(
    strategy: st.SearchStrategy[Any],
    body: Callable[[Any], None],
    *,
    examples: int,
    suppressed: tuple[HealthCheck, ...] = tuple(HealthCheck),
) -> None:
    """Call ``body`` with so many examples, as the sweep does but without health checks, which peers may not pass."""

    @settings(
        max_examples=examples,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=suppressed,
    )
    @seed(0)
    @given(strategy)
    def explored(example: Any) -> None:  # noqa: ANN401 - whatever the strategy draws
        body(example)

    explored()


def dictionaries(plan: Plan, node: Node, value: Callable[[Slot], st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    """Return a strategy for a payload with one item, of dictionaries with optional keys."""

    def item(node: Node) -> st.SearchStrategy[Element]:
        always = {slot.name: value(slot) for slot in node.required}
        maybe = {slot.name: value(slot) for slot in node.slots if slot not in node.required}
        attributes = st.fixed_dictionaries(always, optional=maybe)
        return st.tuples(attributes, *children(node)).map(lambda found: _element(node, found[0].items(), found[1:]))

    def children(node: Node) -> Iterator[st.SearchStrategy[list[Element]]]:
        for part in node.parts:
            assert isinstance(part, Branch)
            yield st.lists(item(plan.nodes[part.node]), max_size=MOST_DETAILS)

    return item(node).map(lambda found: _whole(plan, found))


def builds(plan: Plan, node: Node, value: Callable[[Slot], st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    """Return a strategy for a payload with one item, of objects whose fields may be None."""

    def item(node: Node) -> st.SearchStrategy[Element]:
        names = [f"field_{number}" for number in range(len(node.slots) + len(node.parts))]
        kind = make_dataclass("Item", names)
        fields = [value(slot) if slot in node.required else st.none() | value(slot) for slot in node.slots]
        for part in node.parts:
            assert isinstance(part, Branch)
            fields.append(st.lists(item(plan.nodes[part.node]), max_size=MOST_DETAILS))

        def element(made: object) -> Element:
            values = [getattr(made, name) for name in names]
            pairs = zip((slot.name for slot in node.slots), values, strict=False)
            return _element(node, ((name, text) for name, text in pairs if text is not None), values[len(node.slots) :])

        return st.builds(kind, **dict(zip(names, fields, strict=True))).map(element)

    return item(node).map(lambda found: _whole(plan, found))


def _element(node: Node, attributes: Any, children: Any) -> Element:  # noqa: ANN401 - what a strategy made
    return Element(
        name=node.name, attributes=tuple(attributes), content=tuple(part for parts in children for part in parts)
    )


def _whole(plan: Plan, item: Element) -> str:
    """Return the payload around an item: the elements above it hold what they must, and nothing else."""
    path = next(key for key, node in plan.nodes.items() if node.name == item.name)
    for key in sorted((key for key in plan.nodes if path.startswith(f"{key}/")), key=len, reverse=True):
        holder = plan.nodes[key]
        attributes = tuple((slot.name, slot.pool[0]) for slot in holder.required)
        item = Element(name=holder.name, attributes=attributes, content=(item,))
    return write(item)


def from_pool(slot: Slot) -> st.SearchStrategy[str]:
    """Return the cheapest strategy for a value: one of our own pool."""
    return st.sampled_from(slot.pool)


def by_type(slot: Slot) -> st.SearchStrategy[str]:
    """Return the strategy for a value that comes to mind first."""
    kind = slot.type
    if kind.facets.enumeration:
        return st.sampled_from(kind.facets.enumeration)
    if kind.builtin == "int":
        return st.integers(-(2**31), 2**31 - 1).map(str)
    if kind.builtin == "boolean":
        return st.sampled_from(["true", "false"])
    if kind.builtin == "dateTime":
        return st.datetimes().map(lambda moment: moment.isoformat())
    assert kind.builtin == "string"
    return st.text(_CHARACTERS, max_size=slot.limit or 50)


def schemathesis_cases(schemathesis: ModuleType, plan: Plan, node: Node) -> st.SearchStrategy[Any]:
    """Return Schemathesis' strategy for a POST whose JSON body is the same item."""
    media = {"application/json": {"schema": as_json_schema(plan, node)}}
    post = {"requestBody": {"required": True, "content": media}, "responses": {"200": {"description": "done"}}}
    found = schemathesis.openapi.from_dict(
        {"openapi": "3.0.2", "info": {"title": "Item", "version": "1"}, "paths": {"/item": {"post": post}}}
    )
    strategy: st.SearchStrategy[Any] = found["/item"]["POST"].as_strategy()
    return strategy


def as_json_schema(plan: Plan, node: Node) -> dict[str, object]:
    """Return an item as a JSON Schema: its attributes and its lists of details."""
    properties: dict[str, object] = {local_of(slot.name): _json_type(slot) for slot in node.slots}
    for part in node.parts:
        assert isinstance(part, Branch)
        inner = plan.nodes[part.node]
        items = as_json_schema(plan, inner)
        properties[local_of(inner.name)] = {"type": "array", "maxItems": MOST_DETAILS, "items": items}
    required = [local_of(slot.name) for slot in node.required]
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _json_type(slot: Slot) -> Mapping[str, object]:
    kind = slot.type
    if kind.facets.enumeration:
        return {"type": "string", "enum": list(kind.facets.enumeration)}
    if kind.builtin == "int":
        return {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
    if kind.builtin == "boolean":
        return {"type": "boolean"}
    if kind.builtin == "dateTime":
        return {"type": "string", "format": "date-time"}
    return {"type": "string", "maxLength": slot.limit or 50}
