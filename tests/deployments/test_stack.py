"""The local stack's end: what counts as another user of the database, and what does not."""

import subprocess
import sys
from pathlib import Path

from models import postgres
from tests.journeys.programs import Stack

#: A signal may cut `connect` after the server has answered: the connection then lives as long as the traceback.
CUT = """
from deployments import stack
from models import postgres
from models.settings import settings
with stack.database_ready():
    left = [postgres.postgres_process.connect(postgres.running(settings().home).place)]
"""


def test_a_connection_of_ours_that_was_cut_while_it_was_made_keeps_no_server_alive(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "home")
    try:
        subprocess.run([sys.executable, "-c", CUT], env=stack.environment, check=True, timeout=120)
        assert not postgres.living(stack.home)
        assert stack.processes() == []
    finally:
        stack.stop()
