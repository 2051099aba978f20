"""Every mail that the product itself sends, each one function; German in locale/de/.../mail.po.

They carry no advertising (P4): what it is about, one thing to do, and that nothing has to be done
by somebody who asked for nothing. Words in braces are slots, filled for each person.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from mailer.editions.catalogue import say
from mailer.editions.note import Block, Button, Facts, Latest, Note, Way, Words
from mailer.models.notices import NoticeKind


def sign_up(language: str) -> Note:
    """Asks whoever was entered on a form whether they want it (double opt-in)."""
    _ = partial(say, language=language)
    return Note(
        NoticeKind.SIGN_UP,
        language,
        subject=_("Please confirm your sign-up"),
        preheader=_("One click is missing. If it was not you, just do nothing."),
        title=_("Please confirm your sign-up"),
        blocks=(
            Words(
                _("This address was entered for our newsletter. If it was you, please confirm it.")
            ),
            _about(language),
            Button(_("Confirm the sign-up"), "button_url"),
            Words(_("The link works until {until}.")),
            Words(
                _(
                    "If it was not you, just do nothing: without your confirmation you get "
                    "nothing, and the address is deleted."
                ),
                small=True,
            ),
            _object(language),
        ),
        closing=_closing(language),
    )


def known(language: str) -> Note:
    """Tells somebody who is on all lists asked for, and nobody else, that they are."""
    _ = partial(say, language=language)
    return Note(
        NoticeKind.KNOWN,
        language,
        subject=_("You are signed up already"),
        preheader=_("This address was entered once more. Nothing changes."),
        title=_("You are signed up already"),
        blocks=(
            Words(
                _(
                    "This address was entered for our newsletter once more. It is on the list "
                    "already, so nothing changes."
                )
            ),
            _about(language),
            Button(_("See my settings"), "preferences_url"),
            Words(_("If it was not you, just do nothing."), small=True),
            _object(language),
        ),
        closing=_closing(language),
    )


def invitation(language: str) -> Note:
    """Asks, once, people whom a city took over from elsewhere without a proof of consent."""
    _ = partial(say, language=language)
    return Note(
        NoticeKind.INVITATION,
        language,
        subject=_("May we go on writing to you?"),
        preheader=_("We ask once. Without your yes we do not write again."),
        title=_("May we go on writing to you?"),
        blocks=(
            Words(
                _(
                    "Your address is on a list of ours, but we have no proof that you want it "
                    "there. So we ask you, once."
                )
            ),
            _about(language),
            Button(_("Yes, please"), "button_url"),
            Words(_("The link works until {until}.")),
            Words(
                _("If you do not want it, just do nothing: then we do not write to you again."),
                small=True,
            ),
            _object(language),
        ),
        closing=_closing(language),
    )


def welcome(language: str, *, latest: bool, single: bool) -> Note:
    """Greets who has confirmed; `latest`: there is an issue to show, `single`: it is one list."""
    _ = partial(say, language=language)
    issue = Latest(_("The latest issue"), _("Read it"))
    change = Way(
        _("What you get and how often is up to you, at any time."),
        _("Change settings"),
        "preferences_url",
    )
    leave = Way("", _("Unsubscribe"), "unsubscribe_url")
    ways: tuple[Block, ...] = (change, leave) if single else (change,)
    return Note(
        NoticeKind.WELCOME,
        language,
        subject=_("Welcome: your sign-up is confirmed"),
        preheader=_("What you get from now on, and how to change it."),
        title=_("Welcome"),
        blocks=(
            Words(_("It is good to have you with us. Your sign-up is confirmed.")),
            _about(language),
            *((issue,) if latest else ()),
            *ways,
        ),
        closing=_closing(language),
    )


def link(language: str) -> Note:
    """Opens somebody's own data, to whoever reads their mail."""
    _ = partial(say, language=language)
    return Note(
        NoticeKind.LINK,
        language,
        subject=_("Your personal link"),
        preheader=_("It opens your data and settings for one day."),
        title=_("Your personal link"),
        blocks=(
            Words(
                _(
                    "You asked for the link to your data. It shows what we have stored about "
                    "you; you can change it, download it or have it erased."
                )
            ),
            Button(_("Open my data"), "button_url"),
            Words(
                _(
                    "The link works for one day. Please do not pass this email on: whoever has "
                    "the link sees your data."
                )
            ),
            Words(_("If it was not you, just do nothing: only you got the link."), small=True),
        ),
        closing=_closing(language),
    )


