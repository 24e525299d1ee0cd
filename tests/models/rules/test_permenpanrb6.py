import pytest

from models.rules.distribution import LIMITS, Bound, Unit
from models.rules.permenpanrb6 import (
    LEADER_RATING,
    MATRIX,
    IncompleteRatingError,
    distribution,
    leader_rating,
    predicate,
)
from models.vocabulary import OrganizationPredicate, Predicate, Rating

SB, B, BP, K, SK = Predicate


def counts(*members):
    return dict(zip(Predicate, members, strict=True))


def test_every_pair_of_ratings_has_a_predicate():
    assert set(MATRIX) == {(work, behavior) for work in Rating for behavior in Rating}
    rows = [[MATRIX[work, behavior] for behavior in Rating] for work in Rating]
    assert rows == [[SB, B, K], [B, B, K], [BP, BP, SK]]


def test_good_work_with_poor_behavior_is_poor_and_not_the_other_way_round():
    assert predicate(Rating.ABOVE, Rating.BELOW) == K
    assert predicate(Rating.BELOW, Rating.ABOVE) == BP


@pytest.mark.parametrize("pair", [(None, Rating.ABOVE), (Rating.ABOVE, None), (None, None)])
def test_a_missing_rating_gives_no_predicate(pair):
    with pytest.raises(IncompleteRatingError) as refusal:
        predicate(*pair)
    assert refusal.value.code == "INCOMPLETE_RATING"


@pytest.mark.parametrize(
    ("organization", "members", "violations"),
    [
        ("ISTIMEWA", (14, 6, 0, 0, 0), ()),
        ("ISTIMEWA", (15, 5, 0, 0, 0), ("SANGAT_BAIK_GT_70PCT",)),
        ("BAIK", (2, 7, 1, 0, 0), ()),
        ("BAIK", (2, 7, 0, 1, 0), ()),
        ("BAIK", (2, 7, 0, 0, 1), ("NO_BUTUH_PERBAIKAN_OR_KURANG",)),
        ("BAIK", (0, 10, 0, 0, 0), ("BAIK_GT_70PCT", "NO_BUTUH_PERBAIKAN_OR_KURANG")),
        ("BUTUH_PERBAIKAN", (1, 3, 6, 0, 0), ()),
        ("BUTUH_PERBAIKAN", (2, 3, 5, 0, 0), ("BUTUH_PERBAIKAN_LT_60PCT", "SANGAT_BAIK_GT_10PCT")),
        ("KURANG", (1, 2, 1, 6, 0), ()),
        ("KURANG", (2, 3, 0, 5, 0), ("KURANG_LT_60PCT", "BUTUH_PERBAIKAN_LT_10PCT", "SANGAT_BAIK_GT_10PCT")),
        ("SANGAT_KURANG", (0, 3, 1, 0, 6), ()),
        ("SANGAT_KURANG", (0, 3, 0, 1, 6), ()),
        (
            "SANGAT_KURANG",
            (1, 4, 0, 0, 5),
            ("SANGAT_KURANG_LT_60PCT", "KURANG_PLUS_BUTUH_PERBAIKAN_LT_10PCT", "SANGAT_BAIK_NOT_ALLOWED"),
        ),
    ],
)
def test_the_pattern_follows_the_units_own_predicate(organization, members, violations):
    verdict = distribution(OrganizationPredicate(organization), counts(*members))
    assert verdict.violations == violations
    assert verdict.conforms is not bool(violations)
    assert verdict.needs_justification is bool(violations)


def test_a_million_members_at_the_limit_conform_and_one_more_does_not():
    at_limit = distribution(OrganizationPredicate.OUTSTANDING, counts(700_000, 300_000, 0, 0, 0))
    above = distribution(OrganizationPredicate.OUTSTANDING, counts(700_001, 299_999, 0, 0, 0))
    assert at_limit.conforms
    assert not above.conforms


@pytest.mark.parametrize(("members", "binding"), [(4, False), (5, True)])
def test_small_groups_are_shown_but_not_flagged(members, binding):
    verdict = distribution(OrganizationPredicate.GOOD, {B: members})
    assert not verdict.conforms
    assert verdict.binding is binding
    assert verdict.needs_justification is binding


def test_a_unit_without_rated_members_violates_nothing():
    verdict = distribution(OrganizationPredicate.GOOD, {})
    assert verdict.conforms
    assert not verdict.needs_justification


def test_limits_and_smallest_group_are_settings():
    lenient = dict.fromkeys(OrganizationPredicate, ())
    assert distribution(OrganizationPredicate.GOOD, {B: 10}, limits=lenient).conforms
    assert not distribution(OrganizationPredicate.GOOD, {B: 10}, minimum_group=11).binding


def test_the_table_of_limits_is_complete_enough_to_generate_sql():
    assert set(LIMITS) == set(OrganizationPredicate)
    for limit in (limit for limits in LIMITS.values() for limit in limits):
        assert limit.bound in Bound
        assert limit.unit in Unit
        assert limit.predicates


def test_the_units_achievement_becomes_its_heads_rating():
    assert [leader_rating(organization) for organization in OrganizationPredicate] == [
        Rating.ABOVE,
        Rating.AS_EXPECTED,
        Rating.BELOW,
        Rating.BELOW,
        Rating.BELOW,
    ]
    generous = {**LEADER_RATING, OrganizationPredicate.NEEDS_IMPROVEMENT: Rating.AS_EXPECTED}
    assert leader_rating(OrganizationPredicate.NEEDS_IMPROVEMENT, generous) == Rating.AS_EXPECTED
