"""Editions in easy language have a page in the archive beside the ordinary one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("mailer", "0015_waivers_can_be_withdrawn"),
    ]

    operations = [
        migrations.AddField(
            model_name="archivepage",
            name="easy",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.RemoveConstraint(model_name="archivepage", name="archive_page_once"),
        migrations.AddConstraint(
            model_name="archivepage",
            constraint=models.UniqueConstraint(
                fields=("issue", "audience", "language", "easy"), name="archive_page_once"
            ),
        ),
    ]
