"""Erasure with a due time and an end of the proof, rows that merge, answers of those who leave."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0005_leaves_and_invitations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Farewell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('too_often', 'Too many mails'), ('not_for_me', 'The topics do not concern me'), ('hard_to_read', 'The mails are hard to read or to understand'), ('elsewhere', 'I get the news in another way'), ('never_asked', 'I did not want these mails in the first place'), ('other', 'Another reason')], max_length=12)),
                ('day', models.DateField()),
            ],
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(fields=['address_key'], name='suppression_by_key'),
        ),
        migrations.RemoveConstraint(
            model_name='subscriber',
            name='subscriber_address_or_erased',
        ),
        migrations.AddField(
            model_name='list',
            name='easy_language',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='erase_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='earlier', to='subscribers.subscriber'),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='proof_until',
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=models.Index(condition=models.Q(('erase_due_at__isnull', False)), fields=['erase_due_at'], name='subscriber_erase_due'),
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.CheckConstraint(condition=models.Q(('address__isnull', False), ('erased_at__isnull', False), ('merged_into__isnull', False), _connector='OR'), name='subscriber_address_or_erased'),
        ),
        migrations.AddField(
            model_name='farewell',
            name='list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='farewells', to='subscribers.list'),
        ),
        migrations.AddIndex(
            model_name='farewell',
            index=models.Index(fields=['list', 'answer'], name='farewell_by_list'),
        ),
    ]
