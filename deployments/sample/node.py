"""One unit of the sample's tree, with its code and the post of its head.

Belongs here: the node. Does not: how many there are (tree.py, sizes.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from deployments.sample.blueprint import Agency

_HEAD_WORDS = {"Sekretariat Kecamatan": "Sekretaris Kecamatan", "Sekretariat": "Sekretaris"}


@dataclass(slots=True, eq=False)
class Node:
    """One unit: its head's post, how many staff work directly in it, and the units below it."""

    code: str
    name: str
    head_post: str
    echelon: str
    agency: Agency | None
    agency_code: str
    parent_code: str | None
    staff: int = 0
    staff_posts: tuple[str, ...] = ()
    is_field: bool = False
    below: "list[Node]" = field(default_factory=list)

    def walk(self) -> "Iterator[Node]":
        """This unit and all below it, top down in file order."""
        yield self
        for node in self.below:
            yield from node.walk()


class Codes:
    """Hands out unit codes in order."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        """The next unit code; zeros in front keep the order when sorted as text."""
        self._last += 1
        return f"U{self._last:06d}"


def add_child(parent: Node, name: str, head_post: str, echelon: str, codes: Codes) -> Node:
    """Put a new unit below `parent`, in the same agency."""
    node = Node(codes.next(), name, head_post, echelon, parent.agency, parent.agency_code, parent.code)
    parent.below.append(node)
    return node


def spread(nodes: list[Node], people: int, posts: tuple[str, ...]) -> None:
    """Give each unit an equal part of `people` as staff, the first ones one more where it does not divide."""
    for place, node in enumerate(nodes):
        node.staff = people // len(nodes) + (place < people % len(nodes))
        node.staff_posts = posts


def head_of(unit_name: str) -> str:
    """The post of a unit's head as its name tells: Bidang X is led by the Kepala Bidang X."""
    if unit_name.startswith("Kelurahan "):
        return unit_name.replace("Kelurahan", "Lurah")
    if unit_name.startswith("Inspektur"):
        return unit_name
    return _HEAD_WORDS.get(unit_name, f"Kepala {unit_name}")
