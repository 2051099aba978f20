"""The read door tells who wants text only; an older installation has the view without that."""

from pathlib import Path

from django.db import migrations

VIEW = Path(__file__).parent / "mailable.sql"


class Migration(migrations.Migration):
    dependencies = [("subscribers", "0006_rights")]
    operations = [migrations.RunSQL(VIEW.read_text("utf-8"), migrations.RunSQL.noop)]
