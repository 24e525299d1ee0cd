"""Why an employee or citizen number is refused: one class per code of the rules contract.

Belongs here: the codes and their sentences. Does not: the parsing that raises them.
"""

from typing import Any, ClassVar

from models.errors import InvalidInputError
from models.language import N_
from models.rules.refusals import shown


class IdentityError(InvalidInputError):
    """An employee or citizen number cannot be right: correct it in the personnel record and import again."""

    code: ClassVar[str] = "IDENTITY"
    sentence: ClassVar[str] = ""

    def __init__(self, given: str, **values: Any) -> None:
        """Keep the refused text, made harmless for a message, and the values of the class's own sentence."""
        super().__init__(self.sentence, given=shown(given), **values)


class NotDigitsError(IdentityError):
    """Something else than the digits 0 to 9 is in the number."""

    code = "NOT_DIGITS"
    sentence = N_(
        "The number “{given}” holds something else than the digits 0 to 9 (a spreadsheet may have changed it, such as "
        "1.98609E+17). Format the column as text and enter the number again."
    )


class LengthError(IdentityError):
    """The number is too short or too long."""

    code = "LENGTH"
    sentence = N_("The number “{given}” has {length} digits instead of {expected}. Copy it again from the decree.")


class BirthDateError(IdentityError):
    """The digits of the birth date are no date of the calendar."""

    code = "BIRTH_DATE"
    sentence = N_("The number “{given}” names a birth date that does not exist. Copy it again from the decree.")


class TmtMonthError(IdentityError):
    """The digits of the month of appointment (TMT CPNS) are no month."""

    code = "TMT_MONTH"
    sentence = N_(
        "The number “{given}” names the month of appointment {month} (year, month), which does not exist. Copy the "
        "number again; a contract employee's number (with 21 there) belongs to the kind PPPK."
    )


class SexDigitError(IdentityError):
    """The fifteenth digit is neither 1 nor 2."""

    code = "SEX_DIGIT"
    sentence = N_("The number “{given}” has {digit} as its 15th digit; only 1 (male) or 2 (female) can stand there.")


class SerialZeroError(IdentityError):
    """The serial is 000, as it is after a spreadsheet kept only 15 digits."""

    code = "SERIAL_ZERO"
    sentence = N_(
        "The number “{given}” ends in zeros only; serials start at 1. A spreadsheet keeps 15 digits and turns the rest "
        "into zeros: format the column as text and enter the number again."
    )


class BirthAfterAppointmentError(IdentityError):
    """The person would have been appointed before being born."""

    code = "BIRTH_AFTER_TMT"
    sentence = N_("The number “{given}” names an appointment before the birth. Copy it again from the decree.")


class SexMismatchError(IdentityError):
    """NIK and NIP of one person name different sexes (DQ-E04: to be looked at, not a block)."""

    code = "SEX_MISMATCH"
    sentence = N_("The NIK {given} and the NIP {other} name different sexes. Check both in the personnel record.")


class BirthMismatchError(IdentityError):
    """NIK and NIP of one person name different birth dates (DQ-E04: to be looked at, not a block)."""

    code = "BIRTH_MISMATCH"
    sentence = N_("The NIK {given} and the NIP {other} name different birth dates. Check both in the personnel record.")
