"""A restarted server finds its own port again, and another stack finds another."""

import socket

from deployments import ports

HOST = "127.0.0.1"


def _taken() -> socket.socket:
    listening = socket.socket()
    listening.bind((HOST, 0))
    listening.listen()
    return listening


def test_its_own_port_comes_first() -> None:
    with _taken() as listening:
        own = listening.getsockname()[1]
    assert next(ports.free(HOST, own)) == own


def test_port_that_somebody_else_has_is_given_up() -> None:
    with _taken() as listening:
        own = listening.getsockname()[1]
        assert not ports.is_free(HOST, own)
        assert next(ports.free(HOST, own)) in ports.RANGE


def test_port_of_another_stack_is_passed_over() -> None:
    with socket.socket() as listening:
        for port in ports.RANGE:  # other stacks of this machine may take one at any moment
            try:
                listening.bind((HOST, port))
            except OSError:
                continue
            break
        listening.listen()
        assert listening.getsockname()[1] not in list(ports.free(HOST, None))
