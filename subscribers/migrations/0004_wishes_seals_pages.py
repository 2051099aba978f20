"""Wishes that wait for a click, seals of the evidence, and the pages that the law asks for."""

from pathlib import Path
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


SEALING = Path(__file__).parent / "sealing.sql"
BACK = "DROP TRIGGER frozen ON subscribers_seal; DROP TRIGGER frozen ON subscribers_page;"


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0003_routes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('events', models.PositiveIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sign_up', 'Sign Up'), ('invitation', 'Invitation'), ('link', 'Link'), ('address', 'Address')], max_length=10)),
                ('address_key', models.BinaryField(max_length=32)),
                ('limit_key', models.BinaryField(max_length=32)),
                ('language', models.CharField(max_length=8)),
                ('choice', models.JSONField(default=dict)),
                ('mail', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, choices=[('mailed', 'Mailed'), ('withheld', 'Withheld'), ('blocked', 'Blocked'), ('unknown', 'Unknown')], max_length=8)),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='list',
            name='is_sensitive',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='list',
            name='welcomes',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='erased_key',
            field=models.BinaryField(db_index=True, max_length=32, null=True),
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('imprint', 'Imprint'), ('privacy', 'Privacy notice'), ('accessibility', 'Accessibility statement')], max_length=16)),
                ('language', models.CharField(max_length=8)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='consentevent',
            name='seal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sealed', to='subscribers.seal'),
        ),
        migrations.AddIndex(
            model_name='consentevent',
            index=models.Index(condition=models.Q(('seal', None)), fields=['id'], name='event_unsealed'),
        ),
        migrations.AddField(
            model_name='wish',
            name='newcomer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='wishes_to_become', to='subscribers.subscriber'),
        ),
        migrations.AddField(
            model_name='wish',
            name='subscriber',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='subscribers.subscriber'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(fields=('name', 'language', 'version'), name='page_once'),
        ),
        migrations.AddIndex(
            model_name='wish',
            index=models.Index(fields=['limit_key', 'at'], name='wish_by_mailbox'),
        ),
        migrations.AddIndex(
            model_name='wish',
            index=models.Index(fields=['expires_at'], name='wish_by_end'),
        ),
        migrations.AddIndex(
            model_name='wish',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['id'], name='wish_unanswered'),
        ),
        migrations.RunSQL(SEALING.read_text("utf-8"), BACK),
    ]
