"""What the machine's results are made with: versions, and a digest of the code of the rules; recorded with every seal.

Belongs here: naming it. Does not: what follows when it is another one later (tasks/replay), the rows (digests).
A version alone does not tell a changed file of the same version; the digest does.
"""

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sqlmodel import Session

from models.database import connection_of
from models.rules.packs import PACKS
from models.version import software_version

_HOME = Path(__file__).parents[1]
#: Everything that turns recorded inputs into results: the rule packs, and the statements that apply them.
_RULES = (
    "models/rules/**/*.py",
    "models/evidence_summary.py",
    "models/evidence_summary_sql.py",
    "models/period_rules.py",
    "models/unit_pattern.py",
    "tasks/attainment.py",
    "tasks/scoring.py",
)
#: Credit points have a pack of their own, beside the period's.
_ALWAYS = "AK_2023"


@cache
def rules_digest() -> str:
    """SHA-256 over names and bytes of the files with the code of the rules, as they are installed."""
    found = sorted(path for pattern in _RULES for path in _HOME.glob(pattern))
    said = hashlib.sha256()
    for path in found:
        said.update(f"{path.relative_to(_HOME).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return said.hexdigest()


def made_with(session: Session, rule_pack: str) -> Mapping[str, str]:
    """By part: the software, the rule packs with their versions, the code of the rules, and what works them out."""
    packs = [f"{pack.name} {pack.version}" for pack in PACKS if pack.name in {rule_pack, _ALWAYS}]
    return {
        "software": software_version(),
        "rule_packs": ", ".join(sorted(packs)),
        "rules_code": rules_digest(),
        "python": platform.python_version(),
        "psycopg": version("psycopg"),
        "postgresql": _server(connection_of(session).info.server_version),
    }


def _server(number: int) -> str:
    """180001 as people write it: 18.1."""
    return f"{number // 10000}.{number % 10000}"
