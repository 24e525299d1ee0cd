"""Decisions that wait at the same moment are stored in one transaction; each person is told of their own.

Belongs here: who stores for whom. Does not: what is stored (the stage's module), the statement (decision_statements).
When fifty raters decide at once, each would wait for the transactions of forty-nine, and most of a transaction's cost
is its beginning and end. So one of those who wait stores for all who wait then, while the next ones gather. Nobody
waits for company: whoever finds nobody storing stores at once. What cannot be stored with the others (it is refused,
or somebody holds it) is tried by its own person in a transaction of its own, which says why.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from models import approval, target_setting
from models.actors import Actor
from models.database import transaction
from models.decisions import Given

#: Decisions in one transaction; more make it longer, hardly cheaper, and leave nobody to prepare theirs meanwhile.
MOST = 25
#: Transactions at one moment: while one is written to disk, the next is worked on.
LEADERS = 2
_log = logging.getLogger(__name__)


class _Waiting:
    """A decision that waits: until it is stored, or its person is to store for those who wait."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.ended = threading.Event()
        self.stored = False
        self.leads = False


class Gathering:
    """Stores decisions of one kind, of all who wait at one moment with one call of `store_all`."""

    def __init__(self, store_all: Callable[[Session, Sequence[Given]], frozenset[int]]) -> None:
        """`store_all` stores those of its decisions (of different requests) that can be; it returns which."""
        self._store_all = store_all
        self._door = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._leaders = 0

    def store(self, given: Given) -> bool:
        """Store it with those who wait, and return once that is committed; False: it was not stored with them."""
        mine = _Waiting(given)
        with self._door:
            if self._leaders < LEADERS:
                self._leaders += 1
                mine.leads = True
            else:
                self._waiting.append(mine)
        if not mine.leads:
            mine.ended.wait()
        if mine.leads:
            self._lead(mine)
        return mine.stored

    def _lead(self, first: _Waiting) -> None:
        chosen = self._join(first)
        try:
            stored = self._try([each.given for each in chosen])
            for each in chosen:
                each.stored = each.given.approval_id in stored
        finally:
            self._hand_over()
            for each in chosen:
                each.ended.set()

    def _join(self, first: _Waiting) -> list[_Waiting]:
        """`first` and those who are stored with it: the longest waiting, a request once."""
        with self._door:
            by_request = {first.given.approval_id: first}
            for each in self._waiting:
                if len(by_request) < MOST:
                    by_request.setdefault(each.given.approval_id, each)
            self._waiting = [each for each in self._waiting if by_request.get(each.given.approval_id) is not each]
            return list(by_request.values())

    def _try(self, given: Sequence[Given]) -> frozenset[int]:
        try:
            with transaction() as session:
                return self._store_all(session, given)
        except Exception as problem:  # noqa: BLE001 - whoever's it is, each tries alone, and is told what is wrong
            # Not the message: it may quote what people wrote.
            _log.warning("%d decisions were not stored together (%s); each is tried alone.", len(given), type(problem))
            return frozenset()

    def _hand_over(self) -> None:
        with self._door:
            if self._waiting:
                following = self._waiting.pop(0)
                following.leads = True
                following.ended.set()
            else:
                self._leaders -= 1


#: The verbs that many people use at once, in the last hours before a deadline.
_GATHERED = {
    target_setting.approve: Gathering(target_setting.approve_all),
    approval.rate: Gathering(approval.rate_all),
}


def decide(verb: Callable[..., Any], approval_id: int, *, by: Actor, **words: Any) -> None:
    """Decide a request as `verb` (of a stage) does with `words`, stored when this returns.

    In a transaction of its own, or in that of others who decide at the same moment. What a deputy may decide is asked
    for each request, so theirs are never together with others.

    Raises:
        KinerjaError: as `verb` does.
    """
    gathered = _GATHERED.get(verb) if by.acting_for is None else None
    if gathered and gathered.store(Given(approval_id, by, words)):
        return
    with transaction() as session:
        verb(session, approval_id, by=by, **words)
