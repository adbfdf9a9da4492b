"""A line of a register of which nothing is known but what every line says."""

from typing import Any

BARE: dict[str, Any] = {
    "commune": None, "id_no": "", "kind": None, "people": 1, "petitioners": None, "session": "regular",
    "host": "officer", "host_name": None, "group": False, "handling": None, "handled_to": "", "handled_doc": "",
    "prior_body": "", "outcome": None, "follow_up": "", "repeat_of": None, "repeat_no": None, "note": "",
    "phone": "", "source": None, "signatories": None, "sheet": "", "earlier": None, "root": None, "matter": "",
}  # fmt: skip
