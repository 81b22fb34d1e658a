"""The recorded graph for the eye: as indented text, or drawn with graphviz."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..base import MissingExtraError
from .tape import Leaf, Output, collect, is_freed

__all__ = ["GraphText", "describe"]

#: Names that textbooks draw, where they are not the operator's own.
_DRAWN = {
    "add": "Add",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "Div",
    "power": "Pow",
    "negative": "Neg",
    "SliceChannel": "Split",
    "_view_index": "Slice",
    "_basic_index": "Slice",
    "_advanced_index": "Index",
}


def _title(name: str) -> str:
    if name in _DRAWN:
        return _DRAWN[name]
    words = [w for w in name.split("_") if w]
    return "".join(w[:1].upper() + w[1:] for w in words)


class GraphText:
    """A graph that prints as text; ``draw()`` gives a graphviz drawing.

    Variables are numbered in the order in which the text meets them.

    Attributes
    ----------
    nodes : list of (int, str, tuple)
        Number, label and shape of each node, newest first. Where an operator has several outputs
        the shape is a tuple of shapes.
    edges : list of (int, int)
        From a node to the node its gradient goes to next.
    """

    def __init__(self, heads: Sequence[Any]) -> None:
        order = [n for n in reversed(collect(heads)[0]) if type(n) is not Output]
        number = {n: i for i, n in enumerate(order)}
        parents = {n: _parents(n) for n in order}
        self._text, variables = _lines([_whole(head) for head in heads], parents)
        self.nodes = [(number[n], _label(n), _shape(n)) for n in order]
        self.edges = [(number[n], number[p]) for n in order for p in parents[n]]
        self._variables = {number[n]: i for n, i in variables.items()}

    def __str__(self) -> str:
        return "\n".join(self._text)

    __repr__ = __str__

    def draw(self) -> Any:
        """A ``graphviz.Digraph`` of the graph; needs the extra ``[viz]``."""
        try:
            import graphviz
        except ImportError:
            raise MissingExtraError(
                "drawing a graph needs graphviz: python -m pip install 'ndgrad[viz]'; "
                "print(autograd.graph(y)) shows it as text."
            ) from None
        drawing = graphviz.Digraph("graph", node_attr={"shape": "box", "style": "filled"})
        for number, label, shape in self.nodes:
            variable = self._variables.get(number)
            color = "white" if variable is None else "lightblue"
            name = label if variable is None else f"{label} #{variable}"
            drawing.node(str(number), f"{name}\n{shape}", fillcolor=color)
        for start, end in self.edges:
            drawing.edge(str(start), str(end))
        return drawing


def _lines(heads: Sequence[Any], parents: dict[Any, list[Any]]) -> tuple[list[str], dict[Any, int]]:
    """The text, depth first, and the number that it gives to each variable."""
    lines: list[str] = []
    variables: dict[Any, int] = {}
    seen: set[Any] = set()
    stack = [(head, 0) for head in reversed(heads)]
    while stack:
        node, depth = stack.pop()
        line = f"{'  ' * depth}{_label(node)} {_shape(node)}"
        if type(node) is Leaf:
            line += f" #{variables.setdefault(node, len(variables) + 1)}"
        elif node in seen:
            line += " (shown above)"
        else:
            stack.extend((parent, depth + 1) for parent in reversed(parents[node]))
        lines.append(line)
        seen.add(node)
    return lines, variables


def _label(node: Any) -> str:
    return "AccumulateGrad" if type(node) is Leaf else f"{_title(node.op.name)}Backward"


def _shape(node: Any) -> tuple[Any, ...]:
    """The shape of the output; a tuple of shapes where there are several."""
    shape = tuple(node.shape)
    return shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape


def _whole(node: Any) -> Any:
    """The node that an output is one of."""
    return node.left if type(node) is Output else node


def _parents(node: Any) -> list[Any]:
    """Where the gradient goes next: not to constants, nor to what a sweep has consumed."""
    return [_whole(p) for p in node.parents if p is not None and not is_freed(p)]


def describe(heads: Sequence[Any]) -> GraphText:
    """The graph that a sweep from these nodes will walk."""
    return GraphText(heads)
