"""The post key: opens where officers on duty are reached, and nothing else.

It is derived from the pepper, so it lies in the secrets' folder alone: a stolen database gives away no telephone number,
and no passphrase is needed at three in the night. Whoever seals needs the public half only; the worker that sends opens.
"""

from cases.vault.keys import Key, derive_key
from cases.vault.pepper import Pepper


def post_key(pepper: Pepper) -> Key:
    """The institution's post key; the same pepper always gives the same."""
    return derive_key(pepper.key("post"), "post key")
