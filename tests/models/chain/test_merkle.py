"""The tree of RFC 6962 against its definition, written again from the RFC's recursion; its published test vectors."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.chain import merkle

#: The inputs and roots of the reference tests of Certificate Transparency (RFC 6962 implementations share them).
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def nodes_of(leaves: list[bytes], runs: list[int]) -> dict[merkle.Node, bytes]:
    """All kept nodes after the leaves came in runs of these lengths."""
    nodes: dict[merkle.Node, bytes] = {}
    size = 0
    for run in [*runs, len(leaves)]:
        some = [merkle.leaf_hash(leaf) for leaf in leaves[size : size + run]]
        edge = [nodes[node] for node in merkle.frontier(size)]
        for node, found in merkle.grown(size, edge, some):
            assert node not in nodes, "a node is made once"
            nodes[node] = found
        size += len(some)
    return nodes


def root_of(nodes: dict[merkle.Node, bytes], size: int) -> bytes:
    return merkle.root([nodes[node] for node in merkle.frontier(size)])


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    assert root_of(nodes_of(LEAVES[:size], []), size).hex() == ROOTS[size - 1]


@given(st.integers(0, 70), st.lists(st.integers(0, 9), max_size=8))
def test_however_leaves_come_the_tree_is_the_defined_one(size: int, runs: list[int]) -> None:
    leaves = [bytes([place]) * (place % 3) for place in range(size)]
    nodes = nodes_of(leaves, runs)
    assert len(nodes) == sum(size >> level for level in range(size.bit_length())), "only full nodes are kept"
    for each in range(size + 1):
        assert root_of(nodes, each) == by_definition(leaves[:each])


@given(st.integers(1, 40), st.data())
def test_inclusion_holds_for_the_leaf_and_for_nothing_else(size: int, data: st.DataObject) -> None:
    leaves = [bytes([place]) for place in range(size)]
    nodes = nodes_of(leaves, [])
    place = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion(place, size, lambda level, at: nodes[level, at])
    mine = merkle.leaf_hash(leaves[place])
    assert merkle.root_by_inclusion(mine, place, size, proof) == by_definition(leaves)
    assert merkle.root_by_inclusion(merkle.leaf_hash(b"other"), place, size, proof) != by_definition(leaves)
    assert merkle.root_by_inclusion(mine, size, size, proof) is None
    for wrong in (proof[:-1], [*proof, mine]):
        if wrong != proof:
            assert merkle.root_by_inclusion(mine, place, size, wrong) != by_definition(leaves)
    other = data.draw(st.integers(0, size - 1))
    if other != place:
        assert merkle.root_by_inclusion(mine, other, size, proof) != by_definition(leaves)


@given(st.integers(1, 40), st.data())
def test_consistency_holds_between_real_trees_only(size: int, data: st.DataObject) -> None:
    leaves = [bytes([place]) for place in range(size)]
    nodes = nodes_of(leaves, [])
    before = data.draw(st.integers(1, size))
    proof = merkle.consistency(before, size, lambda level, at: nodes[level, at])
    first, second = by_definition(leaves[:before]), by_definition(leaves)
    assert merkle.is_consistent(before, size, first, second, proof)
    changed = [*leaves]
    changed[data.draw(st.integers(0, before - 1))] = b"rewritten"
    assert not merkle.is_consistent(before, size, by_definition(changed[:before]), second, proof)
    assert not merkle.is_consistent(before, size, first, by_definition(changed), proof)
    if proof:
        assert not merkle.is_consistent(before, size, first, second, proof[:-1])
        assert not merkle.is_consistent(before, size, first, second, [*proof, first])


def test_sizes_that_cannot_be_are_refused() -> None:
    empty = hashlib.sha256(b"").digest()
    assert merkle.root([]) == empty
    assert merkle.is_consistent(0, 5, empty, b"x", [])
    assert not merkle.is_consistent(6, 5, empty, empty, [])
    assert not merkle.is_consistent(3, 5, empty, empty, [])


@given(st.integers(0, 70))
def test_adding_one_by_one_keeps_the_frontier(size: int) -> None:
    leaves = [bytes([number]) for number in range(size)]
    edge: list[bytes] = []
    for place, leaf in enumerate(leaves):
        merkle.add(edge, place, merkle.leaf_hash(leaf))
    assert merkle.root(edge) == by_definition(leaves)
