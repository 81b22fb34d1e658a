"""The recorded graph for the eye: as indented text, or drawn with graphviz."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..base import MissingExtraError
from .tape import Leaf, Output, collect

__all__ = ["GraphText", "describe"]


#: Names that textbooks draw, where they are not the operator's own.
_DRAWN = {
    "add": "Add",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "Div",
    "power": "Pow",
    "negative": "Neg",
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

    Attributes
    ----------
    nodes : list of (int, str, tuple)
        Number, label and shape of each node, newest first.
    edges : list of (int, int)
        From a node to the node its gradient goes to next.
    """

    def __init__(self, heads: Sequence[Any]) -> None:
        order = [n for n in reversed(collect(heads)[0]) if type(n) is not Output]
        leaves = [n for n in reversed(order) if type(n) is Leaf]
        self._leaf_number = {n: i + 1 for i, n in enumerate(leaves)}
        self._index = {n: i for i, n in enumerate(order)}
        self.nodes = [(self._index[n], self._label(n), _shape(n)) for n in order]
        self.edges = [
            (self._index[n], self._index[p]) for n in order for p in _parents(n)
        ]
        self._heads = [_whole(h) for h in heads]
        self._children = {n: _parents(n) for n in order}

    def _label(self, node: Any) -> str:
        return "AccumulateGrad" if type(node) is Leaf else f"{_title(node.op.name)}Backward"

    def __str__(self) -> str:
        lines: list[str] = []
        seen: set[Any] = set()
        stack = [(head, 0) for head in reversed(self._heads)]
        while stack:
            node, depth = stack.pop()
            label, again = self._label(node), node in seen
            number = f" #{self._leaf_number[node]}" if type(node) is Leaf else ""
            mark = " (shown above)" if again and type(node) is not Leaf else ""
            lines.append(f"{'  ' * depth}{label} {_shape(node)}{number}{mark}")
            if not again:
                seen.add(node)
                stack.extend((child, depth + 1) for child in reversed(self._children[node]))
        return "\n".join(lines)

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
        drawing = graphviz.Digraph("graph", node_attr={"shape": "box"})
        for number, label, shape in self.nodes:
            color = "lightblue" if label == "AccumulateGrad" else "white"
            drawing.node(str(number), f"{label}\n{shape}", style="filled", fillcolor=color)
        for start, end in self.edges:
            drawing.edge(str(start), str(end))
        return drawing


def _whole(node: Any) -> Any:
    return node.left if type(node) is Output else node


def _parents(node: Any) -> list[Any]:
    return [_whole(p) for p in node.parents if p is not None and p.parents is not None]


def _shape(node: Any) -> Any:
    return tuple(node.shape)


def describe(heads: Sequence[Any]) -> GraphText:
    """The graph that a sweep from these nodes will walk."""
    return GraphText(heads)
