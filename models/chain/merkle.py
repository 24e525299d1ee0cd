"""The Merkle tree of RFC 6962 (section 2.1): hashes, growing by one run of leaves, and both kinds of proof.

Belongs here: pure functions on hashes. Does not: what a leaf says (leaves), where hashes are kept (sealer).
A node is named by its level (0: leaves) and its place in that level; only nodes over a full run of leaves are kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

Node = tuple[int, int]
#: Gives the hash of a kept node.
Kept = Callable[[int, int], bytes]


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf; the first byte keeps leaves and inner nodes apart."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def frontier(size: int) -> list[Node]:
    """The kept nodes that make up a tree of `size` leaves, from left to right: one for each set bit of the size."""
    nodes = []
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            nodes.append((level, start >> level))
            start += 1 << level
    return nodes


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of a frontier; of the empty tree, the hash of nothing."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    found = hashes[-1]
    for each in reversed(hashes[:-1]):
        found = node_hash(each, found)
    return found


def grown(size: int, edge: Sequence[bytes], leaves: Iterable[bytes]) -> Iterator[tuple[Node, bytes]]:
    """Every node that becomes full when `leaves` (hashes) are added to a tree of `size` with the frontier `edge`."""
    open_nodes = list(zip(frontier(size), edge, strict=True))
    for place, leaf in enumerate(leaves, size):
        node, found = (0, place), leaf
        yield node, found
        while open_nodes and open_nodes[-1][0] == (node[0], node[1] - 1) and node[1] & 1:
            _left, other = open_nodes.pop()
            node, found = (node[0] + 1, node[1] >> 1), node_hash(other, found)
            yield node, found
        open_nodes.append((node, found))


def add(edge: list[bytes], size: int, leaf: bytes) -> None:
    """Add one leaf to a tree of `size`, of which only the frontier is kept (`edge`, changed in place)."""
    edge.append(leaf)
    while size & 1:
        right = edge.pop()
        edge[-1] = node_hash(edge[-1], right)
        size >>= 1


def inclusion(place: int, size: int, kept: Kept) -> list[bytes]:
    """The proof that the leaf at `place` is in the tree of `size` leaves (RFC 6962, 2.1.1), from the leaf upwards."""
    return _path(place, 0, size, kept)


def consistency(before: int, size: int, kept: Kept) -> list[bytes]:
    """The proof that the tree of `size` leaves begins with that of `before` leaves (RFC 6962, 2.1.2)."""
    return _subproof(before, 0, size, kept, whole=True) if 0 < before < size else []


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Every level of the tree over these hashes, from the leaves to the root; a node without a neighbor moves up."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        below = found[-1]
        above = [node_hash(left, right) for left, right in zip(below[::2], below[1::2], strict=False)]
        found.append(above + below[-1:] if len(below) & 1 else above)
    return found


def path(tree: Sequence[Sequence[bytes]], place: int) -> list[bytes]:
    """The proof that the leaf at `place` is in a tree given by its `levels`, from the leaf upwards."""
    found = []
    for level in tree[:-1]:
        if place ^ 1 < len(level):
            found.append(level[place ^ 1])
        place >>= 1
    return found


def root_by_inclusion(leaf: bytes, place: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2); None when it has not the right length."""
    if not 0 <= place < size:
        return None
    node, last, found = place, size - 1, leaf
    for each in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = node_hash(each, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, each)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(before: int, size: int, first: bytes, second: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a consistency proof leads from the root `first` of `before` leaves to `second` (RFC 9162, 2.1.4.2)."""
    if before == size:
        return first == second and not proof
    if before == 0:
        return not proof
    if not 0 < before < size:
        return False
    path = list(proof) if before & (before - 1) else [first, *proof]
    if not path:
        return False
    node, last = before - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, each)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first and new == second


def range_root(start: int, end: int, kept: Kept) -> bytes:
    """The root of the leaves from `start` up to `end`, a run that begins where a full node of its size may begin."""
    hashes = [kept(level, (start >> level) + place) for level, place in frontier(end - start)]
    return root(hashes)


def _split(length: int) -> int:
    """The largest power of two below the length."""
    return 1 << (length - 1).bit_length() - 1


def _path(place: int, start: int, end: int, kept: Kept) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if place < middle:
        return [*_path(place, start, middle, kept), range_root(middle, end, kept)]
    return [*_path(place, middle, end, kept), range_root(start, middle, kept)]


def _subproof(before: int, start: int, end: int, kept: Kept, *, whole: bool) -> list[bytes]:
    if before == end - start:
        return [] if whole else [range_root(start, end, kept)]
    split = _split(end - start)
    middle = start + split
    if before <= split:
        return [*_subproof(before, start, middle, kept, whole=whole), range_root(middle, end, kept)]
    return [*_subproof(before - split, middle, end, kept, whole=False), range_root(start, middle, kept)]
