from django.db import migrations, models


class Migration(migrations.Migration):
    """What was called off after it went out, and what was withdrawn: few among many."""

    dependencies = [
        ("mailer", "0010_marks_of_editors"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["id"],
                condition=models.Q(expanded_at__isnull=False)
                & ~models.Q(state__in=["sending", "paused", "sent"]),
                name="issue_called_off",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["id"],
                condition=models.Q(withdrawn_at__isnull=False),
                name="report_withdrawn",
            ),
        ),
    ]
