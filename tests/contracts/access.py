"""Who may enter which route: one row an endpoint. A route without a row fails the tests."""

PUBLIC = frozenset({"nobody", "ravi", "rosa", "maya", "max", "ada"})
SIGNED_IN = PUBLIC - {"nobody"}
PUBLISHERS = frozenset({"maya", "ada"})
# Ravi owns the account, Rosa is a rep elsewhere.
ACCOUNT_READERS = SIGNED_IN - {"rosa"}
ACCOUNT_WRITERS = frozenset({"ravi", "max", "ada"})
ACCOUNT_MAKERS = frozenset({"ravi", "rosa", "max", "ada"})
ADMINS = frozenset({"ada"})

ACCESS: dict[str, frozenset[str]] = {
    "accounts.add_person": ACCOUNT_WRITERS,
    "accounts.drop_rows": ACCOUNT_WRITERS,
    "accounts.edit": ACCOUNT_WRITERS,
    "accounts.edit_person": ACCOUNT_WRITERS,
    # A file on its way in is its uploader's alone.
    "accounts.import_columns": frozenset({"ravi"}),
    "accounts.import_people": ACCOUNT_WRITERS,
    "accounts.index": SIGNED_IN,
    "accounts.mend_row": ACCOUNT_WRITERS,
    "accounts.new": ACCOUNT_MAKERS,
    "accounts.person": ACCOUNT_READERS,
    "accounts.remove_person": ACCOUNT_WRITERS,
    "accounts.show": ACCOUNT_READERS,
    "accounts.upload_people": ACCOUNT_WRITERS,
    "auth.accept": PUBLIC,
    "auth.change_password": SIGNED_IN,
    "auth.do_sign_in": PUBLIC,
    # Gone for everybody as soon as there is a user.
    "auth.first_run": frozenset(),
    "auth.me": SIGNED_IN,
    "auth.sign_in": PUBLIC,
    "auth.sign_out": SIGNED_IN,
    "auth.sign_out_everywhere": SIGNED_IN,
    "dev.components": PUBLIC,
    "dev.mail": PUBLIC,
    "dev.message": PUBLIC,
    "dev.message_html": PUBLIC,
    "health.healthz": PUBLIC,
    "home.today": SIGNED_IN,
    "insights.usage": SIGNED_IN,
    "insights.usage_csv": SIGNED_IN,
    "library.as_buyer": SIGNED_IN,
    "library.download": SIGNED_IN,
    "library.edit": PUBLISHERS,
    "library.new": PUBLISHERS,
    "library.page_image": SIGNED_IN,
    "library.preview": PUBLISHERS,
    "library.publish": PUBLISHERS,
    "library.retire": PUBLISHERS,
    "library.retry": PUBLISHERS,
    "library.show": SIGNED_IN,
    "library.status": PUBLISHERS,
    "library.upload": PUBLISHERS,
    "search.library": SIGNED_IN,
    "search.old_address": SIGNED_IN,
    "sending.compose": ACCOUNT_WRITERS,
    "sending.preview": ACCOUNT_WRITERS,
    "sending.retry": ACCOUNT_WRITERS,
    "sending.revoke": ACCOUNT_WRITERS,
    "sending.show": ACCOUNT_READERS,
    "sending.status": ACCOUNT_READERS,
    "settings.add_term": PUBLISHERS,
    "settings.change_roles": ADMINS,
    "settings.change_term": PUBLISHERS,
    "settings.invite": ADMINS,
    "settings.invite_again": ADMINS,
    "settings.people": ADMINS,
    "settings.switch": ADMINS,
    "settings.vocabulary": PUBLISHERS,
    "statics.stylesheet": PUBLIC,
    "viewer.download": PUBLIC,
    "viewer.enter": PUBLIC,
    "viewer.events": PUBLIC,
    "viewer.page_image": PUBLIC,
    "viewer.read": PUBLIC,
    "viewer.withdraw": PUBLIC,
}
