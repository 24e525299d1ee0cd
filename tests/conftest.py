"""What every test may ask for; the run's own PostgreSQL and Prefect server come from tests/platform.py."""

from tests.platform import prefect, pytest_configure, pytest_unconfigure, server

__all__ = ["prefect", "pytest_configure", "pytest_unconfigure", "server"]