def address(language: str) -> Note:
    """Asks whoever reads the new address whether it is to be the one we write to."""
    _ = partial(say, language=language)
    return Note(
        NoticeKind.ADDRESS,
        language,
        subject=_("Please confirm your new address"),
        preheader=_("One click is missing. If it was not you, just do nothing."),
        title=_("Please confirm your new address"),
        blocks=(
            Words(
                _(
                    "Somebody wants our newsletter to come to this address from now on. If it was "
                    "you, please confirm it."
                )
            ),
            Button(_("Confirm this address"), "button_url"),
            Words(_("The link works until {until}.")),
            Words(
                _(
                    "If it was not you, just do nothing: without your confirmation you get "
                    "nothing, and the address is deleted."
                ),
                small=True,
            ),
            _object(language),
        ),
        closing=_closing(language),
    )


def address_told(language: str) -> Note:
    """Tells the old address of a change, so that nobody's newsletter is taken away in silence."""
    _ = partial(say, language=language)
    return Note(
        NoticeKind.ADDRESS_TOLD,
        language,
        subject=_("Your address is to be changed"),
        preheader=_("If it was you, there is nothing to do."),
        title=_("Your address is to be changed"),
        blocks=(
            Words(
                _(
                    "Somebody asked us to send our newsletter to another address instead of this "
                    "one. That happens once it is confirmed from there."
                )
            ),
            Words(_("If it was you, there is nothing to do. If it was not, you can stop it here.")),
            Button(_("No, that was not me"), "object_url"),
        ),
        closing=_closing(language),
    )


def goodbye(language: str) -> Note:
    """The last mail to somebody who asked to be erased."""
    _ = partial(say, language=language)
    return Note(
        NoticeKind.GOODBYE,
        language,
        subject=_("Goodbye: your data are being erased"),
        preheader=_("This is our last email to you."),
        title=_("Goodbye"),
        blocks=(
            Words(
                _(
                    "You asked us to erase your data. All your subscriptions have ended, and this "
                    "is our last email: right after it we erase your address and what else we "
                    "know of you."
                )
            ),
            Words(
                _(
                    "What remains is what we have to be able to prove, blocked and without a "
                    "readable address: that you had agreed, and that we have erased your data."
                )
            ),
            Words(
                _(
                    "If you did not ask for this, please write to us at the address below. You "
                    "can sign up again at any time."
                ),
                small=True,
            ),
        ),
        closing=_closing(language),
    )


PLAIN: Final[dict[str, Callable[[str], Note]]] = {
    NoticeKind.SIGN_UP: sign_up,
    NoticeKind.KNOWN: known,
    NoticeKind.INVITATION: invitation,
    NoticeKind.LINK: link,
    NoticeKind.ADDRESS: address,
    NoticeKind.ADDRESS_TOLD: address_told,
    NoticeKind.GOODBYE: goodbye,
}
"""All but the welcome, which depends on the lists."""


def _about(language: str) -> Facts:
    """Who writes, and about which lists."""
    _ = partial(say, language=language)
    return Facts(((_("From"), "{sender}"), (_("Newsletter"), "{lists}")))


def _object(language: str) -> Way:
    """For somebody whose address others play with."""
    _ = partial(say, language=language)
    return Way(_("If somebody misuses your address, tell us:"), _("That was not me"), "object_url")


def _closing(language: str) -> str:
    return say("Kind regards", language) + "\n{sender}"
