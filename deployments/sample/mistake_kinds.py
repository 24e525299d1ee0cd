"""The mistakes that really occur in rosters, each made on purpose and written down with what the check must say.

Belongs here: one function for each mistake. Does not: how many of them and where (mistakes.py).
"""

from collections.abc import Callable

from deployments.sample.desk import Desk
from deployments.sample.number_mistakes import (
    nik_of_other_sex,
    nip_as_number,
    nip_full_width,
    nip_letter,
    nip_of_another,
    nip_short,
    nip_zeros,
    row_twice,
    two_nips,
)
from deployments.sample.post_mistakes import (
    acting_not_flagged,
    grade_unfit,
    grade_unknown,
    left_with_open_post,
    post_missing,
    posts_apart,
    posts_overlap,
    two_main_posts,
)
from deployments.sample.superior_mistakes import (
    head_retired,
    post_vacant,
    superior_elsewhere,
    superior_loop,
    superior_retired,
    superior_self,
    superior_too_low,
    superior_unknown,
    unit_orphan,
    unit_unknown,
)

#: Mistakes by name, those first that the national system reports most.
KINDS: dict[str, Callable[[Desk], None]] = {
    "superior_self": superior_self,
    "superior_too_low": superior_too_low,
    "nip_as_number": nip_as_number,
    "superior_loop": superior_loop,
    "row_twice": row_twice,
    "superior_retired": superior_retired,
    "post_vacant": post_vacant,
    "superior_elsewhere": superior_elsewhere,
    "superior_unknown": superior_unknown,
    "two_nips": two_nips,
    "acting_not_flagged": acting_not_flagged,
    "nip_zeros": nip_zeros,
    "nip_letter": nip_letter,
    "left_with_open_post": left_with_open_post,
    "head_retired": head_retired,
    "nip_of_another": nip_of_another,
    "nik_of_other_sex": nik_of_other_sex,
    "two_main_posts": two_main_posts,
    "posts_overlap": posts_overlap,
    "posts_apart": posts_apart,
    "nip_short": nip_short,
    "nip_full_width": nip_full_width,
    "grade_unfit": grade_unfit,
    "grade_unknown": grade_unknown,
    "unit_unknown": unit_unknown,
    "post_missing": post_missing,
    "unit_orphan": unit_orphan,
}
