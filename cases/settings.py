"""Every setting in one typed place. Values come from the environment as ARASHA_NAME; what is not known is refused."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import msgspec
from msgspec.structs import replace

from cases.errors import BadSetting, UnknownSetting

PREFIX = "ARASHA_"
PACKS = Path(__file__).parent / "jurisdictions"
PRACTICE = "practice"
"""Name of the file in a data folder that is for practice only, however it is started later."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How one process runs. What each setting says is written beside it; `arasha --help` prints it from there."""

    data: Annotated[Path, "folder of the database and, on SQLite, of everything else that is stored"]
    secrets: Annotated[Path, "folder of the pepper and the signing keys: outside data, its backups and the database"]
    database: Annotated[str, "postgresql+psycopg://… ; empty for SQLite in the data folder"] = ""
    shred_database: Annotated[
        str, "postgresql+psycopg://… of the shred secrets, apart from the database; empty: SQLite in DATA/shred"
    ] = ""
    database_password: Annotated[
        str, "file that holds the password of the database; empty: PGPASSWORD, ~/.pgpass or none"
    ] = ""
    shred_password: Annotated[str, "file that holds the password of the shred secrets' database"] = ""
    pack: Annotated[Path, "folder of the jurisdiction pack that seeds a new institution"] = PACKS / "kz"
    host: Annotated[str, "address that serve listens on"] = "127.0.0.1"
    port: Annotated[int, "port that serve listens on"] = 8000
    tls: Annotated[bool, "yes behind a TLS proxy: cookies become Secure and carry the __Host- prefix"] = False
    address: Annotated[str, "address that people type, such as https://omb.example; printed on papers"] = ""
    proxy: Annotated[str, "addresses of the proxies whose X-Forwarded-For is believed, with commas"] = "127.0.0.1"
    filings_free: Annotated[int, "complaints that one connection files in an hour before sending takes a wait"] = 10
    filings_bulk: Annotated[int, "complaints from one connection in an hour after which more are held aside"] = 40
    threads: Annotated[int, "handler threads a process"] = 8
    worker: Annotated[bool, "whether serve also runs the worker (due clocks, alerts)"] = True
    pulse: Annotated[str, "file that the worker touches at each look at the clocks, for who restarts processes"] = ""
    witness: Annotated[
        str, "folder that the worker lays each day's anchor into, for a witness outside; empty: none"
    ] = ""
    smtp: Annotated[
        str, "mail server for alerts and letters: smtps://user@host or smtp://user@host:587; empty: no e-mail"
    ] = ""
    smtp_password: Annotated[str, "file that holds the mail server's password"] = ""
    mail_from: Annotated[str, "address that alerts and letters come from"] = ""
    gateway: Annotated[str, "HTTPS address of the SMS and voice gateway; empty: neither"] = ""
    gateway_token: Annotated[str, "file that holds the gateway's bearer token"] = ""
    evidence: Annotated[
        str, "folder of sealed files, or an S3 address (s3://bucket/folder); empty: evidence in data"
    ] = ""
    evidence_endpoint: Annotated[str, "https://host of an S3 service that is not Amazon's own; empty: Amazon's"] = ""
    evidence_region: Annotated[str, "region that requests to the S3 service are signed for"] = "us-east-1"
    evidence_key: Annotated[str, "access key of the S3 service; empty: the role of the machine"] = ""
    evidence_secret: Annotated[str, "file that holds the secret key of the S3 service"] = ""
    evidence_file: Annotated[int, "most bytes that one file may have"] = 2 * 1024**3
    evidence_case: Annotated[int, "most bytes that the files of one mailbox, or of our side of a case, may take"] = (
        20 * 1024**3
    )
    evidence_files: Annotated[int, "most files of one mailbox, or of our side of a case"] = 300
    clamd: Annotated[str, "virus scanner: path of clamd's socket, or host:port; empty: files are not scanned"] = ""
    clamd_down: Annotated[str, "what happens to files while clamd does not answer: hold or refuse"] = "hold"

    metrics_token: Annotated[
        str, "file of the token that /metrics is read with; empty: only from this machine, and not behind TLS"
    ] = ""

    backup: Annotated[
        str, "folder or S3 address (s3://bucket/folder) that backups are written to, daily by the worker; empty: none"
    ] = ""
    backup_store_endpoint: Annotated[str, "https://host of the backups' S3 service; empty: Amazon's"] = ""
    backup_store_region: Annotated[str, "region that requests to the backups' S3 service are signed for"] = "us-east-1"
    backup_store_key: Annotated[str, "access key of the backups' S3 service; empty: the role of the machine"] = ""
    backup_store_secret: Annotated[str, "file that holds the secret key of the backups' S3 service"] = ""
    backup_key: Annotated[str, "file of the public key (age1…) that backups are sealed to"] = ""
    backup_days: Annotated[int, "days that a backup is kept; the newest always"] = 35
    backup_shred: Annotated[
        str, "folder of the shred secrets' own backups, which live 35 days; apart from ARASHA_BACKUP"
    ] = ""

    @property
    def url(self) -> str:
        """SQLAlchemy address of the database."""
        return self.database or f"sqlite:///{self.data / 'arasha.sqlite'}"

    @property
    def practice(self) -> bool:
        """Whether the data folder is a made-up institution for practice: apart from every real case, key and channel."""
        return (self.data / PRACTICE).is_file()

    @property
    def embedded(self) -> bool:
        """Whether the database is the SQLite file in the data folder."""
        return not self.database


def read_settings(environment: Mapping[str, str], **given: object) -> Settings:
    """Settings from the environment, with *given* (from the command line) above it; for practice without any way out.

    Raises: UnknownSetting for an ARASHA_ name that does not exist; BadSetting for a value of the wrong shape.
    """
    types = get_type_hints(Settings)
    known = {PREFIX + name.upper(): name for name in Settings.__struct_fields__}
    found: dict[str, object] = {"data": Path("data")}
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            raise UnknownSetting(name)
        found[known[name]] = parse(name, text, types[known[name]])
    found.update({name: value for name, value in given.items() if value is not None})
    if "secrets" not in found:
        data = Path(str(found["data"]))
        found["secrets"] = data.with_name(data.name + "-secrets")
    settings = Settings(**found)  # type: ignore[arg-type]
    return keep_in(settings) if settings.practice else settings


def keep_in(settings: Settings) -> Settings:
    """What a folder for practice is served with, whatever else was said: through nothing does anything leave it."""
    return replace(settings, database="", shred_database="", smtp="", gateway="", witness="", evidence="", backup="")


def parse(name: str, text: str, wanted: type) -> object:
    """One value of the environment as its type. Raises: BadSetting."""
    if wanted is bool:
        if text.lower() not in {"yes", "no", "true", "false", "1", "0"}:
            raise BadSetting(name, text, "yes or no")
        return text.lower() in {"yes", "true", "1"}
    try:
        return wanted(text)
    except ValueError as error:
        raise BadSetting(name, text, wanted.__name__) from error


def secret_file(name: str, path: str) -> Path | None:
    """The file of a setting that names one. Raises: BadSetting when it is not there."""
    if path and not Path(path).is_file():
        raise BadSetting(name, path, "a file")
    return Path(path) if path else None


def described() -> Mapping[str, str]:
    """Every setting by the name of its variable, with what it says."""
    hints = get_type_hints(Settings, include_extras=True)
    return {PREFIX + name.upper(): str(get_args(hints[name])[1]) for name in Settings.__struct_fields__}
