"""Reads the parts of a workbook with a real XML parser, block after block; a document type is refused.

Belongs here: bytes of one part in, calls of handlers out. Does not: what the elements mean (child_parts, child_cells).
"""

import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from child_limits import MEGABYTE, RefusedError

#: No part of a workbook that is read here unpacks to more.
LARGEST_PART = 600 * MEGABYTE
_BLOCK = 256 * 1024
_OUT_OF_MEMORY = 1
#: The main name spaces of the usual and of the strict form, and none, as some programs write.
_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
    "",
)

Start = Callable[[str, dict[str, str]], None]


def names_of(*tags: str) -> dict[str, str]:
    """The name that the parser gives an element → its tag, for these tags in every name space that is known."""
    return {space + tag: tag for space in _SPACES for tag in tags}


def parse(
    container: zipfile.ZipFile,
    part: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call the handlers for the elements of a part, whose names begin with their name space and a blank.

    Raises:
        RefusedError: it is not well-formed, has a document type, or unpacks to an absurd size.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.EntityDeclHandler = _refuse_document_type
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with container.open(part) as content:
            _feed(parser, content.read)
    except expat.ExpatError as problem:
        if problem.code == _OUT_OF_MEMORY:
            raise MemoryError from None
        raise RefusedError("damaged") from None
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        raise RefusedError("damaged") from None


def _feed(parser: expat.XMLParserType, read: Callable[[int], bytes]) -> None:
    unpacked = 0
    while block := read(_BLOCK):
        unpacked += len(block)
        if unpacked > LARGEST_PART:
            raise RefusedError("bomb")
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _refuse_document_type(*_told: Any) -> None:
    """No workbook program writes one; only entity bombs and readers of foreign files have one."""
    raise RefusedError("entities")
