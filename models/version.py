"""The version of this software, as recorded with every stage run."""

from functools import cache
from importlib.metadata import version


@cache
def software_version() -> str:
    """The installed version of Jejak Kinerja."""
    return version("jejak-kinerja")
