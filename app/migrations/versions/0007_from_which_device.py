"""from which device a deed came, and from where an edit of a plan"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'

COLUMNS = (('auditentry', 'device'), ('seasonedit', 'address'), ('seasonedit', 'device'))


def upgrade() -> None:
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    for table, name in reversed(COLUMNS):
        op.drop_column(table, name)
