"""The audit trail refuses changes; users and offices may still be unlinked from it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION staff_auditentry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.at, NEW.verb, NEW.kind, NEW.object_id, NEW.details)
       IS NOT DISTINCT FROM (OLD.at, OLD.verb, OLD.kind, OLD.object_id, OLD.details) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE ON staff_auditentry
    FOR EACH ROW EXECUTE FUNCTION staff_auditentry_append_only();
"""
BACK = "DROP FUNCTION staff_auditentry_append_only() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
