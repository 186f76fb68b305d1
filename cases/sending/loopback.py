"""Which addresses are this machine itself, and which are nobody's to send to."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether *host*, as written in a setting, names this machine: plain text may go there and nowhere else."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_nowhere(address: str) -> bool:
    """Whether an IP *address* can be no gateway: link-local (a cloud's own metadata), multicast, unspecified, reserved."""
    found = ip_address(address.partition("%")[0])
    return found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved
