"""The monthly report to HR: once in a month and person, counts only, not in the month of the launch."""

from collections.abc import Callable

from models import monthly_report
from models.database import rows, transaction
from models.vocabulary import Stage
from tasks.sweep import sweep_all
from tests.factories import HEAD, SmallPeriod
from tests.models.test_notice_schedule import as_owner

Fresh = Callable[[Stage], SmallPeriod]


def told() -> list[dict[str, object]]:
    with transaction() as session:
        return rows(
            session,
            "SELECT p.nip, n.content FROM notice n JOIN person p ON p.id = n.person_id WHERE n.kind = 'monthly_report'",
        )


def test_nothing_in_the_month_of_the_launch_and_once_in_each_later_one(fresh: Fresh) -> None:
    fresh(Stage.APPROVAL)
    with transaction() as session:
        assert monthly_report.queue(session) == 0
    as_owner("UPDATE period SET launched_at = now() - interval '40 days'")
    with transaction() as session:
        assert monthly_report.queue(session) == 1
    with transaction() as session:
        assert monthly_report.queue(session) == 0
    assert [row["nip"] for row in told()] == [HEAD]
    as_owner("UPDATE notice SET key = 'monthly_report:long ago' WHERE kind = 'monthly_report'")
    with transaction() as session:
        assert monthly_report.queue(session) == 1


def test_it_counts_and_names_nobody(fresh: Fresh) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    as_owner("UPDATE period SET launched_at = now() - interval '40 days'")
    as_owner("UPDATE deadline SET due_at = now() - interval '1 day' WHERE stage = 'approval'")
    as_owner("UPDATE approval SET due_at = now() - interval '1 day' WHERE kind = 'organization'")
    with transaction() as session:
        monthly_report.queue(session)
    [report] = told()
    assert report["content"] == {
        "period": "2026", "people": 4, "stages": {"approval": 1}, "finished": 0, "late": 1, "open_findings": 0,
        "waiting_requests": 5, "overdue_requests": 1, "failed_notices": 0,
    }  # fmt: skip


def test_a_closed_period_is_reported_no_more(fresh: Fresh) -> None:
    fresh(Stage.APPROVAL)
    as_owner("UPDATE period SET launched_at = now() - interval '40 days', closed_at = now()")
    with transaction() as session:
        assert monthly_report.queue(session) == 0


def test_the_sweep_sends_it(fresh: Fresh) -> None:
    fresh(Stage.APPROVAL)
    as_owner("UPDATE period SET launched_at = now() - interval '40 days'")
    sweep_all()
    assert len(told()) == 1
