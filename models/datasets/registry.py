"""All datasets by name, in the order in which people meet them."""

from collections.abc import Mapping
from types import MappingProxyType

from models.datasets.dataset import Dataset
from models.datasets.personnel import ATTENDANCE, BKN_RATING, BKN_TARGET, LEAVE
from models.datasets.service import BUDGET_LINE, COMPLAINT, OUTAGE, SERVICE_CASE, SERVICE_STANDARD, SURVEY_ANSWER
from models.datasets.work import ACTIVITY_LOG, EVIDENCE, FEEDBACK, REALIZATION
from models.errors import NotFoundError
from models.language import N_

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {
        dataset.name: dataset
        for dataset in (
            REALIZATION,
            ACTIVITY_LOG,
            EVIDENCE,
            FEEDBACK,
            SERVICE_CASE,
            SERVICE_STANDARD,
            SURVEY_ANSWER,
            COMPLAINT,
            OUTAGE,
            BUDGET_LINE,
            ATTENDANCE,
            LEAVE,
            BKN_TARGET,
            BKN_RATING,
        )
    }
)


def dataset_named(name: str) -> Dataset:
    """The dataset with this name.

    Raises:
        NotFoundError: there is none; lists them.
    """
    if name not in DATASETS:
        raise NotFoundError(N_("There is no dataset {name}. There are: {all}."), name=name, all=", ".join(DATASETS))
    return DATASETS[name]
