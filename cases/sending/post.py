"""The post of one process: its channels, the key that opens addresses, and one round of sending."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Event, Thread

from sqlalchemy.orm import Session

from cases.bodies.reminding import address_of_body, sealed_addresses
from cases.database import Database
from cases.duty.contacts import address_in, sealed_contacts
from cases.duty.texts import WAITING, text_of
from cases.errors import BadSetting, CannotOpen, Misplaced
from cases.letters import link_mail
from cases.letters.link_mail import LinkMail
from cases.logs import log
from cases.packs.jurisdiction import Pack
from cases.packs.shelf import Shelf
from cases.planning import mailing
from cases.secrets_folder import Secrets, read_secrets
from cases.sending import outbox
from cases.sending.channel import Channel, GivenUp, Message, NotSent
from cases.sending.gateway import Calls, Gateway, read_gateway
from cases.sending.mail import ADDRESS, Mail, read_server
from cases.settings import Settings, secret_file
from cases.vault.keys import Key
from cases.vault.post import post_key
from cases.viewer import System, Viewer

EVERY = 2.0
"""Seconds between two looks at the outbox."""
AT_ONCE = 8
"""Messages that are on their way at the same time: one slow gateway does not make the next person wait."""


@dataclass(frozen=True)
class Post:
    """What a process needs to send. Without a channel for its kind a message is given up, and that is said."""

    key: Key = field(repr=False)
    channels: Mapping[str, Channel] = field(default_factory=dict)


def open_post(settings: Settings, secrets: Secrets) -> Post:
    """The post that *settings* describe. Raises: BadSetting; what a channel needs is checked here, not at night."""
    channels: dict[str, Channel] = {}
    if settings.smtp:
        channels["email"] = open_mail(settings)
    if settings.gateway:
        gateway = open_gateway(settings)
        channels |= {"sms": Calls(gateway, "sms"), "voice": Calls(gateway, "voice")}
    return Post(post_key(secrets.pepper), channels)


def open_mail(settings: Settings) -> Mail:
    if not ADDRESS.fullmatch(settings.mail_from):
        raise BadSetting("ARASHA_MAIL_FROM", settings.mail_from, "the address that alerts are sent from")
    try:
        server = read_server(settings.smtp, password=secret_file("ARASHA_SMTP_PASSWORD", settings.smtp_password))
    except ValueError as error:
        raise BadSetting("ARASHA_SMTP", "…", f"smtps://user@host or smtp://user@host:587 ({error})") from None
    return Mail(server, settings.mail_from)


def open_gateway(settings: Settings) -> Gateway:
    try:
        return read_gateway(settings.gateway, token=secret_file("ARASHA_GATEWAY_TOKEN", settings.gateway_token))
    except ValueError as error:
        raise BadSetting("ARASHA_GATEWAY", "…", f"https://host/path ({error})") from None


def send_once(database: Database, pack: Pack, post: Post, *, clock: Callable[[], datetime]) -> int:
    """Send everything that is due; gives how many messages were tried.

    Nothing is sent inside a transaction: a batch is claimed, carried, then noted. Killed in between, what was claimed is
    claimed again two minutes later and goes out under the same ids: never lost, and a double can be told from a second.
    """
    tried = 0
    while batch := database.claim(outbox.claim_messages, viewer=System(), at=clock()):
        contacts = database.read(contacts_of, batch, viewer=System())
        with ThreadPoolExecutor(min(AT_ONCE, len(batch)), thread_name_prefix="post") as hands:
            faults = list(hands.map(partial(carry, pack=pack, post=post), batch, contacts))
        sent = [one.id for one, fault in zip(batch, faults, strict=True) if fault is None]
        database.write(outbox.note_sent, sent, viewer=System(), at=clock())
        if letters := [one.payload["letter"] for one in batch if one.id in sent and "letter" in one.payload]:
            database.write(link_mail.forget_mails, letters, viewer=System())
        for one, fault in zip(batch, faults, strict=True):
            if fault is not None:
                log.warning("message not sent", channel=one.kind, kind=fault.kind, tries=one.attempts)
                database.write(note_fault, one, fault, pack=pack, viewer=System(), at=clock())
        tried += len(batch)
    return tried


def note_fault(
    session: Session, one: outbox.Message, fault: NotSent, *, pack: Pack, viewer: Viewer, at: datetime
) -> None:
    """Put off what did not go out; of a letter that is given up, whose case it is, is told."""
    for_good = isinstance(fault, GivenUp)
    given_up = outbox.note_failed(session, one, fault.kind, for_good=for_good, viewer=viewer, at=at)
    if given_up and "letter" in one.payload:
        link_mail.note_refused(session, one.payload["letter"], pack=pack, viewer=viewer, at=at)


def contacts_of(session: Session, batch: Sequence[outbox.Message], *, viewer: Viewer) -> list[bytes | None]:
    """The sealed address of each message: an officer's on duty or at the desk, a body's, or a complainant's with their link."""
    officers = {one.payload["officer"] for one in batch if "officer" in one.payload}
    links = {one.payload["link"] for one in batch if "link" in one.payload}
    on_duty = sealed_contacts(session, officers, viewer=viewer)
    at_desk = mailing.sealed_addresses(session, officers, viewer=viewer)
    bodies = sealed_addresses(session, links, viewer=viewer)
    letters = {one.payload["letter"] for one in batch if "letter" in one.payload}
    mails = link_mail.sealed_mails(session, letters, viewer=viewer)

    def contact_of(one: outbox.Message) -> bytes | None:
        if "letter" in one.payload:
            return mails.get(one.payload["letter"])
        if "link" in one.payload:
            return bodies.get(one.payload["link"])
        return (at_desk if is_from_desk(one) else on_duty).get(one.payload["officer"])

    return [contact_of(one) for one in batch]


