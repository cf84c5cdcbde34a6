"""Opening the store of a URL: a local folder, memory or an S3-compatible bucket."""

from datetime import timedelta
from pathlib import Path

from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from app.core import s3_address

# A store that does not answer holds a web thread no longer than about half a minute, retries included.
_CONNECT, _REQUEST, _RETRIES = timedelta(seconds=3), timedelta(seconds=15), timedelta(seconds=15)


def open_store(url: str) -> ObjectStore:
    """The store of file://FOLDER, memory: or s3://BUCKET. Nothing is asked over the network yet."""
    if url.startswith("memory:"):
        return MemoryStore()
    if url.startswith("file://"):
        folder = Path(url.removeprefix("file://"))
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    address = s3_address.read(url)
    # The bucket stands in the path, which every S3-compatible server understands.
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        endpoint=address.endpoint,
        region=address.region,
        virtual_hosted_style_request=False,
        client_options={
            "connect_timeout": _CONNECT, "timeout": _REQUEST, "allow_http": address.endpoint.startswith("http://"),
        },
        retry_config={"max_retries": 2, "retry_timeout": _RETRIES},
    )  # fmt: skip
