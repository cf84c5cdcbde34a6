"""What a new workspace begins with: the terms of each list, and the nouns of the pages."""

from dataclasses import dataclass

from app.vocabulary.models import FUNCTION, ISSUE, KIND, OBJECTIVE, RISK, RIVAL, ROLE, STAGE

DEFAULTS: dict[str, list[tuple[str, str]]] = {
    ROLE: [
        ("Budget holder", "Owns the money"),
        ("Executive sponsor", "Puts their name to it"),
        ("Champion", "Wants it and says so"),
        ("Numbers checker", "Tests the business case"),
        ("Technical evaluator", "Asks how it works"),
        ("Security and risk", "Asks what could go wrong"),
        ("Process owner", "Runs the work it changes"),
        ("Procurement", "Buys it"),
        ("Legal", "Reads the contract"),
        ("End user", "Lives with it"),
    ],
    STAGE: [
        ("Recognise", "They feel the problem"),
        ("Explore", "They look around"),
        ("Compare", "They weigh options"),
        ("Justify", "They defend the choice"),
        ("Commit", "They sign"),
    ],
    RIVAL: [
        ("Do nothing", "Leave things as they are"),
        ("Do it ourselves", "Build it or handle it in house"),
    ],
    ISSUE: [
        ("Cost", "What it costs, and what waiting costs"),
        ("Risk and compliance", "What could go wrong, and who answers for it"),
        ("Time and effort", "Who has to do the work"),
        ("Proof", "Whether it works elsewhere"),
    ],
    OBJECTIVE: [
        ("Open their eyes", "Show a problem or a chance they have not seen"),
        ("Frame the choice", "Say what a good answer must do"),
        ("Prove the claim", "Let others and figures speak"),
        ("Answer a doubt", "Take one objection seriously"),
        ("Help them decide", "Give them what their colleagues will ask for"),
    ],
    KIND: [
        ("Overview", "Says in general what it is about"),
        ("One concern", "Takes up one question of one reader"),
        ("Comparison", "Beside a rival, point by point"),
        ("Proof", "A story, a study, a figure"),
        ("Tool", "Something to use: a sheet, a plan, a calculator"),
        ("Script", "Words to say"),
        ("Battlecard", "What to say against a rival"),
        ("Template", "Something to fill in"),
    ],
    RISK: [
        ("Fear of change", "They doubt that their people will follow"),
        ("Lost sponsor", "Whoever wanted it has gone or gone quiet"),
        ("Budget in doubt", "The money may go elsewhere"),
        ("Security in doubt", "Somebody can stop it on security or law"),
    ],
    FUNCTION: [
        ("Delivery", "Must be able to do what we promise"),
        ("Product", "Knows what it does"),
        ("Legal", "Answers for what we state"),
        ("Finance", "Answers for figures"),
    ],
}
# Kinds that are for us alone: never on a buyer's link.
INTERNAL_KINDS = ("Script", "Battlecard", "Template")


@dataclass(frozen=True)
class Noun:
    """A word of the pages: its dictionary entry as it comes. The words of both sides find the same pieces."""

    label: str
    plural: str
    definition: str
    marketing_words: tuple[str, ...] = ()
    sales_words: tuple[str, ...] = ()


# By the key that templates and code use; it stays when somebody calls the thing something else.
NOUNS: dict[str, Noun] = {
    "asset": Noun("piece", "pieces", "One thing to read, watch or use: a page, a file, a video or a link."),
    "library": Noun("library", "libraries", "All pieces, with what they are for."),
    "account": Noun("account", "accounts", "A company we sell to, with the people who have a say there."),
    "stakeholder": Noun("person", "people", "Somebody at an account who has a say in the deal, or lives with it."),
    "opportunity": Noun("opportunity", "opportunities", "One decision that an account may take for us.", (), ("deal",)),
    "role": Noun("buyer role", "buyer roles", "What somebody answers for when their company buys."),
    "stage": Noun("buying stage", "buying stages", "How far somebody is in their own decision."),
    "rival": Noun(
        "rival", "rivals", "What they may choose instead of us, doing nothing included.", ("competitor",),
        ("competition",),
    ),
    "issue": Noun("issue", "issues", "A subject on which the buyer must be satisfied."),
    "objective": Noun("objective", "objectives", "What a piece should do for the reader’s decision."),
    "kind": Noun("kind", "kinds", "What sort of piece it is. Some kinds are for us alone."),
    "risk": Noun("risk point", "risk points", "Something that may stop the deal."),
    "function": Noun("function", "functions", "Who among us must stand by a claim before it goes out."),
    "send": Noun("send", "sends", "Pieces given to people at one account, with a message."),
    "link": Noun("link", "links", "The address by which one person reads one piece. It tells who reads."),
    "reading": Noun("reading", "readings", "One person’s time with a piece, machines left out."),
    "format": Noun("format", "formats", "What a piece is made of: text, pages, pictures, a video or a link."),
    "provenance": Noun("source", "sources", "Who made a piece: we, a customer, an analyst or a third party."),
    "audience": Noun("audience", "audiences", "Whether a piece may go to buyers or is for us alone."),
}  # fmt: skip
