"""The facts of an incident, a visit or a petition in words, as a sentence or a question names them."""

from reception_cli.domain.words import _
from reception_cli.law.obligations import UNBROUGHT


def fact_words() -> dict[str, str]:
    """Name what an incident may lack."""
    return {
        UNBROUGHT: _("a visit or petition"), "kind": _("kind"), "field": _("field"), "competence": _("competence"),
        "handling": _("handling"), "accepted_on": _("day of acceptance"), "decided_on": _("day of decision"),
        "closed_on": _("day of closing"),
    }  # fmt: skip


def of_matter() -> dict[str, str]:
    """Name the texts of a matter besides its content."""
    return {
        "against": _("complained of or denounced"), "against_post": _("post"), "against_workplace": _("workplace"),
        "place": _("place where it arose"), "project": _("project"),
    }  # fmt: skip


def field_words() -> dict[str, str]:
    """Name every fact and text that is recorded of a visit, a petition or an incident."""
    return {
        "at": _("day and time"), "people": _("number of people"), "petitioners": _("people with the same content"),
        "signatories": _("signatories"), "session": _("session"), "host": _("who received"), "source": _("source"),
        "group": _("large group"), "commune": _("commune"), "incidents": _("incidents"),
        "opened_on": _("day of receipt"), **fact_words(), "qualified": _("qualified"), "prior": _("resolved before"),
        "result": _("result"), "doc": _("document number"), "instance": _("instance"), "remote": _("remote area"),
        "name": _("name"), "address": _("address"), "id_no": _("identity number"), "phone": _("telephone"),
        "host_name": _("name of the host"), "note": _("note"), "content": _("content"),
        "handled_to": _("sent to"), "handled_doc": _("document number"), "prior_body": _("resolved before by"),
        "follow_up": _("follow-up"), "bodies": _("received for"), "capacity": _("in what capacity"),
        "appointment": _("appointment of the representative"), "representatives": _("representatives"),
        "duplicate": _("petition that it repeats"), **of_matter(),
    }  # fmt: skip


def private_words() -> dict[str, str]:
    """Name every private value that an entry may hold."""
    return {
        **field_words(), "reason": _("reason"), "first_body": _("body that decided first"), "to": _("body it went to"),
        "text": _("what was answered"), "with": _("who was spoken to"), "agreed": _("what was agreed"),
        "who": _("who took part"), "parcel": _("parcel"), "signer": _("who signs"),
        "documents": _("documents handed in"), "facts": _("what a paper says besides"),
        "code": _("look-up code"), "about": _("what about"),
        "secret": _("secret setting"), "file": _("file"),
    }  # fmt: skip
