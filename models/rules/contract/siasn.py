"""SIASN_RATING_CODE: codes of the national personnel system.

Belongs here: keys, steps and the table. Does not: the transfer of data.
"""

from models.language import N_
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Rule, Table
from models.rules.settings import RuleSettings
from models.rules.siasn import RATING_CODE
from models.vocabulary import Rating

_SIASN = Source("SIASN", "skp22", Certainty.CONFIRMED)


def _code(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    rating = inputs.word("rating", Rating)
    code = RATING_CODE[rating]
    step = Step(N_("{rating} has the code {code}; 1 is best."), _SIASN, {"rating": rating, "code": code})
    return Outcome({"hasilKinerjaNilai": code, "perilakuKerjaNilai": code}, (step,))


RULES = (
    Rule(
        "SIASN_RATING_CODE",
        N_("code of a rating in SIASN"),
        _SIASN,
        ("rating",),
        _code,
    ),
)

TABLES = (
    Table(
        N_("Codes of the two ratings (1 is best)"),
        ("rating", "hasilKinerjaNilai"),
        tuple((rating, str(code)) for rating, code in RATING_CODE.items()),
    ),
)
