"""Every setting of Rapport, read once from the environment into one frozen object.

`docs/settings.md` lists them for the people who run it; a test holds the two together.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core import s3_address

ROOT = Path(__file__).resolve().parent
DEMO_SECRET = "demo-only-secret-key-that-a-real-server-refuses"  # noqa: S105  (named so that it can be refused)

DEMO_PASSWORD = "open sesame demo"  # noqa: S105  (printed by `make demo` and shown on its sign-in page)


class Config(BaseSettings):
    """What the server needs to know before it starts. Bad values raise `ConfigError`, naming the setting."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_file=None)

    secret_key: str = Field("", description="Signs sessions and derives link tokens; 32 characters or more.")
    base_url: str = Field(
        "http://localhost:8000", description="The address people and buyers use; links are built from it."
    )
    database_url: str = Field("sqlite:///instance/rapport.db", description="SQLite file or PostgreSQL database.")
    storage_url: str = Field(
        "file:content/uploads",
        description="Where uploaded files and page images live: file:FOLDER, memory: or s3://BUCKET.",
    )
    presign_over_mb: int = Field(
        0, ge=0, le=1_000_000,
        description="Downloads above so many megabytes come straight from the S3 store; 0: never.",
    )  # fmt: skip
    search: Literal["whoosh"] = Field("whoosh", description="The search engine.")
    search_index: Path = Field(
        Path("search_index"), description="Folder of the Whoosh index; it can be rebuilt at any time."
    )
    jobs: Literal["threads", "worker"] = Field(
        "threads", description="Who runs jobs: threads of the web process, or `flask worker`."
    )
    job_threads: int = Field(2, ge=1, le=16, description="How many jobs run at once in one process.")
    mail_url: str = Field(
        "dev:", description="smtp://USER:PASSWORD@HOST:PORT, smtps://…, or dev: for the mailbox at /dev/mail."
    )
    mail_from: str = Field(
        "Rapport <rapport@localhost.example>", description="Sender of the app's own messages, such as invitations."
    )
    ratelimit_url: str = Field("memory://", description="Where limits are counted: memory:// or redis://HOST:PORT.")
    workspace_name: str = Field("Rapport", description="The company's name, as buyers read it.")
    demo: bool = Field(False, description="Demo mode: sample sign-ins are shown, a well-known secret is allowed.")
    development: bool = Field(False, description="Shows /components and the mailbox at /dev/mail.")
    upload_limit_mb: int = Field(50, ge=1, le=2048, description="Largest upload, in megabytes.")
    pdf_page_limit: int = Field(300, ge=1, le=5000, description="Most pages a PDF may have.")
    trusted_proxies: int = Field(
        0, ge=0, le=8, description="How many reverse proxies in front set X-Forwarded-* headers."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much the server says.")
    instance: Path = Field(
        Path("instance"), description="Folder for the database file, the mailbox and the event spool."
    )

    @field_validator("base_url")
    @classmethod
    def _base_url_is_web(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        if value.startswith("postgresql+psycopg://"):
            return value
        if not value.startswith("sqlite:///") or value == "sqlite:///":
            raise ValueError("must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
        return "sqlite:///" + str((ROOT / value.removeprefix("sqlite:///")).resolve())

    @field_validator("storage_url")
    @classmethod
    def _known_storage(cls, value: str) -> str:
        if value.startswith("file:"):
            return "file://" + str((ROOT / value.removeprefix("file:").removeprefix("//")).resolve())
        if value.startswith("memory:"):
            return value
        if value.startswith("s3://"):
            s3_address.read(value)
            return value
        raise ValueError("must be file:FOLDER, memory: or s3://BUCKET")

    @field_validator("mail_url")
    @classmethod
    def _known_mail(cls, value: str) -> str:
        if not value.startswith(("smtp://", "smtps://", "dev:")):
            raise ValueError("must be smtp://HOST:PORT, smtps://HOST:PORT or dev:")
        return value

    @field_validator("ratelimit_url")
    @classmethod
    def _known_ratelimit(cls, value: str) -> str:
        if not value.startswith(("memory://", "redis://", "rediss://")):
            raise ValueError("must be memory:// or redis://HOST:PORT")
        return value

    @field_validator("search_index", "instance")
    @classmethod
    def _from_root(cls, value: Path) -> Path:
        return (ROOT / value).resolve()

    @model_validator(mode="after")
    def _secret_is_safe(self) -> Self:
        if self.demo and not self.secret_key:
            object.__setattr__(self, "secret_key", DEMO_SECRET)
        if not self.demo and self.secret_key == DEMO_SECRET:
            raise ValueError("SECRET_KEY is the demo's well-known one; set your own")
        if len(self.secret_key) < 32:
            raise ValueError("SECRET_KEY must be set to 32 random characters or more (try: openssl rand -hex 32)")
        return self

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


class ConfigError(SystemExit):
    """A setting is missing or wrong; its text names the setting and what it must be."""


def read_config(**given: object) -> Config:
    """The settings of this process; `given` values win over the environment. Raises ConfigError."""
    try:
        return Config(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"  {'.'.join(str(part) for part in problem['loc']).upper() or 'Settings'}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise ConfigError("Rapport cannot start, a setting is wrong:\n" + "\n".join(lines)) from None
