"""The view of people who may be mailed, and triggers that keep evidence as it was written."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent
BACK = """
DROP VIEW subscribers_mailable;
DROP FUNCTION subscribers_event_append_only() CASCADE;
DROP FUNCTION subscribers_refuse() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("subscribers", "0001_initial")]
    operations = [
        migrations.RunSQL(
            (HERE / "mailable.sql").read_text("utf-8") + (HERE / "append_only.sql").read_text("utf-8"),
            BACK,
        )
    ]
