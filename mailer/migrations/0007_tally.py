"""Sums of deliveries that outlive them."""

from django.db import migrations, models

STATES = [
    ("queued", "queued"), ("sending", "sending"), ("accepted", "accepted"), ("deferred", "deferred"), ("failed", "failed"),
    ("uncertain", "uncertain"), ("withdrawn", "withdrawn"), ("suppressed", "suppressed"), ("cancelled", "cancelled"), ("expired", "expired"),
]


class Migration(migrations.Migration):
    dependencies = [("mailer", "0006_gate")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issue_id", models.BigIntegerField()),
                ("list_id", models.BigIntegerField()),
                ("state", models.CharField(choices=STATES, max_length=10)),
                ("count", models.PositiveIntegerField()),
                ("bounced", models.PositiveIntegerField(default=0)),
                ("complained", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issue_id", "list_id", "state"), name="tally_once")],
            },
        ),
    ]
