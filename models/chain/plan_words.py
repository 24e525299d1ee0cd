"""The words and numbers of every plan against the hash that was approved: a hash alone says nothing of the words.

Belongs here: hashing all plans where they lie. Does not: what a plan says (plan_content), its state (plan_rows).
"""

from collections.abc import Collection, Mapping
from typing import LiteralString

from sqlmodel import Session

from models import plans
from models.chain import erased_words
from models.chain.faults import Verdict, fault
from models.chain.row_checks import PERSON
from models.database import Row, one, rows
from models.language import N_
from models.plan_content import content_hash

#: What every plan says, as `words` by `plan_id`: the inside of the canonical form in which plan_content writes it.
WORDS: LiteralString = """
(SELECT w.plan_id, string_agg('{"indicators":[' || coalesce(i.words, '') || '],"kind":' || to_json(w.kind)
          || ',"number":' || w.number || ',"statement":' || to_json(w.statement) || ',"supports":'
          || to_json(coalesce(above.number::text, t.code, '')) || '}', ',' ORDER BY w.number) AS words
   FROM work_result w LEFT JOIN work_result above ON above.id = w.supports_id
   LEFT JOIN strategic_target t ON t.id = w.strategic_target_id
   LEFT JOIN (SELECT work_result_id, string_agg('{"aspect":' || to_json(aspect) || ',"data_source":'
                || to_json(data_source) || ',"direction":' || to_json(direction) || ',"statement":'
                || to_json(statement) || ',"target_max":"' || trim_scale(target_max) || '","target_min":"'
                || trim_scale(target_min) || '","unit_of_measure":' || to_json(unit_of_measure) || '}', ','
                ORDER BY number) AS words FROM indicator GROUP BY work_result_id) i ON i.work_result_id = w.id
  GROUP BY w.plan_id)
"""
#: The content hash (hex) of such words, or of none, with the salt of the plan `p`.
DIGEST: LiteralString = "encode(sha256(p.salt || convert_to('[' || coalesce(said.words, '') || ']', 'UTF8')), 'hex')"
#: A plan that differs here is read and hashed in plan_content, which alone decides.
_HASHED: LiteralString = (
    "SELECT p.id, p.segment_id, p.content_hash, p.salt, "
    + DIGEST
    + " AS digest FROM plan p LEFT JOIN "
    + WORDS
    + " AS said ON said.plan_id = p.id WHERE p.content_hash IS NOT NULL"
)
_SUSPECT: LiteralString = (
    "SELECT * FROM (" + _HASHED + ") AS hashed WHERE digest <> content_hash OR id = ANY(%(erased)s::bigint[])"
    " ORDER BY id"
)
_OF: LiteralString = _HASHED + " AND p.id = ANY(%(plans)s::bigint[]) ORDER BY p.id"
_ABOUT: LiteralString = (
    "SELECT "
    + PERSON
    + "p.segment_id) AS about, p.version, (SELECT max(id) FROM audit_event WHERE subject_kind = 'plan'"
    " AND subject_id = p.id AND event IN ('plan.approved', 'plan.fixed', 'plan.submitted')) AS event"
    " FROM plan p WHERE p.id = %(plan)s"
)
_COUNT = "SELECT count(*) FROM plan WHERE content_hash IS NOT NULL"


def digests(session: Session, plan_ids: Collection[int]) -> Mapping[int, str]:
    """The digest of what each of these plans says now; of those that were ever submitted."""
    return {plan["id"]: plan["digest"] for plan in rows(session, _OF, plans=list(plan_ids))}


def unlike(session: Session, plan_ids: Collection[int]) -> list[int]:
    """Of these plans, those that do not say what was agreed, or what an erasure left of it."""
    standing = erased_words.plans_standing(session)
    return [plan["id"] for plan in rows(session, _OF, plans=list(plan_ids)) if not _holds(session, plan, standing)]


def check(session: Session, verdict: Verdict) -> None:
    """Name every plan whose words or targets are not those that were submitted, approved or fixed."""
    verdict.rows += (one(session, _COUNT) or {"count": 0})["count"]
    standing = erased_words.plans_standing(session)
    for plan in rows(session, _SUSPECT, erased=list(standing)):
        if _holds(session, plan, standing):
            continue
        about = one(session, _ABOUT, plan=plan["id"])
        assert about is not None  # noqa: S101 - it was read a moment ago
        text = N_("what the plan of {about} (version {version}) says is not what was agreed: its words or targets were "
                  "changed")  # fmt: skip
        verdict.faults.append(fault("plan_words_changed", text, about.pop("event"), **about))


def _holds(session: Session, plan: Row, standing: Mapping[int, str]) -> bool:
    """Whether a plan says what it must; of one that lost words, that is what the erasure left, and nothing else."""
    must = standing.get(plan["id"], plan["content_hash"])
    if plan["digest"] == must:
        return True
    return plan["id"] not in standing and content_hash(plans.read(session, plan["id"]), bytes(plan["salt"])) == must
