"""Due notices leave: claimed for a while, put into words, handed over on a few connections, settled as they go.

Belongs here: one pass. Does not: the statements (models/outbox), a connection (smtp, chat, mail_files), Prefect, which
may be down meanwhile (DESIGN §6 P8).
"""

import asyncio
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from models import notice_schedule, outbox
from models.database import transaction
from models.notice_pieces import plain
from models.outbox import Delivery, Verdict
from models.outbox_messages import Job, Message, Work, work_of
from models.settings import Settings
from tasks.ways import Handed, Way

log = logging.getLogger("kinerja.mail")

#: People whose notices are claimed at once; seconds for them; seconds between two settlements.
PEOPLE, BUDGET, SETTLE_EVERY = 400, 120.0, 0.1
#: Answers that one mail may wait for at the most: greeting, TLS, sign-in, sender, recipient, words, and some to spare.
_ANSWERS = 16
#: So many messages in a row that say the server cannot be used: the others of the pass are not tried.
_DEAD_IN_A_ROW = 3
#: A chat says only that it did not take a message, not why: at this try mail takes its place.
_MAIL_INSTEAD_AT = 3
_TRIED_AGAIN = frozenset({"deferred", "refused", "timed_out"})

#: The ways of one worker, by the channel of a message ("mail", "chat").
OpenWays = Callable[[], Mapping[str, Way]]


@dataclass
class Pass:
    """One pass: what is left to do, what was done and is not settled yet, and counts of what became of notices."""

    here: Settings
    lease: UUID
    ends: float
    stop: threading.Event
    jobs: deque[Job] = field(default_factory=deque)
    deliveries: list[Delivery] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    problem: str = ""
    dead: Counter[str] = field(default_factory=Counter)
    #: Whether the database took the last settlement.
    settles: bool = True

    def over(self) -> bool:
        """Whether no more is begun."""
        return self.stop.is_set() or not self.settles or time.monotonic() > self.ends


async def send_due(here: Settings, ways: OpenWays, domain: str, stop: threading.Event, *, people: int = PEOPLE) -> Pass:
    """Send what is due for up to so many people; returns when all of it is settled.

    `domain` is the right half of each Message-ID. What is not begun when `stop` is set, or in BUDGET seconds, is
    released for the next pass.
    """
    lease, ends = uuid4(), time.monotonic() + BUDGET
    # While a claim lasts nobody else sends the same: it outlives the slowest mail that is begun within the budget.
    seconds = BUDGET + _ANSWERS * here.mail_timeout
    work = await asyncio.to_thread(_take, here, lease, domain, people, seconds)
    run = Pass(here, lease, ends, stop, deque(work.jobs), verdicts=work.verdicts)
    if not work.jobs and not work.verdicts:
        return run
    finished = asyncio.Event()
    settling = asyncio.create_task(_settle_often(run, finished))
    count = min(here.mail_connections, max(1, len(run.jobs)))
    try:
        # The others go on when one fails, so that whatever they send is settled.
        outcomes = await asyncio.gather(*(_work(run, ways()) for _ in range(count)), return_exceptions=True)
    finally:
        run.verdicts += [Verdict(each.id, "released") for job in run.jobs for each in job.notices]
        finished.set()
        await settling
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return run


def _take(here: Settings, lease: UUID, domain: str, people: int, seconds: float) -> Work:
    with transaction() as session:
        if here.mail_host:
            notice_schedule.postpone(session)
        else:  # mails that are kept in a folder wake nobody up
            outbox.hurry(session)
    with transaction() as session:
        claimed = outbox.claim(session, lease, people=people, seconds=seconds)
    if not claimed:
        return Work()
    with transaction() as session:
        return work_of(session, claimed, domain)


async def _work(run: Pass, ways: Mapping[str, Way]) -> None:
    """One worker: a job at a time, until there is none left or none may be begun."""
    try:
        while run.jobs and not run.over():
            job = run.jobs.popleft()
            try:
                _judge(run, job, await _do(run, ways, job))
            except Exception as problem:
                log.exception("a message could not be handed over; it is tried again")
                error = plain(f"{type(problem).__name__}: {problem}", 200)
                run.verdicts += [Verdict(each.id, "again", None, error) for each in job.notices]
    finally:
        for way in ways.values():
            await way.close()


