from fractions import Fraction

from models.rules.bands import Bands, bands


def usual():
    return bands({"good": "90.5", "fair": "70"}, "poor")


def above():
    return bands({"good": "90", "fair": "70"}, "poor", above=True)


def test_limits_are_exact_and_the_rest_has_a_name():
    assert Bands(((Fraction(181, 2), "good"), (Fraction(70), "fair")), "poor", above=False) == usual()
    assert [usual().label(Fraction(value)) for value in (91, 90, 70, 69)] == ["good", "fair", "fair", "poor"]


def test_a_limit_may_belong_to_the_band_below():
    assert [above().label(Fraction(value)) for value in (91, 90, 70)] == ["good", "fair", "poor"]


def test_the_nearest_better_band():
    assert usual().better(Fraction(91)) is None
    assert usual().better(Fraction(75)) == (Fraction(181, 2), "good")
    assert usual().better(Fraction(0)) == (Fraction(70), "fair")


def test_bands_as_a_person_reads_them():
    assert usual().rows() == (("good", ">= 90.5"), ("fair", ">= 70"), ("poor", ""))
    assert above().rows()[0] == ("good", "> 90")
