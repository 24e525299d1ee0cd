"""What only some rules refuse: targets, realizations, weights, answers, authority.

Belongs here: codes and sentences of the law. Does not: values of a wrong kind (refusals.py).
"""

from models.language import N_
from models.rules.refusals import RuleInputError


class TargetZeroError(RuleInputError):
    """A target of zero: attainment is not defined (SPEC §0.6), and it goes to the data-quality queue."""

    code = "TARGET_ZERO"
    sentence = N_("“{key}” is zero, so attainment is not defined. Correct the target or retire the indicator.")


class RealizationMissingError(RuleInputError):
    """A realization that was never reported, which is not zero (SPEC §0.6)."""

    code = "REALISASI_MISSING"
    sentence = N_("“{key}” was not reported. Report it, or explain why it is missing; it is not taken for zero.")


class WeightsError(RuleInputError):
    """Weights that do not add to one."""

    code = "WEIGHTS_NOT_ONE"
    sentence = N_("The weights add to {total} instead of 1. Correct “{key}”.")


class NoAnswersError(RuleInputError):
    """A survey, or one of its elements, without any answer."""

    code = "NO_ANSWERS"
    sentence = N_(
        "“{key}” holds no answer, so there is no mean. Leave the element out of the survey or collect answers."
    )


class WrongAuthorityError(RuleInputError):
    """Somebody decides who may not (PP 30/2019 Pasal 59: the rater's superior decides)."""

    code = "WRONG_AUTHORITY"
    sentence = N_("An objection is decided by the rater's superior (atasan_pejabat_penilai), not by {given}.")


class UndecidedError(RuleInputError):
    """The sources do not settle it, so the region must."""

    code = "UNDECIDED"
    sentence = N_("The sources do not say how “{key}” counts. Set “{setting}” by decree: {known}.")
