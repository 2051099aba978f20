"""Addresses of the staff pages, below /desk/."""

from __future__ import annotations

from django.urls import path

from mailer.web import (
    acts,
    campaigns,
    correcting,
    foresight,
    gate,
    issues,
    look,
    notices,
    overview,
    periods,
    reading,
    reports,
    tellings,
    testers,
)

app_name = "desk"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("reports/", reports.reports, name="reports"),
    path("reports/add", reports.add, name="add-report"),
    path("reports/<int:pk>", reports.report, name="report"),
    path("reports/<int:pk>/tellings", tellings.tellings, name="tellings"),
    path("reports/<int:pk>/tellings/head", tellings.head, name="head-report"),
    path("reports/<int:pk>/tellings/<int:place>", tellings.mark, name="mark-section"),
    path("reports/<int:pk>/marks/<int:mark_id>/drop", tellings.drop, name="drop-mark"),
    path("reports/<int:pk>/withdraw", reports.withdraw, name="withdraw"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/report", campaigns.new_report, name="new-report"),
    path("campaigns/digest/<slug:rhythm>", campaigns.new_digest, name="new-digest"),
    path("campaigns/<int:pk>", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/stop", campaigns.stop, name="stop-campaign"),
    path("campaigns/<int:pk>/approve", campaigns.approve, name="approve-campaign"),
    path("issues/", issues.issues, name="issues"),
    path("issues/<int:pk>", issues.issue, name="issue"),
    path("issues/<int:pk>/progress", issues.progress, name="progress"),
    path("issues/<int:pk>/deliveries.csv", issues.deliveries, name="deliveries"),
    path("issues/<int:pk>/recipients", foresight.recipients, name="recipients"),
    path("issues/<int:pk>/recipients.csv", foresight.listed, name="recipients-csv"),
    path("issues/<int:pk>/person", reading.reading, name="reading"),
    path("issues/<int:pk>/person/<str:ticket>", reading.reading_page, name="reading-page"),
    path("issues/<int:pk>/test", testers.send, name="test"),
    path("issues/<int:pk>/correct", correcting.correct, name="correct"),
    path("issues/<int:pk>/schedule", acts.schedule, name="schedule"),
    path("issues/<int:pk>/waive/<slug:key>", gate.waive, name="waive"),
    path("issues/<int:pk>/unwaive/<slug:key>", gate.withdraw, name="unwaive"),
    path("issues/<int:pk>/<slug:name>", acts.act, name="act"),
    path("testers/", testers.testers, name="testers"),
    path("testers/<int:pk>/remove", testers.remove, name="remove-tester"),
    path("periods/", periods.periods, name="periods"),
    path("periods/<int:pk>/remove", periods.remove, name="remove-period"),
    path("look/", look.change, name="look"),
    path("look/<slug:scheme>", look.specimen, name="look-specimen"),
    path("mails/", notices.mails, name="mails"),
    path("mails/<slug:kind>/<slug:language>", notices.mail, name="mail"),
    path("mails/<slug:kind>/<slug:language>/page", notices.mail_page, name="mail-page"),
]
