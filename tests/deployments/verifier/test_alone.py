"""The verifier stands alone: the standard library, no code of ours, RFC 8032, and the same rules by its own hand."""

import ast
import base64
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.verifier import verify_archive as alone
from models import canonical_json, labels
from models.rules import credit_points as points
from models.rules import permenpanrb6
from models.rules.distribution import distribution
from models.rules.exact import whole
from models.rules.permenpanrb8 import Direction, Target
from models.rules.permenpanrb8 import attainment as product_attainment
from models.vocabulary import OrganizationPredicate, Predicate, Rating
from tests.deployments.verifier.conftest import VERIFIER

#: RFC 8032, section 7.1: public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655"
            "141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00"
            "d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc02"
            "7beceea1ec40a"
        ),
    ),
)


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert names <= set(sys.stdlib_module_names)
    assert not names & {"cli", "web", "deployments", "flows", "tasks", "expectations", "models", "templates", "socket"}
    ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 9))


def test_every_text_is_there_in_both_languages() -> None:
    for texts in (alone.TEXTS, alone.STEPS, alone.OPTIONS, alone.NAMES):
        for key, (indonesian, english) in texts.items():
            assert indonesian.strip(), key
            assert english.strip(), key
            fields = [{part.split("}")[0] for part in text.split("{")[1:]} for text in (indonesian, english)]
            assert fields[0] == fields[1], key


def test_words_are_those_of_the_portal() -> None:
    own = {"setter", "closing"}  # no word of the portal; there a unit that "is being closed"
    for word in alone.NAMES.keys() - own:
        assert alone.NAMES[word] == (labels.label(word, "id"), labels.label(word, "en")), word
    for word in alone.LAW:
        assert alone.LAW[word] == labels.label(word, "id"), word
    assert set(alone.STAGES) <= alone.NAMES.keys()
    assert {*alone.EARNED, *alone.MATRIX, *map(str, OrganizationPredicate)} <= alone.LAW.keys()
    assert {part for each in alone.USED for part in each.split(".")} <= alone.NAMES.keys()
    assert alone.worded("plan.approved", 0) == labels.event_label("plan.approved", "id")


@given(st.sampled_from(OrganizationPredicate), st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_every_departure_from_a_pattern_has_words(organization: OrganizationPredicate, numbers: list[int]) -> None:
    broken = alone.violations(str(organization), dict(zip(alone.ORDER_OF_WORDS, numbers, strict=True)))
    assert set(broken) <= alone.NAMES.keys()


@given(st.none() | st.integers() | st.text() | st.lists(st.text()) | st.tuples(*[st.none() | st.text()] * 4))
def test_whatever_an_archive_says_can_be_told(value: object) -> None:
    for language, beginning in enumerate(("penilaian ", "ratings ")):
        assert alone.said("ratings", language, {"given": value, "found": "-"}).startswith(beginning)


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_of_rfc_8032(public: str, message: str, signature: str) -> None:
    raw = [bytes.fromhex(each) for each in (public, signature, message)]
    assert alone.ed25519_holds(*raw)
    assert not alone.ed25519_holds(raw[0], raw[1], raw[2] + b"x")
    broken = bytes([raw[1][0] ^ 1]) + raw[1][1:]
    assert not alone.ed25519_holds(raw[0], broken, raw[2])
    beyond = (int.from_bytes(raw[1][32:], "little") + alone.ORDER).to_bytes(32, "little")
    assert not alone.ed25519_holds(raw[0], raw[1][:32] + beyond, raw[2]), "a signature has one form"


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
@settings(max_examples=25, deadline=None)
def test_signatures_agree_with_another_implementation(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert alone.ed25519_holds(public, signature, message)
    turned = bytearray(signature)
    turned[bit // 8] ^= 1 << bit % 8
    assert not alone.ed25519_holds(public, bytes(turned), message)


@pytest.mark.parametrize("public", ["", "00", "ff" * 32, "02" + "00" * 31])
def test_what_is_no_key_signs_nothing(public: str) -> None:
    assert not alone.ed25519_holds(bytes.fromhex(public), bytes(64), b"")


@pytest.mark.parametrize("text", ["", "a", "a+b+c", "a+00000000+" + base64.b64encode(bytes(33)).decode()])
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(alone.Unusable):
        alone.Key(text)


@given(st.sampled_from(Rating), st.sampled_from(Rating))
def test_predicates_agree(work: Rating, behavior: Rating) -> None:
    assert alone.predicate(str(work), str(behavior)) == str(permenpanrb6.predicate(work, behavior))


@given(st.sampled_from(OrganizationPredicate), st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_patterns_agree(organization: OrganizationPredicate, numbers: list[int]) -> None:
    counted = dict(zip(Predicate, numbers, strict=True))
    own = alone.violations(str(organization), dict(zip(alone.ORDER_OF_WORDS, numbers, strict=True)))
    assert own == list(distribution(organization, counted).violations)


@given(st.sampled_from(points.Level), st.sampled_from(Predicate), st.integers(1, 12), st.integers(1, 12))
def test_credit_points_agree(level: points.Level, predicate: Predicate, first: int, last: int) -> None:
    first, last = sorted((first, last))
    own = alone.credit_points(str(level), str(predicate), f"2026-{first:02}-01", f"2026-{last:02}-28")
    assert own == points.credit(level, predicate, last - first + 1)


AMOUNT = st.decimals(min_value=Decimal(0), max_value=Decimal(5000), places=2)


@given(st.sampled_from(Direction), AMOUNT, AMOUNT, AMOUNT, st.integers(0, 120))
def test_attainment_agrees(direction: Direction, one: Decimal, other: Decimal, realized: Decimal, inside: int) -> None:
    lower, upper = sorted((one, other))
    word = "normal" if direction is Direction.NORMAL else "reversed"
    own = alone.attainment(word, *(alone.number(str(each)) for each in (lower, upper, realized)), Fraction(inside))
    if lower <= 0:
        assert own is None
        return
    divisor = Target(Fraction(lower), Fraction(upper)).divisor(Fraction(realized))
    expected = whole(inside) if divisor is None else whole(product_attainment(direction, divisor, Fraction(realized)))
    assert own == expected


@pytest.mark.parametrize(
    ("text", "exact", "same"),
    [
        ("25", Fraction(25), True),
        ("25.0", Fraction(25), True),
        ("2.0833333333333333", Fraction(25, 12), True),
        ("2.08", Fraction(25, 12), False),
        ("2.0833333333333343", Fraction(25, 12), False),
        (None, None, True),
        (None, Fraction(1), False),
        ("1", None, False),
        ("x", Fraction(1), False),
    ],
)
def test_a_number_whose_decimals_do_not_end_is_compared_as_far_as_it_is_written(
    text: str | None,
    exact: Fraction | None,
    same: bool,  # noqa: FBT001
) -> None:
    assert alone.same_number(text, exact) is same


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcXYZ_", max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abcXYZ_", max_size=5), JSON, max_size=4))
def test_canonical_form_agrees(row: dict[str, object]) -> None:
    assert alone.WRITE(row) == canonical_json.canonical(row)


@given(st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), st.integers())), st.integers(1, 5))
def test_what_waits_for_its_unit_comes_back_in_order(rows: list[tuple[int | None, int]], at_once: int) -> None:
    packed = alone.Packed()
    packed.AT_ONCE = at_once
    for unit, value in rows:
        packed.add(unit, {"value": value})
    for unit in (None, 1, 2, 3):
        assert [row["value"] for row in packed.take(unit)] == [value for each, value in rows if each == unit]
        assert list(packed.take(unit)) == [], "once"
    assert not packed.units()
