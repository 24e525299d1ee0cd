"""A process that dispatches runs on the real Prefect server until it is killed; run as a program by the tests."""

from flows.dispatch import Dispatcher

if __name__ == "__main__":
    Dispatcher(workers=1).run()
