"""The sample's sources are put in force and brought in, as the administrators of a real agency would.

Belongs here: doing so for the demo. Does not: drawing the data (sample/sources), what people enter themselves (acting).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deployments.sample.region import Region
from deployments.sample.sources.every import write_sources
from models import actors
from models.database import transaction
from models.sources.definition import read_source_file
from models.sources.intake import Brought, bring_in
from models.sources.registry import register


@dataclass(frozen=True)
class Delivered:
    """What all sources brought together."""

    sources: int = 0
    rows: int = 0
    stored: int = 0
    held: int = 0


def deliver(region: Region, period: str, track: Callable[[Iterable[Path], str], Iterable[Path]]) -> Delivered:
    """Write the sample's sources, put each in force in a period (code) and bring its file in.

    A second time brings in what is new only: each file says whether it came before.

    Raises:
        NotAllowedError, WrongStateError: the period takes no more data.
    """
    with TemporaryDirectory(prefix="kinerja-sources-") as folder:
        brought = [bring(path, period) for path in track(write_sources(region, Path(folder)), "sources")]
    new = [each for each in brought if each.outcome == "stored"]
    return Delivered(
        len(brought), sum(each.rows for each in new), sum(each.added + each.corrected for each in new),
        sum(each.held for each in new),
    )  # fmt: skip


def bring(declaration: Path, period: str, **more: Any) -> Brought:
    """Put the source declared by a YAML in force, and bring in the file of the same name beside it."""
    definition = read_source_file(declaration)
    file = next(path for path in sorted(declaration.parent.glob(f"{declaration.stem}.*")) if path != declaration)
    with transaction() as session:
        source_id = register(session, period, definition, by=actors.operator())
    return bring_in(source_id, file, way="file", name=file.name, by=actors.operator(), **more)
