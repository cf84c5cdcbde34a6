"""A small load generator of the standard library: keep-alive connections on the loopback, each in its own process."""

import http.client
import multiprocessing
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What a run measured: requests a second, and milliseconds at the median and the 95th percentile."""

    rate: float
    median_ms: float
    p95_ms: float
    failed: int


def run(port: int, paths: list[str], *, seconds: float, connections: int = 16, processes: int = 2) -> Outcome:
    """Asks for `paths` in turn on `connections` connections for `seconds`."""
    share = connections // processes
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        parts = pool.starmap(_process, [(port, paths, seconds, share, n) for n in range(processes)])
    times = sorted(each for part in parts for each in part[0])
    failed = sum(part[1] for part in parts)
    if not times:
        return Outcome(0, 0, 0, failed)
    middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    return Outcome(len(times) / seconds, middle * 1000, late * 1000, failed)


def _process(port: int, paths: list[str], seconds: float, connections: int, offset: int) -> tuple[list[float], int]:
    from concurrent.futures import ThreadPoolExecutor

    end = time.monotonic() + seconds
    with ThreadPoolExecutor(connections) as pool:
        parts = list(pool.map(lambda n: _one(port, paths, end, offset * connections + n), range(connections)))
    return [each for part in parts for each in part[0]], sum(part[1] for part in parts)


def _one(port: int, paths: list[str], end: float, at: int) -> tuple[list[float], int]:
    headers = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
        "Accept-Language": "en",
        "Sec-Fetch-Mode": "navigate",
    }
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times: list[float] = []
    failed = 0
    while time.monotonic() < end:
        begun = time.perf_counter()
        try:
            link.request("GET", paths[at % len(paths)], headers=headers)
            answer = link.getresponse()
            answer.read()
            failed += answer.status != 200
        except (OSError, http.client.HTTPException):
            failed += 1
            link.close()
        times.append(time.perf_counter() - begun)
        at += 1
    link.close()
    return times, failed
