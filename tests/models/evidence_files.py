"""Small files as people attach them, and hostile ones, made of bytes: for tests of evidence."""

import io
import struct
import zipfile
import zlib

TYPES = "[Content_Types].xml"
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + b"\x01" * 40 + b"\xff\xd9"
WEBP = b"RIFF" + (4 + 8 + 4).to_bytes(4, "little") + b"WEBPVP8L" + (4).to_bytes(4, "little") + b"\x2f\0\0\0"
TEXT = "Rekap harian\nKTP-el: 12 – selesai\n".encode()  # noqa: RUF001
CSV = b"nomor;layanan\n1;KTP-el\n"


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


def zipped(parts: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    """A zip of these parts, the first one not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for place, (name, body) in enumerate(parts.items()):
            file.writestr(name, body, zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED)
        file.comment = comment
    return target.getvalue()


def office(kind: str = "docx", more: dict[str, bytes] | None = None, types: bytes = b"<Types/>") -> bytes:
    """A document of Word, Excel or PowerPoint, as far as its list of parts goes."""
    return zipped({TYPES: types, _MAIN[kind]: b"<x/>"} | (more or {}))


def open_document(kind: str = "text", more: dict[str, bytes] | None = None) -> bytes:
    """An ODT ("text") or ODS ("spreadsheet")."""
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped({"mimetype": media_type, "content.xml": b"<x/>"} | (more or {}))


def encrypted(document: bytes) -> bytes:
    """The same zip, said to need a password."""
    changed = bytearray(document)
    place = 0
    while (place := changed.find(b"PK\x01\x02", place)) >= 0:
        changed[place + 8] |= 1
        place += 4
    return bytes(changed)


def claiming(document: bytes, unpacked: int) -> bytes:
    """The same zip, whose last part is said to unpack to so many bytes."""
    changed = bytearray(document)
    place = changed.rfind(b"PK\x01\x02")
    changed[place + 24 : place + 28] = struct.pack("<I", unpacked)
    return bytes(changed)
