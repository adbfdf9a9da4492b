"""The maps that a desk keeps: one for each layout that a clerk has explained, under the signature of its headings."""

import os
from collections.abc import Mapping

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.intake.maps import Map, load_map
from reception_cli.ledger import files

FOLDER = "maps"  # in the desk's folder
_SUFFIX = ".toml"


def kept(desk_folder: str) -> Mapping[str, Map]:
    """Read all maps that the desk has kept, by signature; raises UsageFault for one that is faulty."""
    folder = os.path.join(desk_folder, FOLDER)
    if os.path.islink(folder) or not os.path.isdir(folder):
        return {}
    names = sorted(name for name in os.listdir(folder) if name.endswith(_SUFFIX) and not name.startswith("."))
    return {name.removesuffix(_SUFFIX): load_map(os.path.join(folder, name)) for name in names}


def keep(desk_folder: str, signature: str, text: str) -> str:
    """Write the map of a layout; gives its place in the desk's folder."""
    folder = os.path.join(desk_folder, FOLDER)
    if os.path.islink(folder):
        raise UsageFault(
            _("The folder '{folder}' of this desk is a link, and is not followed.").format(folder=FOLDER),
            _("Put an ordinary folder in its place."),
        )
    if not os.path.isdir(folder):
        files.make_folder(folder)
    files.replace(os.path.join(folder, signature + _SUFFIX), [text.encode()])
    return f"{FOLDER}/{signature}{_SUFFIX}"
