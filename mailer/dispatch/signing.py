"""Keys by which senders sign: made, published in DNS by hand, put to use, retired."""

from __future__ import annotations

import re
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from dns.resolver import Resolver

from mailer import vault
from mailer.delivery import dkim, names
from mailer.delivery.dkim import Signer
from mailer.dispatch.errors import HinderedError, NotFoundError, StateError
from mailer.models.keys import KeyState, SigningKey
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience
from subscribers.audience import SenderInfo

_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

NO_KEY = gettext_noop(
    "The sender “{sender}” signs its mail, but {domain} has no active RSA key. Make one with "
    "'rundbrief dkim new {domain}', publish and activate it; or let the relay sign: "
    "'rundbrief dkim use {sender} relay'."
)


def create(
    domain: str, *, by: User, algorithm: str = dkim.RSA, selector: str = "", bits: int = dkim.BITS
) -> SigningKey:
    """A new key, not in use yet; raises StateError where the selector is taken or no name."""
    office_id = _office(domain, by)
    selector = selector or f"rb{timezone.now():%Y%m%d}{'e' if algorithm == dkim.ED25519 else ''}"
    if not _SELECTOR.fullmatch(selector):
        raise StateError(f"'{selector}' is no selector: small letters, digits and hyphens.")
    secret = dkim.new_key(algorithm, bits=bits)
    key = SigningKey(
        domain=domain,
        selector=selector,
        algorithm=algorithm,
        sealed=vault.lock(secret, purpose=f"dkim {selector} {domain}"),
        record=dkim.record(dkim.load(secret)),
    )
    try:
        with transaction.atomic():
            key.save()
            audit.note("made a DKIM key", key, by=by, office_id=office_id, name=key.name)
    except IntegrityError as error:
        raise StateError(f"{key.name} is taken. Choose another name with --selector.") from error
    return key


@transaction.atomic
def activate(domain: str, selector: str, *, by: User) -> SigningKey:
    """Sign with this key from now on; the one before it is retired."""
    office_id = _office(domain, by)
    key = _locked(domain, selector)
    SigningKey.objects.filter(
        domain=domain, algorithm=key.algorithm, state=KeyState.ACTIVE
    ).exclude(pk=key.pk).update(state=KeyState.RETIRED, retired_at=timezone.now())
    key.state, key.retired_at = KeyState.ACTIVE, None
    key.activated_at = timezone.now()
    key.save()
    audit.note("activated a DKIM key", key, by=by, office_id=office_id, name=key.name)
    return key


@transaction.atomic
def retire(domain: str, selector: str, *, by: User) -> SigningKey:
    """Sign with this key no more; refused for the RSA key of a sender that signs here."""
    office_id = _office(domain, by)
    key = _locked(domain, selector)
    here = [sender.slug for sender in _senders(domain) if sender.signs_here]
    if here and key.algorithm == dkim.RSA and key.state == KeyState.ACTIVE:
        raise StateError(
            f"{', '.join(here)} could not send any more. Activate another key, or let the relay "
            f"sign: rundbrief dkim use {here[0]} relay."
        )
    key.state, key.retired_at = KeyState.RETIRED, timezone.now()
    key.save()
    audit.note("retired a DKIM key", key, by=by, office_id=office_id, name=key.name)
    return key


def known_keys(domain: str = "") -> list[SigningKey]:
    """All keys, or those of a domain, the newest last."""
    rows = SigningKey.objects.order_by("domain", "pk")
    return list(rows.filter(domain=domain) if domain else rows)


def signers(sender: SenderInfo) -> tuple[Signer, ...]:
    """What this sender signs with, RSA first; none if its relay signs.

    Raises HinderedError if it should sign and has no RSA key: Ed25519 alone is not known to every
    verifier, so it is never the only one (M27).
    """
    if not sender.signs_here:
        return ()
    active = SigningKey.objects.filter(domain=sender.domain, state=KeyState.ACTIVE)
    found = tuple(_signer(key.pk) for key in active.order_by("-algorithm"))
    if not any(signer.algorithm == dkim.RSA for signer in found):
        raise HinderedError(NO_KEY.format(sender=sender.slug, domain=sender.domain))
    return found


def published(key: SigningKey, *, by: Resolver) -> str:
    """What DNS has of a key: 'right', 'missing', 'another', or 'not checked' where it is away."""
    try:
        found = names.texts(key.name, by=by)
    except names.LookupFailedError:
        return "not checked"
    if not found:
        return "missing"
    wanted = dkim.public_part(key.record)
    return "right" if [dkim.public_part(text) for text in found] == [wanted] else "another"


@lru_cache(maxsize=64)
def _signer(key_id: int) -> Signer:
    """A key never changes; reading one takes some milliseconds."""
    key = SigningKey.objects.get(pk=key_id)
    secret = vault.unlock(bytes(key.sealed), purpose=f"dkim {key.selector} {key.domain}")
    return Signer(key.domain, key.selector, dkim.load(secret))


def _senders(domain: str) -> list[SenderInfo]:
    return [sender for sender in audience.senders() if sender.domain == domain]


def _office(domain: str, by: User) -> int:
    """The office of the domain's first sender, in which `by` must be allowed to manage senders."""
    found = _senders(domain)
    if not found:
        known = ", ".join(sorted({sender.domain for sender in audience.senders()}))
        raise NotFoundError(f"No sender has the domain {domain}. There are: {known}.")
    demand(by, Act.MANAGE_SENDERS, office_id=found[0].office_id)
    return found[0].office_id


def _locked(domain: str, selector: str) -> SigningKey:
    key = SigningKey.objects.select_for_update().filter(domain=domain, selector=selector).first()
    if key is None:
        known = ", ".join(key.selector for key in known_keys(domain)) or "none"
        raise NotFoundError(f"{domain} has no key '{selector}'. There are: {known}.")
    return key
