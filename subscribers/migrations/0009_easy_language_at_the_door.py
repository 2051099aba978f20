"""The read door tells who prefers easy language; an older installation has the view without."""

from pathlib import Path

from django.db import migrations

VIEW = Path(__file__).parent / "mailable.sql"


class Migration(migrations.Migration):
    dependencies = [("subscribers", "0008_fewer_indexes_of_evidence")]
    operations = [migrations.RunSQL(VIEW.read_text("utf-8"), migrations.RunSQL.noop)]
