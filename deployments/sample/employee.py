"""One person of the sample in one post.

Belongs here: the record. Does not: making people (people.py).
"""

from dataclasses import dataclass
from datetime import date

from models.roster.posts import PostKind


@dataclass(frozen=True, slots=True)
class Employee:
    """One person in one post; `rater_nip` is None when the regional head rates them."""

    nip: str
    nik: str
    name: str
    front_title: str
    back_title: str
    sex: str
    birth_date: date
    employment: str
    grade: str
    post: str
    post_kind: PostKind
    echelon: str
    functional_level: str
    #: Key of the kind of post (posts.py); empty for heads of units.
    staff_post: str
    unit_code: str
    unit_name: str
    agency_code: str
    agency_name: str
    rater_nip: str | None
    is_head: bool
    starts: date
    email: str
    phone: str
