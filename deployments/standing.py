"""What works beside the portal for as long as a stack runs, the demo's as well as `kinerja up`'s.

Belongs here: that all of it does. Does not: any of it (sealing, checking, mailing, dispatching).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployments.checking import checking
from deployments.dispatching import dispatching
from deployments.mailing import mailing
from deployments.sealing import sealing

if TYPE_CHECKING:
    from flows.dispatch import Dispatcher


@contextmanager
def working(dispatcher: "Dispatcher", *, mails: Path | None = None) -> Iterator[None]:
    """Number and sign events, do what auditors ask for, send notices and start what is due while the block runs.

    `mails`: where mails are kept if no mail server is set.

    Raises:
        UnavailableError: the settings of mail contradict each other.
    """
    with sealing(), checking(), mailing(mails), dispatching(dispatcher):
        yield
