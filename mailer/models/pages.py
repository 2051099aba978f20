"""An edition as a page of the public archive, written when the edition is and frozen with it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, When

from mailer.models.issues import Edition, Issue

# The text search configuration of each language; others are searched word by word, unstemmed.
CONFIGS = {"de": "german", "en": "english"}
UNSTEMMED = "simple"


def _vector(config: str) -> SearchVector:
    title = SearchVector("title", weight="A", config=config)
    teaser = SearchVector("teaser", weight="B", config=config)
    return title + teaser + SearchVector("words", weight="C", config=config)  # type: ignore[return-value]


class ArchivePage(models.Model):
    """What an issue tells everybody of an audience in one language, as semantic HTML.

    Of the editions of a digest it is the first: those for people who changed their frequency or
    chose topics have no page (ADR 3). `easy` is the page of the edition in easy language, which
    stands beside the ordinary one. `article` was escaped when it was written, `words` is its text,
    `image` its first picture. An empty `article` is an edition from before there were pages.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="pages")
    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="page")
    audience = models.ForeignKey("subscribers.Audience", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    easy = models.BooleanField(default=False, db_default=False)
    topics = ArrayField(models.TextField(), default=list)
    title = models.CharField(max_length=400)
    teaser = models.CharField(max_length=400, blank=True)
    image = models.TextField(blank=True)
    article = models.TextField(blank=True)
    words = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=Case(
            *(When(language=code, then=_vector(config)) for code, config in CONFIGS.items()),
            default=_vector(UNSTEMMED),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issue", "audience", "language", "easy"], name="archive_page_once"
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="archive_page_search"),
            models.Index(fields=["audience", "-issue"], name="archive_page_newest"),
            GinIndex(fields=["topics"], name="archive_page_topics"),
        ]

    def __str__(self) -> str:
        return self.title
