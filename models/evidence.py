"""Evidence (bukti dukung): files and links that prove a realization, given by the employee until they are rated.

Belongs here: attaching, withdrawing and listing (SPEC §4.4). Does not: recognizing and keeping files (evidence_kinds,
evidence_store), trying links (tasks), or judging evidence (DQ-R03: missing, unreachable, dated outside the period, the
same file for two things are findings, not refusals).
A file is told by its hash, a link by its address: the same again for the same indicator and month is a correction.
"""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from sqlmodel import Session

from models import ledger, waivers, wakes
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import InvalidInputError, NotFoundError
from models.evidence_kinds import kind_of
from models.evidence_store import cleaned_name, keep, read_given
from models.fact_versions import Kept, owned_key, supersede
from models.fact_versions import keep as keep_fact
from models.language import N_
from models.ledger import Subject
from models.open_segment import check_month, indicator_of, own_open_segment
from models.vocabulary import Stage
from models.written import written

_LONGEST_ADDRESS, _LONGEST_DESCRIPTION = 2000, 1000


def attach_file(
    session: Session,
    segment_id: int,
    *,
    work_result: int,
    indicator: int,
    month: date | None,
    path: Path,
    dated: date | None = None,
    description: str = "",
    by: Actor,
    name: str | None = None,
) -> int:
    """Attach a file to an indicator, for one month (any day of it) or the whole period; returns the evidence's number.

    It is taken by what its bytes are: PDF, JPEG, PNG, WEBP, XLSX, DOCX, PPTX, ODS, ODT, or text and CSV in UTF-8.
    `name` is shown instead of the name in `path`; `dated` is the day of the document.

    Raises:
        InvalidInputError: a file that is not taken, an unknown indicator, a month outside the segment or to come.
        NotFoundError, WrongStateError: as for `open_segment.own_open_segment`.
        UnavailableError: the file cannot be kept.
    """
    content = read_given(path)
    kind = kind_of(content)
    own = own_open_segment(session, segment_id, by)
    about = _about(session, own, work_result, indicator, month, dated, description)
    digest = keep(content)
    said = about | {"address": cleaned_name(name or path.name)}
    file = {"kind": "file", "sha256": digest, "bytes": len(content), "media_type": kind.media_type}
    key = owned_key(own, work_result, indicator, about["month"], f"sha256:{digest}")
    kept = keep_fact(session, "evidence", own, key=key, says=said | {"sha256": digest}, columns=said | file, by=by)
    return _attached(session, own, kept, by, kind="file", sha256=digest)


def attach_link(
    session: Session,
    segment_id: int,
    *,
    work_result: int,
    indicator: int,
    month: date | None,
    address: str,
    dated: date | None = None,
    description: str = "",
    by: Actor,
) -> int:
    """Attach a link to an indicator, for one month (any day of it) or the whole period; returns the evidence's number.

    Whoever judges must be able to open it without signing in: a file on Google Drive or OneDrive must be shared with
    "anyone with the link" first. The link is tried later; one that does not open becomes a finding (DQ-R03).

    Raises:
        InvalidInputError: no web address, or one with a password or blanks in it; otherwise as for `attach_file`.
        NotFoundError, WrongStateError: as for `open_segment.own_open_segment`.
    """
    said_address = checked_address(address)
    own = own_open_segment(session, segment_id, by)
    said = _about(session, own, work_result, indicator, month, dated, description) | {"address": said_address}
    key = owned_key(own, work_result, indicator, said["month"], said_address)
    kept = keep_fact(session, "evidence", own, key=key, says=said, columns=said | {"kind": "link"}, by=by)
    return _attached(session, own, kept, by, kind="link")


def _about(
    session: Session,
    own: Row,
    work_result: int,
    indicator: int,
    month: date | None,
    dated: date | None,
    description: str,
) -> dict[str, Any]:
    """What evidence is about, as an import of it would say it (models/datasets)."""
    indicator_of(session, own, work_result, indicator)
    first = month.replace(day=1) if month else None
    if first:
        check_month(first, own)
    return {
        "work_result": work_result,
        "indicator": indicator,
        "month": first,
        "dated": dated,
        "description": written(description, _LONGEST_DESCRIPTION),
    }


