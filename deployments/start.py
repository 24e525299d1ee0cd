"""The two commands of the README, for a machine that has only Python 3.11 or newer (standard library only).

    python3 deployments/start.py demo      see a whole appraisal period run, then open it in a browser
    python3 deployments/start.py test      run the tests; further words go to pytest
    python3 deployments/start.py WORD ...  any other word goes to the command `kinerja` (try: doctor, up, --help)

The first start makes .venv beside this folder from deployments/requirements.lock, with uv when it is there and with
pip otherwise; later starts see that nothing changed. Belongs here: that. Does not: what the commands do.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the oldest Python that can read this file must say it clearly
    sys.exit(
        "Jejak Kinerja needs Python 3.11 or newer; this is Python {}.{}. "
        "Start again with a newer one, for example: python3.12 deployments/start.py demo".format(*sys.version_info[:2])
    )

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "deployments" / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / ".kinerja.json"
PYTHON = VENV / "bin" / "python"
#: Bytes that the packages and the copies made while they are installed take.
NEEDED_SPACE = 1_500_000_000
INTERRUPTED = 130
#: What would put the packages elsewhere than in .venv.
ASTRAY = {"PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
QUIET = {"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def main(words: list[str]) -> int:
    """Make the environment ready, then become the command; what that answers is our exit code."""
    if not words:
        say(__doc__ or "")
        return 2
    try:
        prepare()
        return hand_over(words)
    except KeyboardInterrupt:
        say("Stopped. Start again to go on.")
        return INTERRUPTED
    except PermissionError as error:
        say(f"This account may not write {error.filename}. Copy the project to a folder of yours, start it there.")
    except OSError as error:
        say(f"This folder cannot be prepared: {error}. Copy the project to a folder you may write in, or make room.")
    return 1


def prepare() -> None:
    """Make .venv hold exactly what the lock and the project ask for; a quick look when it does already."""
    if stamp() == wanted():
        return
    require_room()
    with only_one_start() as lock:
        before = stamp()
        if before == wanted():
            return
        if not usable(before):
            make_environment(lock)
        STAMP.write_text("{}")  # half-made from here until the last line
        install(lock)
        unfinished = STAMP.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(wanted()))
        unfinished.replace(STAMP)


def wanted() -> dict[str, str]:
    """What .venv must have been made for (its scripts name their folder and Python) and from."""
    contents = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return {"made for": f"Python {sys.version_info[0]}.{sys.version_info[1]} in {ROOT}", "made from": contents}


def stamp() -> dict[str, str] | None:
    """What .venv was made for and from: nothing when half-made, None when somebody else made it or it is gone."""
    if not PYTHON.exists():
        return {}
    try:
        return dict(json.loads(STAMP.read_text()))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}


def usable(before: dict[str, str] | None) -> bool:
    """Whether .venv can be brought up to date; a half-made or moved one, or one of another Python, is made anew."""
    if before is not None:
        return before.get("made for") == wanted()["made for"]
    version = "import sys; print(*sys.version_info[:2], sep='.')"
    asked = subprocess.run([PYTHON, "-c", version], capture_output=True, text=True, check=False)
    return asked.stdout.strip() == "{}.{}".format(*sys.version_info[:2])


def require_room() -> None:
    """Stop before a full disk leaves something half-made."""
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_SPACE:
        sys.exit(f"{ROOT} has {free // 10**6} MB free; installing takes {NEEDED_SPACE // 10**6} MB. Make room first.")


@contextmanager
def only_one_start() -> Iterator[int]:
    """Hold .venv while we change it. The installer inherits the lock: killing us does not let another start in."""
    VENV.mkdir(exist_ok=True)
    handle = os.open(VENV / ".kinerja.lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where two starts at once are the user's own risk

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is preparing this folder; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def make_environment(lock: int) -> None:
    """Make an empty .venv, without pip, so that a Python without ensurepip will do when there is uv."""
    if importlib.util.find_spec("venv") is None:
        sys.exit(missing("venv"))
    for entry in list(VENV.iterdir()):
        if entry.name == ".kinerja.lock":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], lock)


def install(lock: int) -> None:
    """Install the locked packages, then the project itself in place; with uv, or with pip when uv is not there."""
    uv = shutil.which("uv")
    count = sum(not line.startswith((" ", "#")) for line in LOCK.read_text().splitlines())
    say(f"Preparing {VENV}: {count} packages with {'uv' if uv else 'pip'}; one to three minutes, only this first time.")
    if uv:
        installer = [uv, "pip", "install", "--python", str(PYTHON), "--compile-bytecode"]
        installer += [] if os.access(Path.home(), os.W_OK) or "UV_CACHE_DIR" in os.environ else ["--no-cache"]
    else:
        add_pip(lock)
        installer = [str(PYTHON), "-m", "pip", "install", "--no-input"]
    run([*installer, "--require-hashes", "--requirement", str(LOCK)], lock, count)
    run([*installer, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], lock)
    say("Ready.")


def add_pip(lock: int) -> None:
    """Put the pip that came with this Python into .venv."""
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(missing("ensurepip"))
    run([str(PYTHON), "-m", "ensurepip", "--default-pip"], lock)


def missing(module: str) -> str:
    """What to do on systems that sell Python in parts."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    return (
        f"This Python has no {module}, which makes the environment. On Debian or Ubuntu: apt install {package}. "
        "Elsewhere, install uv or a complete Python."
    )


def run(command: list[str], lock: int, count: int = 0) -> None:
    """Run an installer, showing how far it is; its last lines are shown only when it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ASTRAY} | QUIET
    lines: list[str] = []
    done = 0
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=[lock],
    ) as installer:
        try:
            for line in installer.stdout or ():
                lines.append(line)
                if count and line.startswith("Collecting "):
                    done += 1
                    show_progress(done, count)
        except KeyboardInterrupt:
            installer.terminate()  # on a terminal it heard Ctrl-C too; otherwise only we did
            installer.wait()
            raise
    if installer.returncode:
        say("".join(lines[-15:]).rstrip())
        sys.exit("Installing failed for the reason above. Behind a proxy, set HTTPS_PROXY; then start again.")


def show_progress(done: int, count: int) -> None:
    """How many packages are fetched: on a terminal in one line, elsewhere now and then."""
    if sys.stderr.isatty():
        print(f"\r  {done} of {count} packages", end="\n" if done == count else "", file=sys.stderr, flush=True)
    elif done % 40 == 0:
        say(f"  {done} of {count} packages")


def hand_over(words: list[str]) -> int:
    """Become the command, so that Ctrl-C and the exit code are its own."""
    test = [str(PYTHON), "-m", "pytest", "-n", "2", "tests"]
    command = [*test, *words[1:]] if words[0] == "test" else [str(VENV / "bin" / "kinerja"), *words]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    environment |= {"VIRTUAL_ENV": str(VENV), "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    environment["KINERJA_STARTED_BY"] = "start.py"  # the caller's own shell does not have our folder first
    if words[0] == "test":
        os.chdir(ROOT)  # other commands keep the caller's folder: their words may name files in it
    sys.stdout.flush()
    os.execve(command[0], command, environment)  # noqa: S606 - the command just made, no shell


def say(text: str) -> None:
    """Tell the person, apart from what the command prints."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
