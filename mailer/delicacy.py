"""What the gate knows of delicate names, for whoever names a list."""

from __future__ import annotations

from django.dispatch import receiver

from subscribers.signals import name_asked


@receiver(name_asked, dispatch_uid="mailer.delicacy")
def answer(*, name: str, **_: object) -> str:
    """The word that reveals something, '' if there is none."""
    from mailer.editions.check.duty import delicate  # the rules are no matter of starting up

    return delicate(name)
