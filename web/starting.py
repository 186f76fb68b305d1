"""Where the program begins: `arasha`. While it starts, nothing is thrown away, so nothing is looked for either.

Python looks through all that there is again and again while it grows; what is imported, the pack and the templates stay to
the end. It took a fifth of the imports and half of reading a pack, and afterwards a quarter of a second now and then in the
middle of somebody's request.
"""

import gc


def main() -> None:
    """Run the command that the arguments name."""
    begin()
    from web.cli import main as command  # noqa: PLC0415 - what it imports is what is to be waited for

    keep_what_is_there()
    command()


def begin() -> None:
    """Look for no garbage until `keep_what_is_there`."""
    gc.disable()


def keep_what_is_there() -> None:
    """Look for garbage from now on, but never again through what is there already."""
    gc.freeze()
    gc.enable()
