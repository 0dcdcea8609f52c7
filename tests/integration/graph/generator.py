"""Random operations over the whole graph, whose arguments name things that exist: the same operation for the same seed."""

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
)
from sqlalchemy import literal

from services.gateway.graph.mapping import LINK, nobody
from services.gateway.graph.planner.rows import DEFINITION, Row, names, rows_behind

SOMETIMES: Final = 0.25
SELDOM: Final = 0.03
UNFIT: Final = 20
"""One seed in so many has an argument that is to be refused."""
FOCUS: Final = 4
"""Fields that an operation of a seed goes out of its way to select."""
PAGING: Final = ("first", "after", "last", "before")


@dataclass(frozen=True)
class Known:
    """What exists, and what of it the caller may see."""

    values: Mapping[str, Sequence[Any]]
    """By argument, or by `Type.field.argument` where the same name means something else there."""
    cursors: Mapping[str, Sequence[str]]
    """By the list they belong to: "Village code"."""
    lists: tuple[str, ...]
    """Fields of the root, one of which each operation asks for: the caller sees something there."""
    rare: Mapping[str, float] = field(default_factory=dict)
    """By `Type.field`: the share of its selections that is kept, for nulls that take much away."""
    hidden: frozenset[str] = frozenset()
    """Types of which the caller sees no row."""
    elsewhere: frozenset[str] = frozenset()
    """Fields, by `Type.field`, that are not answered from rows."""

    def of(self, place: str, argument: str) -> Sequence[Any]:
        """The values that an argument of this field may be given."""
        return self.values.get(f"{place}.{argument}") or self.values.get(argument, ())


def hidden_types(schema: GraphQLSchema, role: str) -> frozenset[str]:
    """The types that the role sees nothing of, their lists and entries included."""
    found = set()
    for kind in schema.type_map.values():
        rows = rows_behind(kind) if is_object_type(kind) else None
        if rows is not None and rows.visible is not None and rows.visible.get(role, nobody) is nobody:
            found |= {kind.name, f"{kind.name}Connection", f"{kind.name}Edge"}
    return frozenset(found)


