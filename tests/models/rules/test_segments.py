from datetime import date

import pytest

from models.rules.segments import Segment, TwoMainSegmentsError, main_segment
from models.rules.settings import MainSegment

FIRST = Segment("A", date(2025, 1, 1), date(2025, 9, 30))
SECOND = Segment("B", date(2025, 10, 1), date(2025, 12, 31))
ACTING = Segment("C", date(2025, 11, 1), date(2025, 12, 31), acting=True)


def test_the_current_rater_decides_by_default():
    assert main_segment([SECOND, ACTING, FIRST]) is SECOND


def test_a_region_may_let_the_longest_segment_decide():
    assert main_segment([FIRST, SECOND], MainSegment.LONGEST) is FIRST
    assert FIRST.days == 273
    assert main_segment([FIRST, Segment("E", date(2025, 9, 1), date(2025, 10, 2)), SECOND]) is SECOND


def test_of_equally_long_segments_the_later_decides():
    early, late = Segment("A", date(2025, 1, 1), date(2025, 1, 31)), Segment("B", date(2025, 3, 1), date(2025, 3, 31))
    assert main_segment([early, late], MainSegment.LONGEST) is late
    assert main_segment([late, early], MainSegment.LONGEST) is late


def test_acting_segments_never_decide():
    assert main_segment([ACTING]) is None
    assert main_segment([]) is None


def test_two_segments_that_end_together_are_refused():
    twin = Segment("D", date(2025, 12, 1), date(2025, 12, 31))
    with pytest.raises(TwoMainSegmentsError) as refusal:
        main_segment([FIRST, SECOND, twin])
    assert refusal.value.code == "TWO_MAIN_SEGMENTS"
    assert refusal.value.message.values == {"first": "B", "second": "D"}
