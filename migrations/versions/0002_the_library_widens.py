"""the library widens"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['user_account.id'], name=op.f('fk_audit_entry_actor_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('public_id', name=op.f('uq_audit_entry_public_id'))
    )
    op.create_index('ix_audit_entry_at', 'audit_entry', ['at'], unique=False)
    op.create_index('ix_audit_entry_subject', 'audit_entry', ['subject', 'subject_id', 'at'], unique=False)
    op.create_table('claim',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('rival_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('function_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['function_id'], ['term.id'], name=op.f('fk_claim_function_id_term')),
    sa.ForeignKeyConstraint(['owner_id'], ['user_account.id'], name=op.f('fk_claim_owner_id_user_account')),
    sa.ForeignKeyConstraint(['rival_id'], ['term.id'], name=op.f('fk_claim_rival_id_term')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim')),
    sa.UniqueConstraint('public_id', name=op.f('uq_claim_public_id'))
    )
    op.create_table('dictionary_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=True),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('plural', sa.String(length=200), nullable=False),
    sa.Column('marketing_words', sa.JSON(), nullable=False),
    sa.Column('sales_words', sa.JSON(), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['user_account.id'], name=op.f('fk_dictionary_entry_owner_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dictionary_entry')),
    sa.UniqueConstraint('key', name=op.f('uq_dictionary_entry_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_dictionary_entry_public_id'))
    )
    op.create_table('function_member',
    sa.Column('term_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_function_member_term_id_term'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_function_member_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('term_id', 'user_id', name=op.f('pk_function_member'))
    )
    op.create_table('picture',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('uploader_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['uploader_id'], ['user_account.id'], name=op.f('fk_picture_uploader_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture')),
    sa.UniqueConstraint('public_id', name=op.f('uq_picture_public_id'))
    )
    op.create_index(op.f('ix_picture_content_hash'), 'picture', ['content_hash'], unique=False)
    op.create_table('claim_revision',
    sa.Column('claim_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_claim_revision_author_id_user_account')),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('fk_claim_revision_claim_id_claim'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('claim_id', 'revision', name=op.f('pk_claim_revision'))
    )
    op.create_table('dictionary_revision',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_dictionary_revision_author_id_user_account')),
    sa.ForeignKeyConstraint(['entry_id'], ['dictionary_entry.id'], name=op.f('fk_dictionary_revision_entry_id_dictionary_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'version', name=op.f('pk_dictionary_revision'))
    )
    op.create_table('asset_bait',
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('term_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_bait_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_asset_bait_term_id_term')),
    sa.PrimaryKeyConstraint('asset_id', 'term_id', name=op.f('pk_asset_bait'))
    )
    op.create_index(op.f('ix_asset_bait_term_id'), 'asset_bait', ['term_id'], unique=False)
    op.create_table('asset_claim',
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('claim_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('signed_revision', sa.Integer(), nullable=True),
    sa.Column('signed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_claim_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('fk_asset_claim_claim_id_claim')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['user_account.id'], name=op.f('fk_asset_claim_signed_by_id_user_account')),
    sa.PrimaryKeyConstraint('asset_id', 'claim_id', name=op.f('pk_asset_claim'))
    )
    op.create_index(op.f('ix_asset_claim_claim_id'), 'asset_claim', ['claim_id'], unique=False)
    op.create_table('draft',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=40), nullable=False),
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('edits', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_draft_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_draft_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('user_id', 'form_key', name=op.f('uq_draft_user_id_form_key'))
    )
    op.create_table('rating',
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_useful', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_rating_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_rating_user_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('asset_id', 'user_id', name=op.f('pk_rating'))
    )
    op.create_table('remark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_remark_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_remark_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_remark_author_id_user_account')),
    sa.ForeignKeyConstraint(['parent_id'], ['remark.id'], name=op.f('fk_remark_parent_id_remark'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['settled_by_id'], ['user_account.id'], name=op.f('fk_remark_settled_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    sa.UniqueConstraint('public_id', name=op.f('uq_remark_public_id'))
    )
    op.create_index(op.f('ix_remark_asset_id'), 'remark', ['asset_id'], unique=False)
    op.create_index(op.f('ix_remark_parent_id'), 'remark', ['parent_id'], unique=False)
    op.create_table('rep_made',
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('maker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=40), nullable=True),
    sa.Column('verdict_note', sa.String(length=500), nullable=False),
    sa.Column('verdict_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('verdict_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_rep_made_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['maker_id'], ['user_account.id'], name=op.f('fk_rep_made_maker_id_user_account')),
    sa.ForeignKeyConstraint(['verdict_by_id'], ['user_account.id'], name=op.f('fk_rep_made_verdict_by_id_user_account')),
    sa.PrimaryKeyConstraint('asset_id', name=op.f('pk_rep_made'))
    )
    op.create_index(op.f('ix_rep_made_maker_id'), 'rep_made', ['maker_id'], unique=False)
    op.create_table('upload',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('content_hash', sa.String(length=64), nullable=True),
    sa.Column('target_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('twin_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_upload_asset_id_asset'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['target_id'], ['asset.id'], name=op.f('fk_upload_target_id_asset'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['twin_id'], ['asset.id'], name=op.f('fk_upload_twin_id_asset'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_upload_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('public_id', name=op.f('uq_upload_public_id'))
    )
    op.create_index(op.f('ix_upload_user_id'), 'upload', ['user_id'], unique=False)
    op.create_table('upload_part',
    sa.Column('upload_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_upload_part_upload_id_upload'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('upload_id', 'position', name=op.f('pk_upload_part'))
    )
    op.create_table('review',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=24), nullable=False),
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reviewer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('verdict', sa.String(length=40), nullable=False),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_review_asset_id_asset'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reviewer_id'], ['user_account.id'], name=op.f('fk_review_reviewer_id_user_account')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_review_version_id_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('asset_id', 'reviewer_id', name=op.f('uq_review_asset_id_reviewer_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_review_public_id'))
    )
    op.create_index(op.f('ix_review_reviewer_id'), 'review', ['reviewer_id'], unique=False)
    op.create_table('version_picture',
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('picture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['picture_id'], ['picture.id'], name=op.f('fk_version_picture_picture_id_picture')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_version_picture_version_id_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('version_id', 'picture_id', name=op.f('pk_version_picture'))
    )
    op.execute('ALTER TABLE asset RENAME COLUMN kind TO format')
    op.add_column('asset', sa.Column('provenance', sa.String(length=40), server_default='ours', nullable=False))
    op.add_column('asset', sa.Column('source_name', sa.String(length=200), server_default='', nullable=False))
    op.add_column('asset', sa.Column('source_on', sa.Date(), nullable=True))
    op.add_column('asset', sa.Column('review_by', sa.Date(), nullable=True))
    op.add_column('asset', sa.Column('reminded_on', sa.Date(), nullable=True))
    op.add_column('asset', sa.Column('expires_on', sa.Date(), nullable=True))
    op.add_column('asset', sa.Column('edits', sa.Integer(), server_default='0', nullable=False))
    op.add_column('asset', sa.Column('trashed_at', sa.DateTime(timezone=True), nullable=True))
    _add_reference('account_id', 'fk_asset_account_id_account', 'account (id)')
    _add_reference('master_id', 'fk_asset_master_id_asset', 'asset (id)')
    _add_reference('master_version_id', 'fk_asset_master_version_id_version', 'version (id)')
    _add_reference('replaced_by_id', 'fk_asset_replaced_by_id_asset', 'asset (id)')
    op.create_index(op.f('ix_asset_account_id'), 'asset', ['account_id'], unique=False)
    op.create_index(op.f('ix_asset_master_id'), 'asset', ['master_id'], unique=False)
    op.create_index(op.f('ix_asset_trashed_at'), 'asset', ['trashed_at'], unique=False)
    op.add_column('term', sa.Column('is_internal', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('tracked_link', sa.Column('follows', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('version', sa.Column('original_key', sa.String(length=200), nullable=True))
    op.add_column('version', sa.Column('thumb_key', sa.String(length=200), nullable=True))
    op.add_column('version', sa.Column('poster_key', sa.String(length=200), nullable=True))
    op.add_column('version', sa.Column('captions_key', sa.String(length=200), nullable=True))
    op.add_column('version', sa.Column('seconds', sa.Integer(), nullable=True))
    op.add_column('version', sa.Column('note', sa.String(length=300), server_default='', nullable=False))
    op.add_column('version', sa.Column('done', sa.Integer(), server_default='0', nullable=False))
    op.add_column('version', sa.Column('total', sa.Integer(), server_default='0', nullable=False))


def _add_reference(column: str, name: str, target: str) -> None:
    # SQLite adds a column with its reference in one statement; copying the table would cascade into what refers to it.
    number = 'BIGINT' if op.get_bind().dialect.name == 'postgresql' else 'INTEGER'
    op.execute(f'ALTER TABLE asset ADD COLUMN {column} {number} CONSTRAINT {name} REFERENCES {target}')


def downgrade() -> None:
    op.drop_column('version', 'total')
    op.drop_column('version', 'done')
    op.drop_column('version', 'note')
    op.drop_column('version', 'seconds')
    op.drop_column('version', 'captions_key')
    op.drop_column('version', 'poster_key')
    op.drop_column('version', 'thumb_key')
    op.drop_column('version', 'original_key')
    op.drop_column('tracked_link', 'follows')
    op.drop_column('term', 'is_internal')
    op.drop_index(op.f('ix_asset_trashed_at'), table_name='asset')
    op.drop_index(op.f('ix_asset_master_id'), table_name='asset')
    op.drop_index(op.f('ix_asset_account_id'), table_name='asset')
    op.drop_column('asset', 'trashed_at')
    op.drop_column('asset', 'edits')
    op.drop_column('asset', 'master_version_id')
    op.drop_column('asset', 'master_id')
    op.drop_column('asset', 'account_id')
    op.drop_column('asset', 'replaced_by_id')
    op.drop_column('asset', 'expires_on')
    op.drop_column('asset', 'reminded_on')
    op.drop_column('asset', 'review_by')
    op.drop_column('asset', 'source_on')
    op.drop_column('asset', 'source_name')
    op.drop_column('asset', 'provenance')
    op.execute('ALTER TABLE asset RENAME COLUMN format TO kind')
    op.drop_table('version_picture')
    op.drop_index(op.f('ix_review_reviewer_id'), table_name='review')
    op.drop_table('review')
    op.drop_table('upload_part')
    op.drop_index(op.f('ix_upload_user_id'), table_name='upload')
    op.drop_table('upload')
    op.drop_index(op.f('ix_rep_made_maker_id'), table_name='rep_made')
    op.drop_table('rep_made')
    op.drop_index(op.f('ix_remark_parent_id'), table_name='remark')
    op.drop_index(op.f('ix_remark_asset_id'), table_name='remark')
    op.drop_table('remark')
    op.drop_table('rating')
    op.drop_table('draft')
    op.drop_index(op.f('ix_asset_claim_claim_id'), table_name='asset_claim')
    op.drop_table('asset_claim')
    op.drop_index(op.f('ix_asset_bait_term_id'), table_name='asset_bait')
    op.drop_table('asset_bait')
    op.drop_table('dictionary_revision')
    op.drop_table('claim_revision')
    op.drop_index(op.f('ix_picture_content_hash'), table_name='picture')
    op.drop_table('picture')
    op.drop_table('function_member')
    op.drop_table('dictionary_entry')
    op.drop_table('claim')
    op.drop_index('ix_audit_entry_subject', table_name='audit_entry')
    op.drop_index('ix_audit_entry_at', table_name='audit_entry')
    op.drop_table('audit_entry')
