"""The second factor's rules: a code is accepted at most once, failures count, keys are never read from the table."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from models import account_rights, accounts, actors, database, postgres, second_factor, secret_key, sign_in_steps
from models.database import one, rows, run, transaction
from models.errors import InvalidInputError, NotFoundError, UnavailableError, WrongStateError
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod

SECRET = "rahasia pemasangan yang panjang sekali"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT = 1_800_000_000


@pytest.fixture
def member(fresh: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch) -> int:
    """A person with a password, on an installation with a secret."""
    fresh(Stage.COLLECTION)
    monkeypatch.setenv("KINERJA_SECRET_KEY", SECRET)
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id or 0
        accounts.keep_password(session, person, "ombak kuda sepatu", known=[])
    return person


class Phone:
    """The person's app, and the clock, which both ends share."""

    def __init__(self, person: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.person, self.at = person, float(AT)
        monkeypatch.setattr(second_factor, "_now", lambda _session: self.at)
        with transaction() as session:
            second_factor.begin(session, person)
            self.key = second_factor.key(session, person) or ""
        with transaction() as session:
            self.recovery = second_factor.confirm(session, person, self.code())
        self.at += 60

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.key).at(int(self.at), counter_offset=steps)

    def tries(self, code: str) -> str | None:
        return second_factor.accept(self.person, code)

    def wrong(self) -> str:
        known = {self.code(step) for step in (-1, 0, 1)}
        return next(code for code in ("000000", "000001", "000002", "000003") if code not in known)


@pytest.fixture
def phone(member: int, monkeypatch: pytest.MonkeyPatch) -> Phone:
    return Phone(member, monkeypatch)


