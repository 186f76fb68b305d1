"""What goes wrong at the doors of staff and programs."""

from cases.errors.base import ArashaError, fact


@fact
class NoSuchIntegration(ArashaError):
    """No program of that id has or had a token."""


@fact
class SignInRefused(ArashaError):
    """Name, passphrase or code is wrong: never said which."""


@fact
class PasskeyRefused(ArashaError):
    """What a browser brought is no passkey of this institution's, or no answer to a question that we asked just now."""


@fact
class SignedOut(ArashaError):
    """No session, or one that has ended."""


@fact
class FingerprintDiffers(ArashaError):
    """The digits that were compared are not those of the key that is stored: it may be somebody else's."""


@fact
class ResetGone(ArashaError):
    """The number for a new key was used, has expired, was tried too often, or never was: not said which."""


@fact
class WeakPassphrase(ArashaError):
    """A passphrase that can be guessed. `reason`: `short`, `repeated`, `run` or `named`."""

    reason: str


@fact
class InvitationGone(ArashaError):
    """A code of an invitation that was used, taken back, is too old, or never was one."""


@fact
class NameMissing(ArashaError):
    """Somebody who comes to work here has not said what they are called."""


@fact
class NoSuchRole(ArashaError):
    """No role was given, or one that nobody who works here can have."""


@fact
class UsernameTaken(ArashaError):
    username: str
