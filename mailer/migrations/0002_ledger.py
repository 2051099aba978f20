"""The ledger of deliveries: a partitioned table that Django reads but does not manage."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "ledger.sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("mailer", "0001_initial")]
    operations = [
        migrations.RunSQL(SQL, "DROP TABLE mailer_delivery; DROP TYPE mailer_delivery_state;")
    ]
