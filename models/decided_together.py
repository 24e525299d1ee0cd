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
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models import approval, target_setting
from models.actors import Actor
from models.database import run, transaction
from models.decisions import Given
from models.errors import UnavailableError
from models.language import N_

#: Decisions in one transaction; more make it longer, hardly cheaper, and leave nobody to prepare theirs meanwhile.
MOST = 25
#: Transactions at one moment: while one is written to disk, the next is worked on.
LEADERS = 2
#: Requests and units that somebody holds are left out; whoever holds anything else is waited for no longer than this.
_PATIENCE = "SET LOCAL lock_timeout = '250ms'"
_log = logging.getLogger(__name__)


class _Waiting:
    """A decision that waits: until it is stored, or its person is to store for those who wait."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.ended = threading.Event()
        self.leads = False
        self.stored = False
        #: What kept the whole transaction from being stored, or from saying whether it was.
        self.problem: Exception | None = None


class Gathering:
    """Stores decisions of one kind, of all who wait at one moment with one call of `store_all`."""

    def __init__(self, store_all: Callable[[Session, Sequence[Given]], frozenset[int]]) -> None:
        """`store_all` stores those of its decisions (of different requests) that can be; it returns which."""
        self._store_all = store_all
        self._door = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._leaders = 0

    def store(self, given: Given) -> bool:
        """Store it with those who wait, and return once that is committed; False: it was not stored with them.

        Raises:
            UnavailableError: the database does not answer, or went away before it said whether all was stored.
        """
        mine = _Waiting(given)
        self._await_turn(mine)
        if mine.leads:
            self._lead(mine)
        if mine.problem:
            raise mine.problem
        return mine.stored

    def _await_turn(self, mine: _Waiting) -> None:
        """Return when it was stored by another, or `mine` leads."""
        with self._door:
            if self._leaders < LEADERS:
                self._leaders += 1
                mine.leads = True
                return
            self._waiting.append(mine)
        try:
            mine.ended.wait()
        except BaseException:  # interrupted: the turn goes to somebody who is there
            with self._door:
                if mine in self._waiting:
                    self._waiting.remove(mine)
            if mine.leads:
                self._hand_over()
            raise

    def _lead(self, first: _Waiting) -> None:
        chosen = [first]
        try:
            chosen += self._joining(first)
            stored = self._try([each.given for each in chosen])
            for each in chosen:
                each.stored = each.given.approval_id in stored
        except UnavailableError as problem:
            for each in chosen:
                each.problem = problem
        finally:
            self._hand_over()
            for each in chosen:
                each.ended.set()

    def _joining(self, first: _Waiting) -> list[_Waiting]:
        """Those who are stored with `first`: the longest waiting, a request once."""
        with self._door:
            by_request = {first.given.approval_id: first}
            for each in self._waiting:
                if len(by_request) < MOST:
                    by_request.setdefault(each.given.approval_id, each)
            self._waiting = [each for each in self._waiting if by_request.get(each.given.approval_id) is not each]
            return [each for each in by_request.values() if each is not first]

    def _try(self, given: Sequence[Given]) -> frozenset[int]:
        """Which of them were stored.

        Raises:
            UnavailableError: nobody knows; it is not tried again, or whoever decided would hear that they had before.
        """
        try:
            with transaction() as session:
                return self._stored(session, given)
        except DBAPIError as problem:
            raise UnavailableError(
                N_(
                    "The database went away while this was being stored. Look at the request again: it is decided, or "
                    "it waits as before. Tell your operator if this goes on."
                )
            ) from problem

    def _stored(self, session: Session, given: Sequence[Given]) -> frozenset[int]:
        try:
            run(session, _PATIENCE)
            return self._store_all(session, given)
        except Exception as problem:  # noqa: BLE001 - whoever's it is, each tries alone, and is told what is wrong
            with suppress(DBAPIError):  # a connection that is gone has rolled back
                session.rollback()
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
    for each request, so theirs are never together with others; nor are words that no database stores (NUL).

    Raises:
        KinerjaError: as `verb` does.
    """
    alone = by.acting_for is not None or any("\0" in word for word in words.values() if isinstance(word, str))
    gathered = None if alone else _GATHERED.get(verb)
    if gathered and gathered.store(Given(approval_id, by, words)):
        return
    with transaction() as session:
        verb(session, approval_id, by=by, **words)
