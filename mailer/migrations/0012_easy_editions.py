from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mailer', '0011_archive_standing'),
    ]

    operations = [
        migrations.AlterField(
            model_name='edition',
            name='language',
            field=models.CharField(max_length=35),
        ),
        migrations.AddField(
            model_name='edition',
            name='whole',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
    ]
