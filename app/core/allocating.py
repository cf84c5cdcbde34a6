"""Memory given back to the machine: left alone, the C library keeps what each of many threads used once."""

import ctypes

# The numbers of glibc's malloc.h.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
LARGE = 1 << 20
ARENAS = 2


def give_back() -> None:
    """Blocks of a megabyte and more, such as the 19 MB that checking a password takes, go back as soon as they are
    freed, and threads share two heaps. Said before threads start; under another C library than glibc it does nothing.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_MMAP_THRESHOLD, LARGE)
    mallopt(_ARENA_MAX, ARENAS)
