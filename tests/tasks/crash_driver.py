"""A process that tells the story and is killed, as by kill -9, at a chosen commit; run as a program by the tests.

It reads one order per line (JSON: url, when, label), forks a fresh process for it, and answers with one line (JSON):
how that process ended and the labels of the commits it came to. Forked, because importing Great Expectations takes
seconds; the parent never connects to anything.
"""

import json
import os
import signal
import sys
import traceback
from types import FrameType
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

_commit = psycopg.Connection.commit
#: Whether the transaction wrote anything, and how many stages would be sealed with it.
_LOOK = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL, (SELECT count(*) FROM stage_seal)"


def _watch(order: dict[str, Any], report: int) -> None:
    """Give every writing commit of this process a label, and make the chosen one its last."""

    def commit(connection: psycopg.Connection) -> None:
        label = _label(connection)
        if label:
            os.write(report, f"{label}\n".encode())
        if label and label == order["label"] and order["when"] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        _commit(connection)
        if label and label == order["label"]:
            os.kill(os.getpid(), signal.SIGKILL)

    psycopg.Connection.commit = commit  # type: ignore[method-assign]


def _label(connection: psycopg.Connection) -> str:
    """What this commit is in the story, in words that are the same after any crash; "" when it wrote nothing."""
    if connection.info.transaction_status != TransactionStatus.INTRANS:
        return ""
    found = connection.cursor(row_factory=psycopg.rows.tuple_row).execute(_LOOK).fetchone()
    if not found or not found[0]:
        return ""
    frame: FrameType | None = sys._getframe(2)
    places = []
    while frame:
        if frame.f_code.co_filename.endswith(("/tasks/stage.py", "/tasks/story.py")):
            places.append(_place(frame))
        frame = frame.f_back
    return " < ".join([f"{found[1]} sealed", *places[:1]])


def _place(frame: FrameType) -> str:
    known = frame.f_locals
    who = known.get("nip") or ""
    if "request" in known and isinstance(known["request"], dict):
        people = {segment: nip for nip, segment in known["period"].segments.items()}
        who = people.get(known["request"]["segment_id"], known["request"]["kind"])
    where = known.get("unit") or getattr(known.get("period"), "unit", "")
    return f"{frame.f_code.co_name}:{frame.f_lineno} {known.get('stage', '')} {where} {who}"


def _child(order: dict[str, Any], report: int) -> None:
    os.environ["KINERJA_DATABASE_URL"] = order["url"]
    _watch(order, report)
    from tests.tasks.story import tell  # noqa: PLC0415

    tell()


def _obey(order: dict[str, Any]) -> dict[str, Any]:
    report = os.memfd_create("labels")
    child = os.fork()
    if child == 0:
        try:
            _child(order, report)
        except BaseException:  # noqa: BLE001 - the forked process must not run on in its parent's code
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    size = os.fstat(report).st_size
    labels = os.pread(report, size, 0).decode().splitlines()
    os.close(report)
    return {"code": os.waitstatus_to_exitcode(status), "labels": labels}


def main() -> None:
    """Obey orders until the input ends."""
    import great_expectations  # noqa: F401, PLC0415

    import tests.tasks.story  # noqa: F401, PLC0415

    for line in sys.stdin:
        print(json.dumps(_obey(json.loads(line))), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
