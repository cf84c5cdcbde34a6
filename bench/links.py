"""Puts a document and N people with a link each into the database of the environment, and prints the tokens."""

import os
import sys

from app.core import clock
from app.core.db import session
from tests.factories import a_link, a_person, an_account, an_asset


def main() -> None:
    from wsgi import app

    with app.app_context():
        from app.auth.queries import find_by_email

        ravi = find_by_email("ravi@wintermere.example")
        assert ravi is not None
        asset = an_asset(ravi, pages=["A depot pays for itself. " * 60] * 8)
        account = an_account(ravi)
        at, secret = clock.now(), os.environ["SECRET_KEY"]
        for _ in range(int(sys.argv[1])):
            print(a_link(a_person(account), asset, ravi, at=at, secret=secret)[1])
        session.remove()


if __name__ == "__main__":
    main()
