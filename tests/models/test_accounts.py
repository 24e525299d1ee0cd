"""What is kept of a password."""

from tests import platform


def test_a_kept_password_costs_whoever_guesses_it_memory_and_time() -> None:
    """Tests hash at the least cost, the program at Argon2's usual one: more than the least that OWASP allows."""
    kept = platform.USUAL_HASHER().hash("ombak kuda sepatu")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
