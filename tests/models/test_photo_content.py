"""What a photo tells beside the picture is taken out; the picture, and how it is turned, stays as it was."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInputError
from models.evidence_kinds import kind_of
from models.photo_content import photo
from tests.models.pictures import PLACE, jpeg, png, webp


@pytest.mark.parametrize("content", [jpeg(), jpeg(1), jpeg(6, "<"), jpeg(behind=PLACE * 9), png(), webp()])
def test_place_device_and_remarks_are_taken_out(content: bytes) -> None:
    kind, clean = photo(content)
    assert PLACE in content
    assert PLACE not in clean
    assert kind_of(clean) == kind
    assert photo(clean) == (kind, clean)


@pytest.mark.parametrize("way", [">", "<"])
@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_a_photo_stays_turned_as_it_was(turned: int, way: str) -> None:
    clean = photo(jpeg(turned, way))[1]
    told = clean.find(b"Exif\0\0MM\0*")
    assert (told > 0) == (turned != 1)
    if turned != 1:
        assert struct.unpack_from(">H", clean, told + 6 + 8 + 2 + 8)[0] == turned


def test_colors_and_the_picture_stay() -> None:
    clean = photo(jpeg(1))[1]
    for part in (b"JFIF\0", b"ICC_PROFILE\0"):
        assert part in clean
    scan = jpeg()[jpeg().index(b"\xff\xda") :]
    assert clean.endswith(scan)


def test_only_the_extensions_that_were_taken_out_lose_their_mark() -> None:
    assert photo(webp())[1][20] == 0x10


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "is no photo"),
        (b"Tiga puskesmas.\n", "is no photo"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:40] + b"\xff\xd9", "damaged"),
        (b"\xff\xd8\xff\xe1\xff\xff\xff\xd9", "damaged"),
    ],
)
def test_what_is_no_whole_photo_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        photo(content)
    assert words in str(refused.value)


@given(st.sampled_from([jpeg(), png(), webp()]), st.data())
def test_no_damage_breaks_it(content: bytes, data: st.DataObject) -> None:
    """Whatever a byte is changed to: a refusal that says why, or a photo."""
    place = data.draw(st.integers(0, len(content) - 1))
    broken = content[:place] + bytes([data.draw(st.integers(0, 255))]) + content[place + 1 :]
    try:
        photo(broken)
    except InvalidInputError:
        return
