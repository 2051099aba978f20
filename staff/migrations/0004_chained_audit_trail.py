"""The audit trail is sealed in a chain, and who acted stays known (S32)."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


BEFORE = import_module("staff.migrations.0002_audit_is_append_only").FORWARD
FORWARD = """
CREATE OR REPLACE FUNCTION staff_auditentry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.seal_id IS NULL OR NEW.seal_id IS NOT DISTINCT FROM OLD.seal_id)
       AND (NEW.at, NEW.user_id, NEW.office_id, NEW.verb, NEW.kind, NEW.object_id, NEW.details)
       IS NOT DISTINCT FROM
           (OLD.at, OLD.user_id, OLD.office_id, OLD.verb, OLD.kind, OLD.object_id, OLD.details) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE FUNCTION staff_auditseal_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'seals of the audit trail are never changed';
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON staff_auditseal
    FOR EACH ROW EXECUTE FUNCTION staff_auditseal_frozen();
"""
BACK = (
    "DROP FUNCTION staff_auditseal_frozen() CASCADE; "
    + BEFORE.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0003_retention_run'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('since', models.DateTimeField()),
                ('events', models.PositiveIntegerField()),
                ('leaves', models.BinaryField(default=bytes)),
                ('digest', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='office',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='staff.office'),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='seal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sealed', to='staff.auditseal'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('seal', None)), fields=['id'], name='entry_unsealed'),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
