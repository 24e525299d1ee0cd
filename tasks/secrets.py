"""Secrets of sources: named in a declaration, kept in the environment or in a Prefect Secret block, never written down.

Belongs here: finding the value of a name. Does not: using it (fetch_http, fetch_sql). No message, log line or exception
holds a value, and no exception of another library is chained to ours: it could.
"""

import os
from typing import Any

from models.errors import InvalidInputError, UnavailableError
from models.language import N_


def secret(reference: str) -> str:
    """The value behind `env:NAME` (environment of the worker) or `block:NAME` (a Prefect Secret block).

    Raises:
        InvalidInputError: the reference has another form, or nothing is kept under that name.
        UnavailableError: Prefect, which keeps the block, does not answer.
    """
    kind, _colon, name = reference.partition(":")
    if kind == "env" and name:
        value = os.environ.get(name, "")
    elif kind == "block" and name:
        value = _in_block(name)
    else:
        # Not repeated: it may be the secret itself.
        raise InvalidInputError(N_("Name a secret env:NAME or block:NAME; what the source says is neither."))
    if not value:
        raise InvalidInputError(
            N_(
                "The secret {reference} is empty or missing. Set it in the environment of the worker (env:), or as a "
                "Secret block in Prefect (block:), and pull again."
            ),
            reference=reference,
        )
    return value


def _in_block(name: str) -> str:
    """The text in a block; empty when there is no such block, or when it holds no text."""
    from prefect.blocks.system import Secret  # noqa: PLC0415 - sources without a block need no Prefect

    value, away = None, False
    try:
        block: Any = Secret.load(name, _sync=True)  # type: ignore[call-arg] # its dispatcher takes _sync
        value = block.get()
    except ValueError:
        value = None  # no such block, or one that holds something else
    except Exception:  # noqa: BLE001 - whatever keeps Prefect from answering, its words may hold the value
        away = True
    if away:
        raise UnavailableError(
            N_("Prefect does not give out the secret {reference}. See whether it runs (kinerja doctor); pull again."),
            reference=f"block:{name}",
        )
    return value if isinstance(value, str) else ""
