"""What people answered when they were asked why they leave: no person stands beside it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from subscribers.models.lists import List


class FarewellAnswer(models.TextChoices):
    """The answers to choose from."""

    TOO_OFTEN = "too_often", _("Too many mails")
    NOT_FOR_ME = "not_for_me", _("The topics do not concern me")
    HARD_TO_READ = "hard_to_read", _("The mails are hard to read or to understand")
    ELSEWHERE = "elsewhere", _("I get the news in another way")
    NEVER_ASKED = "never_asked", _("I did not want these mails in the first place")
    OTHER = "other", _("Another reason")


class Farewell(models.Model):
    """One answer, of a list and a day; the day is all the time that it keeps."""

    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="farewells")
    answer = models.CharField(max_length=12, choices=FarewellAnswer.choices)
    day = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["list", "answer"], name="farewell_by_list")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.day}: {self.answer}"
