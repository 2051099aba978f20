"""Fields, constraints and one-line predicates of what is told, when, and to whom it went."""

from mailer.models.campaigns import CadenceKind, Campaign, CampaignList, Content
from mailer.models.domains import MailDomain
from mailer.models.gate import Glance, PeriodKind, RestraintPeriod, Waiver
from mailer.models.issues import Edition, Issue, IssueList, IssueReport, IssueState
from mailer.models.keys import KeyState, SigningKey
from mailer.models.ledger import Batch, Delivery, DeliveryState, Tally
from mailer.models.marks import Headline, Mark, SentenceWish, Wish
from mailer.models.notices import Notice, NoticeKind
from mailer.models.pages import ArchivePage
from mailer.models.reports import Media, Report, Revision, Translation
from mailer.models.sources import ReportSource, SourceKind
from mailer.models.tellings import Telling, Theme
from mailer.models.testers import Tester
from mailer.models.warmup import WarmUpDay

__all__ = [
    "ArchivePage",
    "Batch",
    "CadenceKind",
    "Campaign",
    "CampaignList",
    "Content",
    "Delivery",
    "DeliveryState",
    "Edition",
    "Glance",
    "Headline",
    "Issue",
    "IssueList",
    "IssueReport",
    "IssueState",
    "KeyState",
    "MailDomain",
    "Mark",
    "Media",
    "Notice",
    "NoticeKind",
    "PeriodKind",
    "Report",
    "ReportSource",
    "RestraintPeriod",
    "Revision",
    "SentenceWish",
    "SigningKey",
    "SourceKind",
    "Tally",
    "Telling",
    "Tester",
    "Theme",
    "Translation",
    "Waiver",
    "WarmUpDay",
    "Wish",
]
