"""A child with limits: what goes wrong in it ends in a sentence, and nothing else ends."""

import time

import pytest

from app.core.child import Child, ChildFailed, Limits, run
from app.core.errors import Refused


def test_it_answers() -> None:
    assert run("posixpath:join", {"a": "x"}) == "x"


def test_a_child_serves_many_calls() -> None:
    with Child() as child:
        first = child.call("json:loads", {"s": "[1]"})
        assert (first, child.call("json:loads", {"s": "[2]"})) == ([1], [2])


@pytest.mark.parametrize(
    ("function", "given", "words"),
    [
        ("os:abort", {}, "could not be processed"),
        ("os:_exit", {"status": 0}, "could not be processed"),
        ("json:loads", {"s": "[" * 100_000}, "nested too deeply"),
        ("tests.documents.misbehaving:sleep", {}, "too long"),
        ("tests.documents.misbehaving:spin", {}, "so we stopped"),
        ("tests.documents.misbehaving:grow", {}, "more memory"),
        ("tests.documents.misbehaving:shout", {}, "more than we can process"),
        ("json:loads", {"s": "{"}, "JSONDecodeError"),
    ],
)
def test_what_goes_wrong_ends_in_a_sentence(function: str, given: dict[str, object], words: str) -> None:
    started = time.monotonic()
    with pytest.raises(ChildFailed) as failed:
        run(function, given, Limits(wall=4, cpu=1, memory_mb=256))
    assert words in failed.value.reason
    assert time.monotonic() - started < 8


def test_a_refusal_comes_back_as_one() -> None:
    with pytest.raises(Refused) as refused:
        run("tests.documents.misbehaving:refuse", {})
    assert (refused.value.reason, refused.value.field) == ("Not this.", "file")


def test_after_a_crash_the_next_call_gets_a_new_child() -> None:
    with Child() as child:
        with pytest.raises(ChildFailed):
            child.call("os:abort", {})
        assert child.call("json:loads", {"s": "1"}) == 1


def test_a_file_that_grows_too_big_is_stopped(tmp_path: object) -> None:
    with pytest.raises(ChildFailed):
        run("tests.documents.misbehaving:write", {"path": f"{tmp_path}/big"}, Limits(file_mb=1))


def test_it_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    assert run("os:getenv", {"key": "SECRET_KEY"}) is None


def test_what_a_library_prints_is_not_taken_for_an_answer() -> None:
    assert run("tests.documents.misbehaving:chatter", {}) == "done"