async def _do(run: Pass, ways: Mapping[str, Way], job: Job) -> list[tuple[Message, str, Handed]]:
    """Hand a job's messages over, but for those that went at an earlier try; with the channel of each."""
    done: list[tuple[Message, str, Handed]] = []
    for message in job.messages:
        way = ways[message.mail.channel]
        if message.mail.instead and not _given_up(job, done):
            continue
        if way.channel not in _already(job):
            done.append((message, way.channel, await _hand(run, way, message)))
    return done


def _already(job: Job) -> frozenset[str]:
    """Channels by which all notices of a job went at an earlier try."""
    return frozenset.intersection(*(each.delivered for each in job.notices))


def _given_up(job: Job, done: Sequence[tuple[Message, str, Handed]]) -> bool:
    """Whether the way before did not take a message and will not: it said so, or was asked often enough."""
    maybe = frozenset.union(*(each.unknown for each in job.notices))
    often = min(each.attempt for each in job.notices) >= _MAIL_INSTEAD_AT
    return any(
        each.outcome in {"rejected", "bounced"}
        or (each.outcome != "sent" and often)
        or (each.outcome == "unknown" and channel in maybe)
        for _message, channel, each in done
    )


async def _hand(run: Pass, way: Way, message: Message) -> Handed:
    if run.dead[way.channel] >= _DEAD_IN_A_ROW:
        return Handed("refused", answer=run.problem, held=True)
    handed = await way.hand(message)
    run.dead[way.channel] = run.dead[way.channel] + 1 if handed.dead else 0
    if handed.dead:
        run.problem = handed.answer
    return handed


def _judge(run: Pass, job: Job, handed: Sequence[tuple[Message, str, Handed]]) -> None:
    """What becomes of a job's notices: sent by any way is sent, unless another way is still to be tried."""
    for message, channel, each in handed:
        if not each.held:
            run.deliveries += [
                Delivery(
                    notice.id, notice.attempt, channel, each.outcome, message.message_id, message.mail.content_hash,
                    message.address_hash, each.code, each.answer or None,
                )
                for notice in job.notices
            ]  # fmt: skip
    maybe = frozenset.union(*(each.unknown for each in job.notices))
    outcomes = {each.outcome for _message, _channel, each in handed}
    error = next((each.answer for _message, _channel, each in handed if each.outcome != "sent"), None)
    again = outcomes & _TRIED_AGAIN or any(
        each.outcome == "unknown" and channel not in maybe for _message, channel, each in handed
    )
    if any(message.mail.instead and each.outcome == "sent" for message, _channel, each in handed):
        verdict, outcome = "sent", None
    elif again:
        verdict, outcome = "again", None
    elif "sent" in outcomes or any(each.delivered for each in job.notices):
        verdict, outcome = "sent", None
    else:
        verdict = "failed"
        outcome = next((word for word in ("bounced", "rejected", "unknown") if word in outcomes), "no_address")
    run.verdicts += [Verdict(each.id, verdict, outcome, error) for each in job.notices]


async def _settle_often(run: Pass, finished: asyncio.Event) -> None:
    """Settle what was done, again and again: who is killed has little to send twice.

    While the database does not answer nothing more is begun, and what was done is kept until it does; whatever is not
    settled when the claim runs out is sent again.
    """
    lost = run.ends + _ANSWERS * run.here.mail_timeout
    while not finished.is_set() or ((run.verdicts or run.deliveries) and time.monotonic() < lost):
        with suppress(TimeoutError):
            await asyncio.wait_for(finished.wait(), SETTLE_EVERY)
        deliveries, run.deliveries = run.deliveries, []
        verdicts, run.verdicts = run.verdicts, []
        try:
            await asyncio.to_thread(_settle, run, deliveries, verdicts)
        except Exception as problem:  # noqa: BLE001 - whatever it is, what was sent must be recorded in the end
            if run.settles:
                log.warning("What was sent cannot be recorded just now: %s", problem)
            run.settles = False
            run.deliveries, run.verdicts = deliveries + run.deliveries, verdicts + run.verdicts
            await asyncio.sleep(1.0)
        else:
            run.settles = True
            run.counts.update(each.verdict for each in verdicts)


def _settle(run: Pass, deliveries: Sequence[Delivery], verdicts: Sequence[Verdict]) -> None:
    if deliveries or verdicts:
        with transaction() as session:
            outbox.settle(session, run.lease, deliveries, verdicts, give_up=run.here.mail_give_up_hours * 3600)
