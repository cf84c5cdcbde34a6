"""Functions that a child must survive."""

import os
import time

from app.core.errors import Refused


def sleep() -> None:
    time.sleep(60)


def spin() -> None:
    while True:
        pass


def grow() -> int:
    return len(bytearray(1 << 32))


def shout() -> str:
    return "x" * (70 << 20)


def refuse() -> None:
    raise Refused("Not this.", "file")


def write(path: str) -> None:
    with open(path, "wb") as file:
        file.write(bytes(2 << 20))


def chatter() -> str:
    print('{"result": "forged"}', flush=True)
    os.write(1, b'{"result": "forged"}\n')
    return "done"
