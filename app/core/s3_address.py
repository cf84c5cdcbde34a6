"""The address of an S3-compatible bucket, read from one URL and the AWS_* environment."""

import os
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

KNOWN = ("endpoint", "region")


@dataclass(frozen=True)
class S3Address:
    """Where a bucket is. `endpoint` is an origin such as https://minio.example.com:9000."""

    bucket: str
    prefix: str
    endpoint: str
    region: str


def read(url: str) -> S3Address:
    """The address of s3://BUCKET[/FOLDER]?endpoint=…&region=…, the rest from AWS_*. Raises ValueError, in words."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc:
        raise ValueError("must be s3://BUCKET, with its keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    if unknown := sorted(set(asked) - set(KNOWN)):
        raise ValueError(f"has “{unknown[0]}”, but after the ? only endpoint and region are known")
    region = _first(asked, "region", "AWS_REGION", "AWS_DEFAULT_REGION") or "us-east-1"
    endpoint = _first(asked, "endpoint", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    endpoint = (endpoint or f"https://s3.{region}.amazonaws.com").rstrip("/")
    where = urlsplit(endpoint)
    if where.scheme not in ("http", "https") or not where.netloc or where.path or where.query:
        raise ValueError("has an endpoint that is not http://HOST:PORT or https://HOST:PORT")
    return S3Address(parts.netloc, parts.path.strip("/"), endpoint, region)


def _first(asked: dict[str, list[str]], name: str, *variables: str) -> str:
    """What the URL says, else the first of the variables that is set."""
    said = asked.get(name, [""])[0].strip()
    return said or next((value for each in variables if (value := os.environ.get(each, "").strip())), "")
