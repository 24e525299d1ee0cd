"""SE3_2023_DISTRIBUTION: does a unit's distribution of predicates follow the pattern of its own predicate?

Belongs here: keys, steps and how many people more or fewer would conform. Does not: the limits.
"""

from collections.abc import Mapping

from models.labels import label
from models.language import N_
from models.rules.distribution import LIMITS, Bound, Limit, Unit, distribution
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Rule, Table
from models.rules.settings import DistributionMode, RuleSettings
from models.vocabulary import OrganizationPredicate, Predicate

_SOURCE = Source("SE MenPANRB 3/2023", "pola distribusi", Certainty.CONFIRMED)
_OURS = Source("SE MenPANRB 3/2023", "pola distribusi", Certainty.INFERRED)
_SENTENCES = {
    Bound.AT_MOST: N_("{who}: {count} of {total} members, at most {allowed} allowed ({amount})."),
    Bound.AT_LEAST: N_("{who}: {count} of {total} members, at least {allowed} needed ({amount})."),
}
_GAPS = {
    Bound.AT_MOST: N_("With {gap} fewer {who} among the {total} members, this limit would hold."),
    Bound.AT_LEAST: N_("With {gap} more {who} among the {total} members, this limit would hold."),
}


def _counts(inputs: Inputs) -> dict[Predicate, int]:
    counts = inputs.inside("counts")
    counts.only(Predicate)
    return {predicate: counts.integer(predicate) for predicate in Predicate}


def _allowed(limit: Limit, total: int) -> int:
    """The limit in people: the most, or the fewest, that still conform."""
    if limit.unit is Unit.PEOPLE:
        return limit.amount
    share = limit.amount * total
    return share // 100 if limit.bound is Bound.AT_MOST else -(-share // 100)


def _facts(limit: Limit, counts: Mapping[Predicate, int]) -> dict[str, object]:
    count, total = sum(counts[predicate] for predicate in limit.predicates), sum(counts.values())
    allowed = _allowed(limit, total)
    return {
        "who": " + ".join(map(label, limit.predicates)),
        "count": count,
        "total": total,
        "allowed": allowed,
        "gap": abs(count - allowed),
        "amount": _amount(limit),
    }


def _amount(limit: Limit) -> str:
    return f"{limit.bound} {limit.amount}" + (" %" if limit.unit is Unit.PERCENT else "")


def _distribution(inputs: Inputs, settings: RuleSettings) -> Outcome:
    organization = inputs.word("predikat_organisasi", OrganizationPredicate)
    counts = _counts(inputs)
    verdict = distribution(organization, counts, minimum_group=settings.minimum_group)
    limits = LIMITS[organization]
    steps = [Step(_SENTENCES[limit.bound], _SOURCE, _facts(limit, counts)) for limit in limits]
    if not verdict.binding:
        text = N_("Fewer than {minimum} rated members: the pattern is shown and nothing has to be justified.")
        steps.append(Step(text, _OURS, {"minimum": settings.minimum_group}))
    changes = [
        Step(_GAPS[limit.bound], _SOURCE, _facts(limit, counts))
        for limit in limits
        if limit.violation in verdict.violations
    ]
    output = {
        "conforms": verdict.conforms,
        "violations": verdict.violations,
        "needs_justification": verdict.needs_justification and settings.distribution_mode is not DistributionMode.OFF,
        "mode": settings.distribution_mode,
    }
    return Outcome(output, tuple(steps), tuple(changes))


RULES = (
    Rule(
        name="SE3_2023_DISTRIBUTION",
        purpose=N_("whether a unit's predicates follow the pattern of the unit's own predicate"),
        source=_SOURCE,
        keys=("predikat_organisasi", "counts"),
        apply=_distribution,
    ),
)

TABLES = (
    Table(
        N_("Pattern by the unit's own predicate (a guide: a departure needs a justification)"),
        (N_("unit"), N_("members"), N_("limit"), N_("code")),
        tuple(
            (organization, " + ".join(limit.predicates), _amount(limit), limit.violation)
            for organization, limits in LIMITS.items()
            for limit in limits
        ),
    ),
)
