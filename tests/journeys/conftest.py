"""What every journey needs: commands that find the test run's Prefect and log as in real use."""

import pytest

from deployments import logs
from deployments.prefect_server import PrefectServer


@pytest.fixture
def prefect_api(prefect: PrefectServer, prefect_client: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this test use the test run's Prefect server, as with one of the operator's own."""
    from prefect.context import refresh_global_settings_context  # noqa: PLC0415 - only once its settings are known
    from prefect.logging.configuration import setup_logging  # noqa: PLC0415

    monkeypatch.setenv("KINERJA_PREFECT_API_URL", prefect.url)
    for name, value in logs.environment(prefect.home).items():
        monkeypatch.setenv(name, value)
    refresh_global_settings_context()
    setup_logging(incremental=False)
