"""The gate looks at whatever it is given: it finds, and never falls over."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.editions.check import Finding, check
from mailer.editions.model import Edition

PIECES = (
    *("<p>", "</p>", "<a href=", "'javascript:x'", ">", "<table>", "</table", "<img src=x", "<h1>"),
    *("<style>", "</style>", "p{color:red", "@media (prefers-color-scheme: dark){", "}", "<!--"),
    *(
        '<p style="font-size:1.2.3px">Wort',
        'style="color:',
        "rgba(1,2",
        '"',
        "font-size:1.2.3px;",
        "padding: 1 2;",
        "background:url(",
        "\ue000",
        "\ue001",
    ),
    *("<html lang='", "</head>", "</body>", "31. 2. 2026", "&nbsp;", "ä", "\x00", "\u202e", " "),
)
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)


@given(html=SOUP, text=SOUP, subject=st.text(max_size=20))
@settings(max_examples=80, deadline=None)
def test_any_mail_can_be_checked(html: str, text: str, subject: str) -> None:
    """S3: what mail programs would have to make sense of, the gate reads without an error."""
    edition = Edition("citizens", "de", subject, text, html, text)
    for finding in check(edition):
        assert Finding.from_dict(finding.as_dict()) == finding