def _attached(session: Session, own: Row, kept: Kept, by: Actor, **content: Any) -> int:
    if kept.changed:
        _record(session, own, "evidence.attached", kept.id, kept.version, by, **content)
    return kept.id


def _record(session: Session, own: Row, event: str, number: int, version: int, by: Actor, **content: Any) -> None:
    about = Subject(own["period_id"], own["unit_id"], own["id"], "evidence", number, version)
    ledger.record(session, event, by=by, subject=about, **content)
    if own["position"] >= Stage.QUALITY.position:
        wakes.wake(session, own["period_id"], own["unit_id"], "evidence")


def checked_address(address: str) -> str:
    """A web address that can be stored as evidence.

    Raises:
        InvalidInputError: says what is wrong with it.
    """
    bare = written(address, _LONGEST_ADDRESS)
    parts = _split(bare)
    if parts is None or parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise InvalidInputError(N_("{address} is no web address. Copy it whole, beginning with https://"), address=bare)
    if any(letter.isspace() or not letter.isprintable() for letter in bare) or "\\" in bare:
        raise InvalidInputError(N_("{address} has blanks or signs that no address has. Copy it anew."), address=bare)
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise InvalidInputError(
            N_("The address holds a name or password before “@”. Share the document so that it opens without them.")
        )
    return bare


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # a port that is no number is found only when it is asked for
    except ValueError:
        return None
    return parts


#: Where a document is for its owner alone until it is shared.
_DRIVES = ("drive.google.com", "docs.google.com", "onedrive.live.com", "1drv.ms", "sharepoint.com")


def must_be_shared(address: str) -> bool:
    """Whether an address lies on a drive whose documents open for nobody else until they are shared."""
    host = (urlsplit(address).hostname or "").lower()
    return any(host == drive or host.endswith(f".{drive}") for drive in _DRIVES)


_OWN_EVIDENCE = """
SELECT v.segment_id, v.version FROM evidence v JOIN segment s ON s.id = v.segment_id
 WHERE v.id = %(evidence)s AND s.person_id = %(by)s AND v.superseded_at IS NULL
"""


def withdraw(session: Session, evidence_id: int, *, by: Actor) -> None:
    """Take back a piece of evidence; it stays on record, out of force, and may be attached again.

    Raises:
        NotFoundError: no such evidence of one's own in force.
        WrongStateError: the unit is not between collection and approval, or the rater has decided.
    """
    found = one(session, _OWN_EVIDENCE, evidence=evidence_id, by=by.person_id)
    own = own_open_segment(session, found["segment_id"], by) if found else None
    if own is None or found is None or not supersede(session, "evidence", evidence_id):
        raise NotFoundError(
            N_("There is no evidence {id} of yours: it was taken back or replaced. Look at the list."),
            id=evidence_id,
        )
    _record(session, own, "evidence.withdrawn", evidence_id, found["version"], by)


#: Code of the rules about evidence: it is missing, cannot be opened, or is not of this month (SPEC §5).
RULES = "DQ-R03"
_LIST = """
SELECT v.id, v.work_result, v.indicator, v.month, v.kind, v.address, v.media_type, v.bytes, v.sha256, v.dated,
       v.description, v.recorded_at, c.outcome AS opened, c.checked_at
  FROM evidence v
  LEFT JOIN LATERAL (SELECT outcome, checked_at FROM evidence_check WHERE evidence_id = v.id
                      ORDER BY id DESC LIMIT 1) c ON true
 WHERE v.segment_id = %(segment)s AND v.superseded_at IS NULL
 ORDER BY v.work_result, v.indicator, v.month NULLS FIRST, v.id
"""


def evidence_of(session: Session, segment_id: int) -> list[Row]:
    """The evidence of a segment in force, by indicator and month; `opened` is how its newest trial ended.

    `waived` marks what stands by a waiver of a finding about evidence.
    """
    marks = waivers.of_segment(session, segment_id, code=RULES)
    return waivers.marked(rows(session, _LIST, segment=segment_id), marks, waivers.indicator)
