"""audit entries can be added, never changed or removed"""

from alembic import op

revision = '0002'
down_revision = '0001'

REFUSAL = 'the audit trail only grows'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f"""CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
                       $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""")
        op.execute('CREATE TRIGGER auditentry_only_grows BEFORE UPDATE OR DELETE ON auditentry '
                   'FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()')
    else:
        for deed in ('UPDATE', 'DELETE'):
            op.execute(f'CREATE TRIGGER auditentry_no_{deed.lower()} BEFORE {deed} ON auditentry '
                       f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER auditentry_only_grows ON auditentry')
        op.execute('DROP FUNCTION refuse_audit_change')
    else:
        for deed in ('update', 'delete'):
            op.execute(f'DROP TRIGGER auditentry_no_{deed}')
