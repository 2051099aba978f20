"""Seals name their events; subscriptions remember that somebody was asked to confirm."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscribers", "0004_wishes_seals_pages")]
    operations = [
        migrations.AddField("seal", "leaves", models.BinaryField(default=bytes)),
        migrations.AddField("subscription", "invited_at", models.DateTimeField(null=True)),
        # Invitations wait for their moment, so wishes are answered in the order of their moments.
        migrations.RemoveIndex("wish", "wish_unanswered"),
        migrations.AddIndex(
            "wish",
            models.Index(fields=["at"], condition=models.Q(answered_at=None), name="wish_waiting"),
        ),
    ]
