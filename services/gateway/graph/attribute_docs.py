"""The string below each attribute of a class, which Python itself forgets."""

import ast
import inspect
from collections.abc import Mapping
from itertools import pairwise
from textwrap import dedent


def attribute_docs(kind: type) -> Mapping[str, str]:
    """By name of the attribute or enum member; empty for a class whose source is not at hand."""
    try:
        (definition,) = ast.parse(dedent(inspect.getsource(kind))).body
    except (OSError, SyntaxError):
        return {}
    found = {}
    for statement, following in pairwise(getattr(definition, "body", [])):
        name = _name(statement)
        if name and isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            text = following.value.value
            if isinstance(text, str):
                found[name] = inspect.cleandoc(text)
    return found


def _name(statement: ast.stmt) -> str | None:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return None
