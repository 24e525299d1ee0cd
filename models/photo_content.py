"""A photo without what it tells beside the picture: where it was taken, by whom, with which telephone.

Belongs here: taking descriptions out of JPEG, PNG and WEBP, byte by byte; the picture is never decoded. Does not:
telling kinds (evidence_kinds), keeping files (evidence_store). How the picture is turned stays, though telephones keep
that beside it.
Sources: ITU-T T.81 Annex B (JPEG), CIPA DC-008 (Exif), W3C PNG (chunks), RFC 9649 (WEBP).
"""

import re
import struct

from models.errors import InvalidInputError
from models.evidence_kinds import JPEG, PNG, WEBP, FileKind, kind_of
from models.evidence_zip import damaged
from models.language import N_

#: Beginnings of the kinds in which newer telephones store photos; few programs open them.
_HEIC = re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1|avif)", re.DOTALL)
#: What follows a scan of a JPEG: any marker but a stuffed zero, a restart or padding.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN, _END_OF_IMAGE, _COMMENT = 0xDA, 0xD9, 0xFE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_APPLICATIONS = range(0xE0, 0xF0)
#: Data of applications that a picture looks wrong without.
_KEPT = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_EXIF, _EXIF_MARKER = b"Exif\0\0", 0xE1
_ORIENTATION, _SHORT, _AS_IT_IS, _LAST_TURN = 0x0112, 3, 1, 8
_PNG_TOLD = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_TOLD = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04


def photo(content: bytes) -> tuple[FileKind, bytes]:
    """The kind of a photo, and its bytes without place, time, device and remarks.

    Raises:
        InvalidInputError: no photo that everybody can open, or a damaged one; says what to do instead.
    """
    if _HEIC.match(content):
        raise InvalidInputError(
            N_(
                "The photo is in a format of newer telephones (HEIC, AVIF) that many computers cannot open. Take it "
                "with this page, or set the camera to “Most compatible” (JPEG) and take it again."
            )
        )
    kind = kind_of(content)
    clean = {JPEG: _jpeg, PNG: _png, WEBP: _webp}.get(kind)
    if clean is None:
        raise InvalidInputError(
            N_("The file is no photo (JPEG, PNG, WEBP). Attach a document to an indicator, among your realizations.")
        )
    try:
        return kind, clean(content)
    except (struct.error, IndexError) as problem:
        raise damaged() from problem


def _jpeg(content: bytes) -> bytes:
    """Marker by marker to the end of the picture; what telephones put behind it (films, depths) is left out."""
    kept, place, turned = [content[:2]], 2, _AS_IT_IS
    while True:
        if content[place] != 0xFF:  # noqa: PLR2004 - how every marker begins
            raise damaged()
        marker = content[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - padding before a marker
            place += 1
            continue
        if marker == _END_OF_IMAGE:
            kept.append(content[place : place + 2])
            break
        end = place + 2 if marker in _ALONE else place + 2 + struct.unpack_from(">H", content, place + 2)[0]
        body = content[place + 4 : end]
        if marker == _START_OF_SCAN:
            following = _AFTER_SCAN.search(content, end)
            if following is None:
                raise damaged()
            end = following.start()
        if marker == _EXIF_MARKER and body.startswith(_EXIF):
            turned = _orientation(body[len(_EXIF) :])
        if _is_kept(marker, body):
            kept.append(content[place:end])
        place = end
    if turned != _AS_IT_IS:
        kept.insert(1, _only_orientation(turned))
    return b"".join(kept)


def _is_kept(marker: int, body: bytes) -> bool:
    if marker in _APPLICATIONS:
        return any(marker == known and body.startswith(name) for known, name in _KEPT)
    return marker != _COMMENT


def _orientation(tiff: bytes) -> int:
    """How the picture is turned, by the first list of tags; as it is where that cannot be read."""
    way = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if way is None:
        return _AS_IT_IS
    try:
        place = struct.unpack_from(f"{way}I", tiff, 4)[0]
        for number in range(struct.unpack_from(f"{way}H", tiff, place)[0]):
            tag, kind, _count, value = struct.unpack_from(f"{way}HHIH", tiff, place + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                return int(value) if _AS_IT_IS <= value <= _LAST_TURN else _AS_IT_IS
    except struct.error:
        return _AS_IT_IS
    return _AS_IT_IS


def _only_orientation(turned: int) -> bytes:
    tiff = struct.pack(">4sIHHHIHHI", b"MM\0*", 8, 1, _ORIENTATION, _SHORT, 1, turned, 0, 0)
    return struct.pack(">BBH", 0xFF, _EXIF_MARKER, 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


def _png(content: bytes) -> bytes:
    kept, place = [content[:8]], 8
    while place < len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        if name not in _PNG_TOLD:
            kept.append(content[place : place + 12 + length])
        place += 12 + length
    return b"".join(kept)


def _webp(content: bytes) -> bytes:
    kept, place = [], 12
    end = min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    while place + 8 <= end:
        name, length = struct.unpack_from("<4sI", content, place)
        chunk = content[place : place + 8 + length + length % 2]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _WEBP_TOLD:
            kept.append(chunk)
        place += len(chunk)
    pictures = b"".join(kept)
    return struct.pack("<4sI4s", b"RIFF", 4 + len(pictures), b"WEBP") + pictures