@given(seconds=some.integers(0, 29), off=some.integers(-4, 4))
def test_a_code_is_of_the_step_before_the_present_one_or_the_next(seconds: int, off: int) -> None:
    code = pyotp.TOTP(KEY).at(AT, counter_offset=off)
    found = second_factor.matching_step(KEY, code, AT + seconds)
    assert (found is not None) == (abs(off) <= 1) or found in {AT // 30 + step for step in (-1, 0, 1)}
    if abs(off) <= 1:
        assert found is not None
        assert pyotp.TOTP(KEY).generate_otp(found) == code


@pytest.mark.parametrize("code", ["", "12345", "1234567", "\uff11" * 6, "\u0661" * 6, "-12345", "12e456", "abcdef"])
def test_what_is_not_six_digits_is_no_code(code: str) -> None:
    assert second_factor.matching_step(KEY, code, AT) is None


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B (SHA-1, cut to six digits)."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for at, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert second_factor.matching_step(key, code, at) == at // 30


def test_a_code_is_accepted_at_most_once(phone: Phone) -> None:
    """Property: whatever order codes come in and however the clock goes, none is accepted twice, nor an earlier one."""
    tries = some.lists(some.tuples(some.integers(0, 40), some.integers(-2, 2)), max_size=12)

    @settings(max_examples=40, deadline=None)
    @given(tries)
    def every_order(told: list[tuple[int, int]]) -> None:
        phone.at += 300
        accepted: list[int] = []
        for seconds, off in told:
            phone.at += seconds
            step = int(phone.at) // 30 + off
            if phone.tries(phone.code(off)):
                accepted.append(step)
            with transaction() as session:
                run(session, "UPDATE second_factor SET failures = 0")
                run(session, "UPDATE account SET locked_until = NULL")
        assert accepted == sorted(set(accepted))

    every_order()


def test_of_many_who_type_the_same_code_at_once_one_gets_in(phone: Phone) -> None:
    for code in (phone.code(), phone.recovery[0]):
        found: list[str | None] = []
        tries = partial(_keep_into, found, phone, code)
        threads = [threading.Thread(target=tries) for _each in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len([each for each in found if each]) == 1
        phone.at += 60


def _keep_into(found: list[str | None], phone: Phone, code: str) -> None:
    found.append(phone.tries(code))


def test_many_wrong_codes_at_once_are_counted_one_by_one(phone: Phone) -> None:
    code = phone.wrong()
    threads = [threading.Thread(target=phone.tries, args=(code,)) for _each in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with transaction() as session:
        assert one(session, "SELECT failures FROM second_factor") == {"failures": accounts.MOST_FAILURES}


def test_the_confirming_code_signs_nobody_in(member: int, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Phone(member, monkeypatch)
    phone.at -= 60
    assert phone.tries(phone.code()) is None
    assert phone.tries(phone.code(1)) == "app"


def test_ten_wrong_codes_let_the_account_rest_for_passwords_too(phone: Phone) -> None:
    for _again in range(accounts.MOST_FAILURES):
        assert phone.tries(phone.wrong()) is None
        with transaction() as session:
            assert one(session, "SELECT FROM account WHERE failures > 0") is None
    assert phone.tries(phone.code()) is None
    assert phone.tries(phone.recovery[0]) is None
    assert accounts.sign_in(MEMBER, "ombak kuda sepatu") is None
    with transaction() as session:
        assert one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'account.locked'") == {"n": 1}
        run(session, "UPDATE account SET locked_until = now() - interval '1 second'")
    assert accounts.sign_in(MEMBER, "ombak kuda sepatu") == phone.person
    assert phone.tries(phone.code()) == "app"


def test_the_right_password_forgets_no_wrong_code(phone: Phone) -> None:
    """Whoever knows the password cannot guess for ever by typing it in between."""
    for _again in range(accounts.MOST_FAILURES):
        assert accounts.sign_in(MEMBER, "ombak kuda sepatu") == phone.person
        assert phone.tries(phone.wrong()) is None
    assert accounts.sign_in(MEMBER, "ombak kuda sepatu") is None


def test_after_a_hundred_wrong_codes_only_a_recovery_code_helps(phone: Phone) -> None:
    with transaction() as session:
        run(session, "UPDATE second_factor SET failures = %(most)s", most=second_factor.MOST_GUESSES)
    assert phone.tries(phone.code()) is None
    assert phone.tries(phone.recovery[0]) == "recovery"
    phone.at += 30
    assert phone.tries(phone.code()) == "app"


def test_a_recovery_code_works_once_and_however_it_is_typed(phone: Phone) -> None:
    first, second = phone.recovery[:2]
    assert len(set(phone.recovery)) == second_factor.CODES
    assert phone.tries(f" {first.upper().replace('-', ' ')} ") == "recovery"
    assert phone.tries(first) is None
    assert phone.tries(second.replace("-", "")) == "recovery"
    with transaction() as session:
        assert second_factor.state(session, phone.person)["codes_left"] == second_factor.CODES - 2
        fresh = second_factor.renew_codes(session, phone.person)
    assert phone.tries(phone.recovery[2]) is None
    assert phone.tries(fresh[0]) == "recovery"


def test_what_is_stored_signs_nobody_in(phone: Phone) -> None:
    with transaction() as session:
        kept = str(rows(session, "SELECT * FROM second_factor") + rows(session, "SELECT * FROM recovery_code"))
        told = str(rows(session, "SELECT * FROM audit_event"))
    for secret in (phone.key, *phone.recovery, *(code.replace("-", "") for code in phone.recovery)):
        assert secret not in kept
        assert secret not in told


def test_a_key_in_another_persons_row_does_not_open_there(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        other = actors.person(session, OTHER_MEMBER).person_id or 0
        accounts.keep_password(session, other, "payung gajah kunci", known=[])
        run(
            session, "INSERT INTO second_factor (person_id, secret, confirmed_at) "
            "SELECT %(other)s, secret, now() FROM second_factor", other=other,
        )  # fmt: skip
    assert second_factor.accept(other, phone.code()) is None
    assert phone.tries(phone.code()) == "app"


def test_under_another_secret_recovery_codes_still_help(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("rahasia lain yang juga panjang sekali", ""):
        monkeypatch.setenv("KINERJA_SECRET_KEY", other)
        assert phone.tries(phone.code()) is None
        assert phone.tries(phone.recovery.pop()) == "recovery"


@pytest.mark.parametrize("secret", ["", "pendek", " " * 40])
def test_without_a_good_secret_nobody_turns_it_on(member: int, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("KINERJA_SECRET_KEY", secret)
    with transaction() as session, pytest.raises(UnavailableError, match=r"KINERJA_SECRET_KEY.*32 characters"):
        second_factor.begin(session, member)
    assert accounts.sign_in(MEMBER, "ombak kuda sepatu") == member


def test_a_stack_of_its_own_makes_its_secret_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY"):
        monkeypatch.delenv(f"KINERJA_{name}", raising=False)
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path))
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(secret_key.secret())) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(found[0]) >= secret_key.SHORTEST
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("KINERJA_SECRET_KEY", SECRET)
    assert secret_key.secret() == SECRET


def test_a_key_is_shown_until_it_is_confirmed_and_not_for_long(member: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        second_factor.begin(session, member)
        first = second_factor.key(session, member)
        assert not second_factor.is_on(session, member)
        assert second_factor.accept(member, "000000") is None
        second_factor.begin(session, member)
        assert second_factor.key(session, member) not in {first, None}
        with pytest.raises(InvalidInputError, match="does not belong to the key"):
            second_factor.confirm(session, member, "x")
        run(session, "UPDATE second_factor SET begun_at = now() - interval '16 minutes'")
        assert second_factor.key(session, member) is None
        with pytest.raises(WrongStateError):
            second_factor.confirm(session, member, "000000")
    phone = Phone(member, monkeypatch)
    with transaction() as session:
        assert second_factor.key(session, member) is None
        with pytest.raises(WrongStateError):
            second_factor.begin(session, member)
        second_factor.turn_off(session, member)
        assert rows(session, "SELECT FROM recovery_code") == []
        with pytest.raises(WrongStateError):
            second_factor.turn_off(session, member)
        with pytest.raises(WrongStateError):
            second_factor.renew_codes(session, member)
    assert phone.tries(phone.code()) is None


def test_an_administrator_turns_it_off_with_a_reason_and_others_do_not(phone: Phone) -> None:
    with transaction() as session:
        head = actors.person(session, HEAD)
        stranger = actors.person(session, OTHER_MEMBER)
        assert account_rights.person(session, phone.person, by=head)
        with pytest.raises(InvalidInputError, match="how you made sure"):
            second_factor.turn_off_for(session, phone.person, by=head, reason=" ")
        with pytest.raises(InvalidInputError, match="own account"):
            second_factor.turn_off_for(session, head.person_id or 0, by=head, reason="hilang")
    with transaction() as session, pytest.raises(NotFoundError):
        second_factor.turn_off_for(session, phone.person, by=stranger, reason="hilang")
    with transaction() as session:
        second_factor.turn_off_for(session, phone.person, by=head, reason="Datang sendiri dengan kartu pegawai")
        found = one(session, "SELECT actor_id FROM audit_event WHERE event = 'account.second_factor_off'")
        assert found == {"actor_id": head.person_id}
        assert not second_factor.is_on(session, phone.person)


def test_a_half_sign_in_ends_with_the_password_the_account_and_time(phone: Phone) -> None:
    def begun() -> str:
        with transaction() as session:
            return sign_in_steps.begin(session, phone.person)

    def waits(token: str) -> bool:
        with transaction() as session:
            return sign_in_steps.waiting(session, token) == phone.person

    token = begun()
    assert waits(token)
    assert not waits("x")
    with transaction() as session:
        assert sign_in_steps.end(session, token)
        assert not sign_in_steps.end(session, token)
    assert not waits(token)
    for ending, mending in (
        ("UPDATE sign_in_step SET expires_at = now()", "SELECT"),
        ("UPDATE account SET password_set_at = now()", "SELECT"),
        ("UPDATE account SET disabled_at = now()", "UPDATE account SET disabled_at = NULL"),
    ):
        token = begun()
        _by_the_owner(ending)
        assert not waits(token), ending
        _by_the_owner(mending)


def _by_the_owner(statement: str) -> None:
    owner = database.engine_for(database.database_url("owner"), 1)
    with owner.begin() as connection:
        connection.exec_driver_sql(statement)
    owner.dispose()


def test_auditors_read_no_key_and_no_code(server: postgres.Server, worlds_of_run: Callable[[Stage], str]) -> None:
    with psycopg.connect(server.dsn(worlds_of_run(Stage.COLLECTION), postgres.AUDITOR), autocommit=True) as auditor:
        for table in ("second_factor", "recovery_code", "sign_in_step"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                auditor.execute(f"SELECT * FROM {table}")  # type: ignore[call-overload]


def test_events_are_the_persons_own(phone: Phone) -> None:
    phone.tries(phone.recovery[0])
    with transaction() as session:
        second_factor.turn_off(session, phone.person)
        found = rows(
            session, "SELECT event, actor_id FROM audit_event WHERE event ~ 'second_factor|recovery' ORDER BY id"
        )  # fmt: skip
    assert [each["event"] for each in found] == [
        "account.second_factor_on", "account.recovery_code_used", "account.second_factor_off"
    ]  # fmt: skip
    assert {each["actor_id"] for each in found} == {phone.person}
