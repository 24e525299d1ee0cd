"""What the operator sets: KINERJA_* environment variables and the folder that holds all local state.

Belongs here: where things are and which services are used. Does not: what a region may decide (period YAML).
"""

import os
import sys
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_home() -> Path:
    """Where this platform keeps a user's application state: one folder, so that several stacks can run side by side."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "kinerja"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "kinerja"
    return Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state")) / "kinerja"


class Settings(BaseSettings):
    """Settings of one stack; every field can be given as KINERJA_<NAME> in the environment."""

    model_config = SettingsConfigDict(env_prefix="KINERJA_", extra="ignore")

    home: Path = Field(default_factory=default_home)
    #: Login used by flows, verbs and the portal; empty: the embedded PostgreSQL in `home`.
    database_url: str = ""
    #: Login that owns the tables and migrates; empty: the same login.
    owner_database_url: str = ""
    #: Connections of one process, twice as many in a rush; those that keep plans (models/database) are counted apart.
    pool_size: int = Field(default=10, ge=1, le=200)
    #: Address under which people reach the portal; not set: where it is served on this machine (models/portal_address).
    portal_address: str = "http://127.0.0.1:8420"
    #: File with the key that signs the ledger's roots; empty: "ledger.key" in `home`. Back it up apart from the
    #: database.
    ledger_key_file: str = ""
    #: Folder for signed checkpoints of the ledger, best on another machine; empty: "checkpoints" in `home`.
    checkpoints_folder: str = ""
    prefect_api_url: str = ""
    work_pool: str = ""
    #: Folder for files given as evidence, shared by all machines of a stack; empty: "files" in `home`.
    files_folder: str = ""
    #: Largest file taken as evidence, in MiB.
    evidence_megabytes: int = Field(default=10, ge=1, le=100)
    #: Networks in which links of evidence may be opened besides the internet ("10.20.0.0/16, 192.168.5.0/24"): an
    #: intranet's servers. Anybody's link is opened there, so name no network whose servers act on a mere question.
    link_networks: str = ""
    #: Ports on which links of evidence are opened.
    link_ports: str = "80,443"
    #: What second factors are kept under (models/secret_key); empty with the embedded PostgreSQL: a file in `home`.
    secret_key: SecretStr = SecretStr("")
    #: The agency's sign-in by OpenID Connect (web/oidc_provider); all of issuer, client id and secret, or none.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    #: The claim that holds a person's NIP.
    oidc_claim: str = "nip"
    #: What the button on the sign-in page calls it.
    oidc_name: str = ""

    #: The mail server for notices; empty: none leave, they wait. Port 0: 587, 465 or 25, by `mail_security`.
    mail_host: str = ""
    mail_port: int = Field(default=0, ge=0, le=65535)
    #: "starttls" (encrypted after a greeting), "tls" (from the first byte), or "none" (a server on this machine only).
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    #: File with the certificate authority of the mail server, when the system does not know it.
    mail_ca_file: str = ""
    #: Who writes: "Kinerja Kabupaten Contoh <kinerja@contohkab.go.id>". Its domain is in every Message-ID.
    mail_sender: str = "Jejak Kinerja <kinerja@localhost>"
    #: Folder in which mails are kept as .eml files where no mail server is set: to look at them, nobody is told.
    mail_folder: str = ""
    #: Connections to the mail server at once, seconds to wait between two mails of one, and for each of its answers.
    mail_connections: int = Field(default=4, ge=1, le=50)
    mail_pause: float = Field(default=0.0, ge=0, le=60)
    mail_timeout: float = Field(default=30.0, gt=0, le=300)
    #: Hours after which a notice that cannot be sent fails, where HR sees it.
    mail_give_up_hours: float = Field(default=24.0, gt=0, le=240)

    @cached_property
    def embedded(self) -> bool:
        """Whether this stack keeps its own PostgreSQL in `home`."""
        return not self.database_url


#: Whatever the settings are read from.
_SOURCES = (*(f"KINERJA_{name.upper()}" for name in Settings.model_fields), "HOME", "LOCALAPPDATA", "XDG_STATE_HOME")

#: What of that says where the database is and how many connections it gets.
PLACE = ("KINERJA_HOME", "KINERJA_DATABASE_URL", "KINERJA_POOL_SIZE", *_SOURCES[-3:])


def settings() -> Settings:
    """The settings as the environment has them now, so that tests and stacks can differ; read once while it stays."""
    return _read(*map(os.environ.get, _SOURCES))


@lru_cache(maxsize=8)
def _read(*_environment: str | None) -> Settings:
    return Settings()  # a millisecond or two, and every transaction asks
