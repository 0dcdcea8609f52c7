"""Random operations over the whole graph, whose arguments name things that exist."""

import json
import random
from collections import Counter
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_abstract_type, is_leaf_type, is_non_null_type, is_required_argument

SOMETIMES = 0.25


class Generator:
    """Operations by seed; `pools` holds, by argument name (cursors by type and order), values to choose from."""

    def __init__(self, schema: GraphQLSchema, seed: int, pools: dict[str, Any], selected: Counter[str]) -> None:
        self.schema, self.random, self.pools, self.selected = schema, random.Random(seed), pools, selected
        self.declared: list[str] = []
        self.variables: dict[str, Any] = {}
        self.fragments: list[str] = []
        self.count = 0

    def operation(self) -> tuple[str, dict[str, Any]]:
        body = self.selection(self.schema.query_type, self.random.randint(3, 5))
        head = f"query Op({', '.join(self.declared)})" if self.declared else "query Op"
        return "\n".join([f"{head} {body}", *self.fragments]), self.variables

    def number(self) -> int:
        self.count += 1
        return self.count

    def value(self, name: str, tag: str, kind: Any) -> Any:
        if name in ("first", "last"):
            return self.random.choice([0, 1, 2, 3, 3, 100])
        if name in ("after", "before"):
            known = self.pools["cursors"].get(tag)
            return self.random.choice(known) if known else None
        chosen = self.random.choice(self.pools[name])
        return [chosen, self.random.choice(self.pools[name])] if str(kind).startswith("[") else chosen

    def argument(self, name: str, kind: Any, tag: str) -> str | None:
        value = self.value(name, tag, kind)
        if value is None:
            return None
        enum = get_named_type(kind).name in ("Kind", "Mood")
        literal = json.dumps(value).replace('"', "") if enum else json.dumps(value)
        if self.random.random() >= 0.45:
            return f"{name}: {literal}"
        variable, mode = f"v{self.number()}", self.random.random()
        if is_non_null_type(kind):
            self.declared.append(f"${variable}: {kind}")
            self.variables[variable] = value
        elif mode < 0.3:
            self.declared.append(f"${variable}: {kind} = {literal}")
            if mode < 0.1:
                self.variables[variable] = None
        else:
            self.declared.append(f"${variable}: {kind}")
            if mode < 0.95:
                self.variables[variable] = None if mode > 0.9 else value
        return f"{name}: ${variable}"

    def arguments(self, field: Any) -> str:
        paging = self.random.choice(["first", "first", "first", "last"]) if "last" in field.args else "first"
        link = field.extensions["strawberry-definition"].metadata.get("link")
        order = "name id" if link and callable(link.order) else link and link.order
        tag = f"{get_named_type(field.type).name.removesuffix('Connection')} {order}"
        found = []
        for name, leaf in field.args.items():
            if name in ("first", "last"):
                wanted = name == paging
            elif name in ("after", "before"):
                wanted = self.random.random() < 0.15
            else:
                wanted = is_required_argument(leaf) or self.random.random() < 0.2
            if wanted:
                found.append(self.argument(name, leaf.type, tag))
        text = ", ".join(argument for argument in found if argument)
        return f"({text})" if text else ""

    def directive(self) -> str:
        chance = self.random.random()
        if chance > 0.15:
            return ""
        name = self.random.choice(["skip", "include"])
        if chance < 0.07:
            return f" @{name}(if: {self.random.choice(['true', 'false'])})"
        variable = f"b{self.number()}"
        self.declared.append(f"${variable}: Boolean!" if chance < 0.12 else f"${variable}: Boolean! = true")
        if chance < 0.12:
            self.variables[variable] = self.random.choice([True, False])
        return f" @{name}(if: ${variable})"

    def selection(self, kind: Any, depth: int) -> str:
        if is_abstract_type(kind):
            return self.abstract(kind, depth)
        fields = kind.fields
        names = [name for name, field in fields.items() if depth > 0 or is_leaf_type(get_named_type(field.type))] or [
            "__typename"
        ]
        if depth <= 0 and kind.name.endswith(("Connection", "Edge")):
            names = list(fields)
        least, most = (2, 3) if kind is self.schema.query_type else (2, 6)
        picked = self.random.sample(names, self.random.randint(least, min(most, len(names))))
        calm = [name for name in picked if not name.startswith("sure") or self.random.random() < 0.35]
        picked = calm or picked
        if kind is self.schema.query_type:
            picked = self.root(picked)
        if kind.name.endswith("Connection") and "edges" not in picked and self.random.random() < 0.7:
            picked.append("edges")
        if kind.name.endswith("Edge") and "node" not in picked:
            picked.append("node")
        lines = [line for name in picked for line in self.field(kind, name, fields.get(name), depth)]
        return self.wrapped(kind, lines)

    def root(self, picked: list[str]) -> list[str]:
        """Few of the fields whose null takes the whole answer away or that most roles see empty; always a list."""
        rare = {"sureVillage": 0.15, "hidden": 0.2, "chosen": 0.3}
        kept = [name for name in picked if self.random.random() < rare.get(name, 1)]
        if not {"villages", "units", "visits"} & {*kept}:
            kept.append(self.random.choice(["villages", "units", "visits"]))
        return kept

    def abstract(self, kind: Any, depth: int) -> str:
        lines = ["__typename"] if self.random.random() < 0.7 else []
        if kind.name == "Node" and self.random.random() < 0.7:
            lines.append("id")
        lines += [
            f"... on {concrete.name}{self.directive()} {self.selection(concrete, depth - 1)}"
            for concrete in self.schema.get_possible_types(kind)
            if self.random.random() < 0.8
        ]
        return f"{{ {' '.join(lines or ['__typename'])} }}"

    def field(self, kind: Any, name: str, field: Any, depth: int) -> list[str]:
        if field is None:
            return [name]
        self.selected[f"{kind.name}.{name}"] += 1
        target = get_named_type(field.type)
        alias = f"a{self.number()}: " if field.args or self.random.random() < SOMETIMES else ""
        below = "" if is_leaf_type(target) else " " + self.selection(target, depth - 1)
        lines = [f"{alias}{name}{self.arguments(field)}{self.directive()}{below}"]
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
            lines = [f"...{name}{self.directive()}", *lines[cut:], *([f"...{name}"] if self.random.random() < SOMETIMES else [])]
        if self.random.random() < 0.1:
            lines = [f"... on {kind.name} {{ {' '.join(lines)} }}"]
        return f"{{ {' '.join(lines)} }}"
