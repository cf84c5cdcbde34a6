"""The first rooms"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_session",
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_ended_session")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_due", "job", ["state", "run_at"], unique=False)
    op.create_index(
        "uq_job_waiting",
        "job",
        ["kind", "dedupe_key"],
        unique=True,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ip_prefix", sa.String(length=64), nullable=True),
        sa.Column("ip_hmac", sa.String(length=64), nullable=False),
        sa.Column("hmac_day", sa.String(length=10), nullable=False),
        sa.Column("asn", sa.Integer(), nullable=True),
        sa.Column("net_class", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("hmac_day", "ip_hmac", name=op.f("uq_source_hmac_day_ip_hmac")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("facet", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_builtin", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("facet", "slug", name=op.f("uq_term_facet_slug")),
        sa.UniqueConstraint("public_id", name=op.f("uq_term_public_id")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_account_public_id")),
    )
    op.create_table(
        "user_agent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=True),
        sa.Column("declared_name", sa.String(length=120), nullable=True),
        sa.Column("family", sa.String(length=120), nullable=True),
        sa.Column("os", sa.String(length=120), nullable=True),
        sa.Column("device", sa.String(length=120), nullable=True),
        sa.Column("is_headless", sa.Boolean(), nullable=False),
        sa.Column("is_check", sa.Boolean(), nullable=False),
        sa.Column("ruleset", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_agent")),
        sa.UniqueConstraint("text_hash", name=op.f("uq_user_agent_text_hash")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_account_owner_id_user_account")),
        sa.ForeignKeyConstraint(["stage_id"], ["term.id"], name=op.f("fk_account_stage_id_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
    )
    op.create_index(op.f("ix_account_owner_id"), "account", ["owner_id"], unique=False)
    op.create_table(
        "asset",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("use_when", sa.Text(), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("current_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("import_path", sa.String(length=500), nullable=True),
        sa.Column("import_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["current_version_id"], ["version.id"], name="fk_asset_current_version_id_version", use_alter=True
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_asset_owner_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("public_id", name=op.f("uq_asset_public_id")),
    )
    op.create_index(op.f("ix_asset_import_path"), "asset", ["import_path"], unique=False)
    op.create_index(op.f("ix_asset_state"), "asset", ["state"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "account_rival",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_rival_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_account_rival_term_id_term")),
        sa.PrimaryKeyConstraint("account_id", "term_id", name=op.f("pk_account_rival")),
    )
    op.create_table(
        "asset_term",
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_asset_term_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_asset_term_term_id_term")),
        sa.PrimaryKeyConstraint("asset_id", "term_id", name=op.f("pk_asset_term")),
    )
    op.create_index(op.f("ix_asset_term_term_id"), "asset_term", ["term_id"], unique=False)
    op.create_table(
        "department",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_department_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_department_account_id_name")),
    )
    op.create_table(
        "import_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uploader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_file_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["user_account.id"], name=op.f("fk_import_file_uploader_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_file_public_id")),
    )
    op.create_index(op.f("ix_import_file_account_id"), "import_file", ["account_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_row_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_row_public_id")),
    )
    op.create_index(op.f("ix_import_row_account_id"), "import_row", ["account_id"], unique=False)
    op.create_table(
        "index_entry",
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("stamp", sa.Integer(), server_default="0", nullable=False),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_index_entry_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_index_entry")),
    )
    op.create_index("ix_index_entry_state", "index_entry", ["state"], unique=False)
    op.create_table(
        "send",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sender_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_send_account_id_account")),
        sa.ForeignKeyConstraint(["sender_id"], ["user_account.id"], name=op.f("fk_send_sender_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send")),
        sa.UniqueConstraint("form_key", name=op.f("uq_send_form_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_send_public_id")),
    )
    op.create_index(op.f("ix_send_account_id"), "send", ["account_id"], unique=False)
    op.create_index(op.f("ix_send_sender_id"), "send", ["sender_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("failure", sa.String(length=500), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=200), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("publish_when_ready", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_version_asset_id_asset"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_version_author_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("asset_id", "number", name=op.f("uq_version_asset_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_version_public_id")),
    )
    op.create_index(op.f("ix_version_content_hash"), "version", ["content_hash"], unique=False)
    op.create_table(
        "page",
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("image_key", sa.String(length=200), nullable=True),
        sa.Column("image_width", sa.Integer(), nullable=True),
        sa.Column("image_height", sa.Integer(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_page_version_id_version"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_page")),
    )
    op.create_table(
        "stakeholder",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("say", sa.String(length=40), nullable=False),
        sa.Column("stance", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_stakeholder_account_id_account")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_stakeholder_department_id_department")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["term.id"], name=op.f("fk_stakeholder_role_id_term")),
        sa.ForeignKeyConstraint(["stage_id"], ["term.id"], name=op.f("fk_stakeholder_stage_id_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder")),
        sa.UniqueConstraint("account_id", "email", name=op.f("uq_stakeholder_account_id_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stakeholder_public_id")),
    )
    op.create_index(op.f("ix_stakeholder_account_id"), "stakeholder", ["account_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("send_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stakeholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["send_id"], ["send.id"], name=op.f("fk_delivery_send_id_send")),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholder.id"], name=op.f("fk_delivery_stakeholder_id_stakeholder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delivery_public_id")),
    )
    op.create_index(op.f("ix_delivery_send_id"), "delivery", ["send_id"], unique=False)
    op.create_index(op.f("ix_delivery_stakeholder_id"), "delivery", ["stakeholder_id"], unique=False)
    op.create_table(
        "influence",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["stakeholder.id"], name=op.f("fk_influence_source_id_stakeholder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["stakeholder.id"], name=op.f("fk_influence_target_id_stakeholder"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "target_id", name=op.f("pk_influence")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("stakeholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholder.id"], name=op.f("fk_withdrawal_stakeholder_id_stakeholder")
        ),
        sa.PrimaryKeyConstraint("stakeholder_id", name=op.f("pk_withdrawal")),
    )
    op.create_table(
        "tracked_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stakeholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allow_download", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_tracked_link_asset_id_asset")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_tracked_link_delivery_id_delivery")),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholder.id"], name=op.f("fk_tracked_link_stakeholder_id_stakeholder")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_tracked_link_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tracked_link_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tracked_link_token_hash")),
    )
    op.create_index(op.f("ix_tracked_link_asset_id"), "tracked_link", ["asset_id"], unique=False)
    op.create_index(op.f("ix_tracked_link_delivery_id"), "tracked_link", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_tracked_link_stakeholder_id"), "tracked_link", ["stakeholder_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("client_ms", sa.BigInteger(), nullable=True),
        sa.Column("mono_ms", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visitor_key", sa.String(length=64), nullable=True),
        sa.Column("visit_key", sa.String(length=64), nullable=True),
        sa.Column("asset_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ua_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("header_bits", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["asset_version_id"], ["version.id"], name=op.f("fk_event_asset_version_id_version")),
        sa.ForeignKeyConstraint(["link_id"], ["tracked_link.id"], name=op.f("fk_event_link_id_tracked_link")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_event_source_id_source")),
        sa.ForeignKeyConstraint(["ua_id"], ["user_agent.id"], name=op.f("fk_event_ua_id_user_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("client_id", name=op.f("uq_event_client_id")),
    )
    op.create_index("ix_event_link_received", "event", ["link_id", "received_ms"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stakeholder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asset_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visitor_key", sa.String(length=64), nullable=True),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("is_measured", sa.Boolean(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("active_ms", sa.Integer(), nullable=False),
        sa.Column("visible_ms", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("max_page", sa.Integer(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["asset_version_id"], ["version.id"], name=op.f("fk_visit_asset_version_id_version")),
        sa.ForeignKeyConstraint(["link_id"], ["tracked_link.id"], name=op.f("fk_visit_link_id_tracked_link")),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholder.id"], name=op.f("fk_visit_stakeholder_id_stakeholder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_asset_version_id"), "visit", ["asset_version_id"], unique=False)
    op.create_index(op.f("ix_visit_link_id"), "visit", ["link_id"], unique=False)
    op.create_index("ix_visit_stakeholder", "visit", ["stakeholder_id", "first_ms"], unique=False)
    op.create_table(
        "label_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("ruleset", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("caused_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_label_history_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_history")),
    )
    op.create_index("ix_label_history_event", "label_history", ["event_id", "id"], unique=False)
    op.create_table(
        "page_dwell",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("asset_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visible_ms", sa.Integer(), nullable=False),
        sa.Column("active_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_version_id"], ["version.id"], name=op.f("fk_page_dwell_asset_version_id_version")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_page_dwell_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "page", name=op.f("pk_page_dwell")),
    )

    # Asset and version point at each other, so one of the two keys is added when both tables are there.
    with op.batch_alter_table("asset") as asset:
        asset.create_foreign_key("fk_asset_current_version_id_version", "version", ["current_version_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("asset") as asset:
        asset.drop_constraint("fk_asset_current_version_id_version", type_="foreignkey")
    op.drop_table("page_dwell")
    op.drop_index("ix_label_history_event", table_name="label_history")
    op.drop_table("label_history")
    op.drop_index("ix_visit_stakeholder", table_name="visit")
    op.drop_index(op.f("ix_visit_link_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_asset_version_id"), table_name="visit")
    op.drop_table("visit")
    op.drop_index("ix_event_link_received", table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_tracked_link_stakeholder_id"), table_name="tracked_link")
    op.drop_index(op.f("ix_tracked_link_delivery_id"), table_name="tracked_link")
    op.drop_index(op.f("ix_tracked_link_asset_id"), table_name="tracked_link")
    op.drop_table("tracked_link")
    op.drop_table("withdrawal")
    op.drop_table("influence")
    op.drop_index(op.f("ix_delivery_stakeholder_id"), table_name="delivery")
    op.drop_index(op.f("ix_delivery_send_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(op.f("ix_stakeholder_account_id"), table_name="stakeholder")
    op.drop_table("stakeholder")
    op.drop_table("page")
    op.drop_index(op.f("ix_version_content_hash"), table_name="version")
    op.drop_table("version")
    op.drop_index(op.f("ix_send_sender_id"), table_name="send")
    op.drop_index(op.f("ix_send_account_id"), table_name="send")
    op.drop_table("send")
    op.drop_index("ix_index_entry_state", table_name="index_entry")
    op.drop_table("index_entry")
    op.drop_index(op.f("ix_import_row_account_id"), table_name="import_row")
    op.drop_table("import_row")
    op.drop_index(op.f("ix_import_file_account_id"), table_name="import_file")
    op.drop_table("import_file")
    op.drop_table("department")
    op.drop_index(op.f("ix_asset_term_term_id"), table_name="asset_term")
    op.drop_table("asset_term")
    op.drop_table("account_rival")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_asset_state"), table_name="asset")
    op.drop_index(op.f("ix_asset_import_path"), table_name="asset")
    op.drop_table("asset")
    op.drop_index(op.f("ix_account_owner_id"), table_name="account")
    op.drop_table("account")
    op.drop_table("user_agent")
    op.drop_table("user_account")
    op.drop_table("term")
    op.drop_table("source")
    op.drop_index(
        "uq_job_waiting",
        table_name="job",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_table("ended_session")
