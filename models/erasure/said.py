"""Plans and words that an erasure changes: what they were before, and what it leaves, for the event of the act.

Belongs here: reading both, and refusing where they are not what was agreed or written. Does not: following the records
afterwards (models/chain/erased_words, plan_words), stages that were sealed (seals).
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from sqlmodel import Session

from models.chain import erased_words, plan_words
from models.database import rows
from models.erasure.naming import Naming
from models.erasure.statements import events
from models.errors import ConflictError
from models.language import N_

#: Plans of the person, and those in which somebody else named them.
_PLANS: LiteralString = """
SELECT p.id FROM plan p WHERE p.content_hash IS NOT NULL AND (p.segment_id = ANY(%(segments)s) OR EXISTS (
  SELECT FROM work_result w LEFT JOIN indicator i ON i.work_result_id = w.id
   WHERE w.plan_id = p.id AND concat_ws(' ', w.statement, i.statement, i.data_source) ~* %(named)s::text))
"""


@dataclass(frozen=True)
class Said:
    """Before the act: digests of plans, events whose words go, and digests of what repeats words that are gone."""

    plans: dict[int, str]
    texts: list[int]
    words: dict[tuple[int, str], str]


def before(session: Session, person_id: int, segments: list[int], how: Naming) -> Said:
    """What the act is going to change.

    Raises:
        ConflictError: a plan or words are not what was recorded: erasing would hide what somebody changed.
    """
    values = {"person": person_id, "segments": segments, "named": how.all}
    texts = [row["event_id"] for row in rows(session, events(), **values)]
    plans = [row["id"] for row in rows(session, _PLANS, segments=segments, named=how.all)]
    left, standing = erased_words.left(session, texts), erased_words.words_standing(session)
    going = set(texts)
    changed = any(
        row["differs"] if row["event"] in going else not erased_words.holds(row, standing)
        for row in left
    )  # fmt: skip
    if changed or plan_words.unlike(session, plans):
        raise ConflictError(
            N_(
                "A plan, a reason or an answer of this person, or one that names them, is not what was recorded. "
                "Erasing would hide what was changed: show `kinerja audit verify` to the auditor first. Nothing was "
                "erased."
            )
        )
    return Said(dict(plan_words.digests(session, plans)), texts, {_place(row): row["digest"] for row in left})


def changed(session: Session, was: Said) -> dict[str, Any]:
    """What the act took and left: for its event, so that whoever verifies can follow."""
    now = plan_words.digests(session, list(was.plans))
    taken = set(was.texts)
    said = [
        {"event": row["event"], "place": row["place"], "digest": row["digest"]}
        for row in erased_words.left(session)
        if not row["marked"] and (row["event"] in taken or was.words.get(_place(row)) != row["digest"])
    ]
    plans = [
        {"plan": plan, "before": digest, "after": now[plan]}
        for plan, digest in was.plans.items()
        if now[plan] != digest
    ]  # fmt: skip
    return {"plans": plans, "said": said, "texts": was.texts}


def _place(row: dict[str, Any]) -> tuple[int, str]:
    return row["event"], row["place"]
