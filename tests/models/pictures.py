"""Small pictures as telephones make them, with a place in each: for tests of what is taken out of photos.

Belongs here: bytes. Does not: evidence files that are refused (evidence_files).
"""

import base64
import struct
import zlib

#: The words that must never be kept: as a place, a device and a remark would be.
PLACE = b"GPS-106.8456E-6.2088S"

#: A gray pixel as JPEG: start, quantization, frame, two Huffman tables, one scan, end.
_JPEG = base64.b64decode(
    "/9j/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/wAALCAABAAEBAREA"
    "/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(body)) + body


def exif(turned: int = 6, way: str = ">") -> bytes:
    """Exif data with how the picture is turned and, behind it, where it was taken."""
    mark = b"MM\0*" if way == ">" else b"II*\0"
    tags = struct.pack(f"{way}HHHIHH", 1, 0x0112, 3, 1, turned, 0) + struct.pack(f"{way}I", 0)
    return mark + struct.pack(f"{way}I", 8) + tags + PLACE


def jpeg(turned: int = 6, way: str = ">", behind: bytes = b"") -> bytes:
    """A photo with JFIF and color data, Exif, XMP, a maker's data and a remark; `behind` is what follows its end."""
    told = _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + _segment(0xE1, b"Exif\0\0" + exif(turned, way))
    told += _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + PLACE) + _segment(0xE2, b"ICC_PROFILE\0\1\1x")
    told += _segment(0xE2, b"MPF\0" + PLACE) + _segment(0xED, b"Photoshop 3.0\0" + PLACE) + _segment(0xFE, PLACE)
    return _JPEG[:2] + told + _JPEG[2:] + behind


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png() -> bytes:
    """A gray pixel with a place in Exif and in a text."""
    told = _chunk(b"eXIf", exif()) + _chunk(b"tEXt", b"Comment\0" + PLACE) + _chunk(b"iTXt", PLACE)
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + told + _chunk(b"IDAT", zlib.compress(b"\0\x80")) + _chunk(b"IEND", b"")


def webp() -> bytes:
    """A file of WEBP with Exif and XMP beside the picture (an empty one: nothing here decodes it)."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)

    parts = chunk(b"VP8X", bytes([0x08 | 0x04 | 0x10]) + bytes(9)) + chunk(b"VP8L", b"\x2f\0\0\0\0")
    parts += chunk(b"EXIF", exif()) + chunk(b"XMP ", b"<x>" + PLACE)
    return struct.pack("<4sI4s", b"RIFF", 4 + len(parts), b"WEBP") + parts
