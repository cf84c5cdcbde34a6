"""What the access walk names of claims, variants and feedback; each thing of its own, so that no act hides another."""

from app.claims import stating
from app.core.db import session
from app.feedback import registering, remarking
from app.library import signing, varying
from app.library.models import DRAFT
from app.vocabulary.queries import find_named
from tests.cast import NOW, Cast
from tests.factories import an_asset


def told_names(cast: Cast) -> dict[str, dict[str, object]]:
    """The names by area and endpoint. Ravi made the variant and the rep-made piece; the remark names his account."""
    master, legal = an_asset(cast.maya, "Master"), find_named("function", "Legal")
    assert legal is not None
    first, second = (
        stating.state(cast.maya, stating.Fact(words, "", None, legal, None), NOW) for words in ("One", "Two")
    )
    signing.set_claims(cast.maya, master, [first], NOW)
    variant = varying.make_variant(cast.ravi, master, cast.fernholt, NOW)
    # As if the master had moved on: there is something to look at.
    variant.master_version = None
    made = an_asset(cast.ravi, "Own", state=DRAFT)
    registering.register(cast.ravi, made, 30, NOW)
    remark = remarking.remark(cast.ravi, master, "They ask", NOW, account=cast.fernholt)
    session.commit()
    return {
        "claims": {"public_id": first.public_id},
        "claims.retire": {"public_id": second.public_id},
        "claims.bring_back": {"public_id": second.public_id},
        "claims.set_members": {"public_id": legal.public_id},
        "claims.carried": {"public_id": master.public_id},
        "claims.act_on": {"public_id": master.public_id, "claim_id": first.public_id, "act": "sign"},
        "feedback": {"public_id": master.public_id, "remark_id": remark.public_id},
        "feedback.change": {"remark_id": remark.public_id, "act": "reopen"},
        "feedback.judge": {"public_id": made.public_id},
        "feedback.change_rep_made": {"public_id": made.public_id, "act": "take-back-verdict"},
        "feedback.withdraw": {"public_id": made.public_id},
        "library.new_variant": {"public_id": master.public_id},
        "library.own_text": {"public_id": variant.public_id},
        "library.master_changes": {"public_id": variant.public_id},
        "library.follow": {"public_id": variant.public_id, "act": "ask"},
    }
