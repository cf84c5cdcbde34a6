"""Memory that many threads used once is given back."""

import subprocess
import sys

from app.core.allocating import give_back

# Eight threads each use 19 MB, as checking a password does, and keep a little that lies behind it.
_THREADS = """
import ctypes, re, threading
from app.core.allocating import give_back
{said}
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
def use():
    for _ in range(3):
        block = libc.malloc(19 << 20)
        ctypes.memset(block, 1, 19 << 20)
        libc.malloc(1000)
        libc.free(block)
    barrier.wait()
barrier = threading.Barrier(8)
threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read()).group(1))
"""


def _megabytes(said: str) -> int:
    code = _THREADS.format(said=said)
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) // 1024


def test_what_threads_used_once_goes_back():
    assert _megabytes("give_back()") < 40 < _megabytes("")


def test_another_c_library_is_left_alone(monkeypatch):
    asked = []
    monkeypatch.setattr("ctypes.CDLL", lambda name: asked.append(name) or object())
    give_back()
    assert asked == [None]