def carry(claimed: outbox.Message, contact: bytes | None, *, pack: Pack, post: Post) -> NotSent | None:
    """One try of one message; gives what came in its way."""
    try:
        channel, place = channel_of(claimed, post), place_of(claimed, contact, post)
        channel.send(
            Message(
                to=place.to,
                link=place.link,
                text=text_of(claimed.payload, pack),
                id=claimed.key,
                at=datetime.fromtimestamp(claimed.payload["at"], pack.zone),
            )
        )
    except NotSent as fault:
        return fault
    except Exception as error:  # noqa: BLE001 - one message that cannot be made must not keep the others from going out
        return GivenUp(type(error).__name__)
    return None


def channel_of(claimed: outbox.Message, post: Post) -> Channel:
    """Raises: GivenUp where the settings give no channel of this kind."""
    if (channel := post.channels.get(claimed.kind)) is None:
        raise GivenUp("no channel")
    return channel


def is_from_desk(claimed: outbox.Message) -> bool:
    """Whether it goes to the address that the officer gave themselves, and not to that of the duty roster."""
    return bool(claimed.payload.get("text") == WAITING)


def place_of(claimed: outbox.Message, contact: bytes | None, post: Post) -> LinkMail:
    """Where the message goes, with a link for a letter. Raises: as `address_of`."""
    if contact is None:
        raise GivenUp("no address")
    if "letter" not in claimed.payload:
        return LinkMail(address_of(claimed, contact, post), "")
    try:
        return link_mail.open_mail(contact, link_id=claimed.payload["letter"], key=post.key)
    except (CannotOpen, Misplaced):
        raise GivenUp("address does not open") from None


def address_of(claimed: outbox.Message, contact: bytes, post: Post) -> str:
    """The address. Raises: GivenUp when nothing is known for this channel, or was tampered with."""
    try:
        if "link" in claimed.payload:
            return address_of_body(contact, link_id=claimed.payload["link"], key=post.key)
        if is_from_desk(claimed):
            return mailing.address_for_mail(contact, officer_id=claimed.payload["officer"], key=post.key)
        address = address_in(contact, claimed.kind, officer_id=claimed.payload["officer"], key=post.key)
    except (CannotOpen, Misplaced):
        raise GivenUp("address does not open") from None
    if not address:
        raise GivenUp("no address")
    return address


def send_beside(
    settings: Settings, database: Database, shelf: Shelf, *, clock: Callable[[], datetime]
) -> Callable[[], None]:
    """Send beside the worker if *settings* name a channel; gives the function that stops it.

    A process without a channel claims nothing: another may have one, and what waits is shown on the roster's page.
    Raises: BadSetting, SecretsMissing, SecretsUnreadable.
    """
    if not settings.smtp and not settings.gateway:
        log.warning("no mail server and no gateway: alerts stand on the duty page only")
        return lambda: None
    return start_sending(database, shelf, open_post(settings, read_secrets(settings.secrets)), clock=clock)


def start_sending(database: Database, shelf: Shelf, post: Post, *, clock: Callable[[], datetime]) -> Callable[[], None]:
    """Send beside the worker, in a thread of its own: a slow gateway must not hold up the clocks.

    Gives the function that stops it and waits for its round to end.
    """
    stopped = Event()

    def send() -> None:
        while not stopped.wait(EVERY):
            try:
                send_once(database, shelf.pack, post, clock=clock)
            except Exception as error:  # noqa: BLE001 - the database may be restarting; what waits is not lost
                log.error("sending failed", kind=type(error).__name__)

    thread = Thread(target=send, name="post", daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join()

    return stop
