"""What was fetched of a source: files in a spool folder, complete before anybody reads them.

Belongs here: the file, and writing one no larger than allowed. Does not: fetching, or reading it (models/sources).
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fetched:
    """A file in the spool, and what people call it: a file name or an address, never with a secret."""

    path: Path
    name: str


class TooLargeError(Exception):
    """More was to be written than is allowed."""


class Limit:
    """How many bytes may still be written, over all files of one pull."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.left = most

    def take(self, size: int) -> None:
        """Count `size` more bytes.

        Raises:
            TooLargeError: they are more than is left.
        """
        self.left -= size
        if self.left < 0:
            raise TooLargeError