class Generator:
    """One operation by seed."""

    def __init__(self, schema: GraphQLSchema, seed: int, known: Known) -> None:
        self.schema, self.random, self.known = schema, random.Random(seed), known
        self.selected: Counter[str] = Counter()
        self.declared: list[str] = []
        self.variables: dict[str, Any] = {}
        self.fragments: list[str] = []
        self.count = 0
        self.unfit = seed % UNFIT == UNFIT - 1
        """Whether an argument that is to be refused is still to come."""
        self.refusals: set[str] = set()
        """What an unfit argument may be refused with."""
        places = [place for place in self.fields() if place.partition(".")[0] not in known.hidden]
        self.focus = [places[(seed * FOCUS + step) % len(places)] for step in range(FOCUS)]
        self.ways = [self.distances(place.partition(".")[0]) for place in self.focus]

    def fields(self) -> list[str]:
        """Every field that rows answer, as `Type.field`."""
        return [
            f"{kind.name}.{name}"
            for kind in queried(self.schema, self.known.elsewhere)
            for name in kind.fields
            if f"{kind.name}.{name}" not in self.known.elsewhere
        ]

    def distances(self, goal: str) -> Mapping[str, int]:
        """By type: over how many fields the goal is reached from it."""
        found = {goal: 0}
        for step in range(1, 9):
            for kind in self.schema.type_map.values():
                if kind.name in found or kind.name in self.known.hidden or not is_object_type(kind):
                    continue
                if any(
                    found.get(get_named_type(of.type).name, 99) < step and f"{kind.name}.{name}" not in self.known.elsewhere
                    for name, of in kind.fields.items()
                ):
                    found[kind.name] = step
        return found

    def operation(self) -> tuple[str, dict[str, Any]]:
        far = max(way.get("Query", 0) for way in self.ways) + 1
        body = self.selection(self.schema.query_type, max(far, self.random.randint(3, 4)))
        head = f"query Op({', '.join(self.declared)})" if self.declared else "query Op"
        return "\n".join([f"{head} {body}", *self.fragments]), self.variables

    def number(self) -> int:
        self.count += 1
        return self.count

    # ---- arguments

    def value(self, place: str, name: str, tag: str, kind: Any) -> Any:
        unfit = self.unfit and name in PAGING
        if unfit:
            self.unfit = False
        if name in ("first", "last"):
            if not unfit:
                return self.random.choice([1, 2, 3, 3, 3, 100]) if self.random.random() > SELDOM else 0
            size = self.random.choice([-1, 101])
            self.refusals.add(f"A page holds 0 to 100 entries, not {size}.")
            return size
        if name in ("after", "before"):
            if unfit:
                tag = self.random.choice([other for other in self.known.cursors if other != tag])
                self.refusals.add("This cursor does not belong to this list.")
            known: Sequence[Any] = self.known.cursors.get(tag, ())
        else:
            known = self.known.of(place, name)
        if not known:
            return None
        chosen = self.random.choice(known)
        return [chosen, self.random.choice(known)] if str(kind).startswith("[") else chosen

    def argument(self, place: str, name: str, kind: Any, tag: str) -> str | None:
        value = self.value(place, name, tag, kind)
        if value is None:
            assert not is_non_null_type(kind), (
                f"no value is known for {place}.{name}: give it some, or name {place} as answered elsewhere"
            )
            return None
        literal_text = json.dumps(value, ensure_ascii=False)
        if is_enum_type(get_named_type(kind)):
            literal_text = literal_text.replace('"', "")
        if self.random.random() >= 0.45:
            return f"{name}: {literal_text}"
        variable, mode = f"v{self.number()}", self.random.random()
        if is_non_null_type(kind):
            self.declared.append(f"${variable}: {kind}")
            self.variables[variable] = value
        elif mode < 0.3:
            self.declared.append(f"${variable}: {kind} = {literal_text}")
            if mode < 0.1:
                self.variables[variable] = None
        else:
            self.declared.append(f"${variable}: {kind}")
            if mode < 0.95:
                self.variables[variable] = None if mode > 0.9 else value
        return f"{name}: ${variable}"

    def arguments(self, place: str, of: Any) -> str:
        backwards = "last" in of.args and self.random.random() < SOMETIMES
        both = "last" in of.args and self.unfit and self.random.random() < SOMETIMES
        if both:
            self.unfit = False
            self.refusals.add("Ask for `first` or for `last`, not for both.")
        chosen = []
        for name, leaf in of.args.items():
            if name in ("first", "last"):
                wanted = both or name == ("last" if backwards else "first")
            elif name in ("after", "before"):
                wanted = self.random.random() < 0.15
            else:
                wanted = is_required_argument(leaf) or self.random.random() < 0.2
            if wanted:
                chosen.append(name)
        if "order" in chosen:
            # Cursors are known of the usual order alone.
            chosen = [name for name in chosen if name not in ("after", "before")]
        tag = self.tag(of, [name for name in chosen if name not in PAGING])
        if tag != self.tag(of, ()) and {"after", "before"} & {*chosen}:
            # Its variable may turn out to be null, and then the list is another one.
            self.refusals.add("This cursor does not belong to this list.")
        found = [self.argument(place, name, of.args[name].type, tag) for name in chosen]
        text = ", ".join(argument for argument in found if argument)
        return f"({text})" if text else ""

    def tag(self, of: Any, given: Sequence[str]) -> str:
        """The list that this field's cursors belong to, should the arguments be as given."""
        link = of.extensions[DEFINITION].metadata.get(LINK)
        name = get_named_type(of.type).name.removesuffix("Connection")
        kind: Any = self.schema.type_map.get(name)
        rows = rows_behind(kind) if is_object_type(kind) else None
        if link is None or rows is None:
            return ""
        order = link.order(Row(kind, rows, 0), **{key: literal("x") for key in given}) if callable(link.order) else link.order
        return f"{name} {names(order)}"

    def directive(self, kind: Any = None) -> str:
        """Seldom at the root: of an answer without its list little can be compared."""
        chance = self.random.random() * (4 if kind is self.schema.query_type else 1)
        if chance > 0.08:
            return ""
        name = self.random.choice(["skip", "include"])
        if chance < 0.04:
            return f" @{name}(if: {self.random.choice(['true', 'false'])})"
        variable = f"b{self.number()}"
        self.declared.append(f"${variable}: Boolean!" if chance < 0.065 else f"${variable}: Boolean! = true")
        if chance < 0.065:
            self.variables[variable] = self.random.choice([True, False])
        return f" @{name}(if: ${variable})"

    # ---- selections

    def selection(self, kind: Any, depth: int, *, apart: bool = False) -> str:
        """`apart` gives each field a name of its own: beside it stand selections on other types."""
        if is_abstract_type(kind):
            return self.abstract(kind, depth)
        names_ = [
            name
            for name, of in kind.fields.items()
            if f"{kind.name}.{name}" not in self.known.elsewhere and (depth > 0 or is_leaf_type(get_named_type(of.type)))
        ] or ["__typename"]
        if depth <= 0 and kind.name.endswith(("Connection", "Edge")):
            names_ = list(kind.fields)
        least, most = (1, 2) if kind is self.schema.query_type else (2, 5)
        sample = self.random.sample(names_, self.random.randint(min(least, len(names_)), min(most, len(names_))))
        picked = [name for name in sample if self.random.random() < self.likely(kind, name)] or sample[:1]
        picked += [name for name in self.sought(kind, depth) if name not in picked]
        if kind is self.schema.query_type and not {*self.known.lists} & {*picked}:
            picked.append(self.random.choice(self.known.lists))
        if kind.name.endswith("Connection") and "edges" not in picked and self.random.random() < 0.8:
            picked.append("edges")
        if kind.name.endswith("Edge") and "node" not in picked:
            picked.append("node")
        lines = [line for name in picked for line in self.field(kind, name, kind.fields.get(name), depth, apart=apart)]
        return self.wrapped(kind, lines)

    def likely(self, kind: GraphQLObjectType, name: str) -> float:
        """The share of its selections in which a field is kept."""
        if name == "__typename":
            return 1
        unseen = get_named_type(kind.fields[name].type).name in self.known.hidden
        return SELDOM if unseen else self.known.rare.get(f"{kind.name}.{name}", 1)

    def worth(self, kind: GraphQLObjectType, name: str) -> float:
        """The share of its chances in which a field of the focus is selected."""
        if get_named_type(kind.fields[name].type).name in self.known.hidden:
            return 0.15
        return 0.6 if f"{kind.name}.{name}" in self.known.rare else 1

    def sought(self, kind: GraphQLObjectType, depth: int) -> list[str]:
        """The fields of the focus that are here, and those that lead to it."""
        found: list[str] = []
        for place, way in zip(self.focus, self.ways, strict=True):
            here, _, name = place.partition(".")
            if here == kind.name:
                if depth < 0 and not is_leaf_type(get_named_type(kind.fields[name].type)):
                    continue
                found += [name] if self.random.random() < self.worth(kind, name) else []
            elif self.random.random() < 0.85 and 0 < way.get(kind.name, 99) <= depth + 1:
                nearer = [
                    name
                    for name, of in kind.fields.items()
                    if way.get(get_named_type(of.type).name, 99) < way[kind.name]
                    and f"{kind.name}.{name}" not in {*self.known.rare, *self.known.elsewhere}
                ]
                found += [self.random.choice(nearer)] if nearer and depth > 0 else []
        return list(dict.fromkeys(found))

    def abstract(self, kind: Any, depth: int) -> str:
        lines = ["__typename"] if self.random.random() < 0.7 else []
        if kind.name == "Node" and self.random.random() < 0.7:
            lines.append("id")
            self.selected["Node.id"] += 1
        lines += [
            f"... on {concrete.name}{self.directive()} {self.selection(concrete, depth - 1, apart=True)}"
            for concrete in self.schema.get_possible_types(kind)
            if self.random.random() < (0.4 if len(self.schema.get_possible_types(kind)) > 5 else 0.8)
        ]
        return f"{{ {' '.join(lines or ['__typename'])} }}"

    def field(self, kind: Any, name: str, of: Any, depth: int, *, apart: bool) -> list[str]:
        if of is None:
            return [name]
        place = f"{kind.name}.{name}"
        self.selected[place] += 1
        target = get_named_type(of.type)
        alias = f"a{self.number()}: " if of.args or apart or self.random.random() < SOMETIMES else ""
        below = "" if is_leaf_type(target) else " " + self.selection(target, depth - 1)
        lines = [f"{alias}{name}{self.arguments(place, of)}{self.directive(kind)}{below}"]
        if not alias and below and self.random.random() < SOMETIMES:
            lines.append(f"{name}{self.directive()} {self.selection(target, 0)}")
        return lines

    def wrapped(self, kind: Any, lines: list[str]) -> str:
        """Some of the fields move into fragments."""
        if self.random.random() < 0.2:
            lines.append(self.random.choice(["__typename", "t: __typename"]))
        if self.random.random() < 0.2 and len(lines) > 1:
            cut, name = self.random.randint(1, len(lines) - 1), f"F{self.number()}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {' '.join(lines[:cut])} }}")
            lines = [
                f"...{name}{self.directive(kind)}",
                *lines[cut:],
                *([f"...{name}"] if self.random.random() < SOMETIMES else []),
            ]
        if self.random.random() < 0.1:
            lines = [f"... on {kind.name} {{ {' '.join(lines)} }}"]
        return f"{{ {' '.join(lines)} }}"


def queried(schema: GraphQLSchema, elsewhere: frozenset[str]) -> list[GraphQLObjectType]:
    """The object types that a query can reach, other than by these fields."""
    assert schema.query_type
    reached: dict[str, Any] = {}
    waiting: list[Any] = [schema.query_type]
    while waiting:
        kind = waiting.pop()
        if kind.name in reached or is_leaf_type(kind):
            continue
        reached[kind.name] = kind
        fields: Mapping[str, Any] = getattr(kind, "fields", {})
        waiting += [get_named_type(of.type) for name, of in fields.items() if f"{kind.name}.{name}" not in elsewhere]
        if is_abstract_type(kind):
            waiting += schema.get_possible_types(kind)
    return [kind for _, kind in sorted(reached.items()) if is_object_type(kind)]
