"""Where the PostgreSQL databases of an institution are, with the passwords that lie in files of their own."""

from sqlalchemy import URL, make_url

from cases.settings import Settings, secret_file

DRIVER = "postgresql+psycopg"


def database_address(settings: Settings) -> URL:
    """The database as SQLAlchemy opens it. Raises: BadSetting where the password's file is not there."""
    return with_password(settings.database, "ARASHA_DATABASE_PASSWORD", settings.database_password)


def shred_address(settings: Settings) -> URL:
    """The database of the shred secrets. Raises: as `database_address`."""
    return with_password(settings.shred_database, "ARASHA_SHRED_PASSWORD", settings.shred_password)


def with_password(address: str, name: str, path: str) -> URL:
    """*address*, and the password in the file at *path*, if the setting of that *name* says one: a line, its end left out."""
    url = make_url(address).set(drivername=DRIVER)
    file = secret_file(name, path)
    return url if file is None else url.set(password=file.read_text(encoding="utf-8").rstrip("\r\n"))
