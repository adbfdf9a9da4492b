"""The manual: help pages of verbs and topics, as a man page too, and the published JSON Schemas of answers."""

import os
from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from reception_cli import ROOT, __version__
from reception_cli.app.desk import Desk
from reception_cli.cli import completion, options
from reception_cli.cli.exit_codes import exit_codes
from reception_cli.cli.topics import TOPICS, Sections, topic_names, topic_of
from reception_cli.cli.verbs import ALIASES, GROUPS, SAME_AS, VERBS, VerbGroup, aliased, group_of, load, verb_of
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import nearest
from reception_cli.domain.words import _, language

_HEADING = {"en": "NAME", "vi": "T\\[u00CA]N"}  # of the first section, by which indices of man pages know it
_ENTRY = "entry"  # the schema of an entry of the register, beside those of answers


def _offered(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer a shell what this explains."""
    topics = {name: ("", topic.line) for key, topic in TOPICS.items() for name in (key, topic.vietnamese)}
    groups = {name: ("", group.title) for group in GROUPS for name in (group.name, group.vietnamese)}
    aliases = {alias: VERBS[verb] for alias, verb in ALIASES.items()}
    return completion.verbs({**topics, **groups, **VERBS, **aliases}, incomplete)


@options.verb(
    _("Show the help of a verb, of a group of verbs or a topic, all as a man page, or the JSON Schema of an answer."),
    ("reception help periods", "reception help books", "reception help --schema list", "reception help --man add"),
    script=True,
)
@click.argument("words", nargs=-1, metavar="[VERB|GROUP|TOPIC]", shell_complete=_offered)
@click.option(
    "--schema", is_flag=True, help=_("The JSON Schema of what the verb answers with --json; also of entry, error.")
)
@click.option("--man", is_flag=True, help=_("As the source of a man page."))
@click.pass_context
def help_(ctx: click.Context, words: tuple[str, ...], schema: bool, man: bool) -> str:
    """Show the page that was asked for; without a name, what pages there are."""
    desk: Desk = ctx.obj
    if schema and man:
        raise UsageFault(_("--schema and --man exclude each other."), _("Leave one of them out."))
    typed = "-".join(words)  # a name of several words is one with hyphens
    name = topic_of(verb_of(typed)) or None
    if schema:
        return _schema(name)
    group = group_of(name or "") if name not in VERBS and name not in TOPICS else None
    if group and not man:
        return _group_page(ctx, group)
    if name is not None and name not in VERBS and name not in TOPICS:
        near = nearest(name, [*VERBS, *ALIASES, *TOPICS, *(each.name for each in GROUPS)])
        hint = _("Did you mean: {near}?").format(near=", ".join(near)) if near else _("See `reception help`.")
        raise UsageFault(_("There is no verb, group or topic '{name}'.").format(name=name[:40]), hint)
    if man:
        return "\n".join(_man(ctx, desk, name)) + "\n"
    if name in VERBS:
        return _context(ctx, name or "").get_help() + "\n"
    return _topic(ctx, desk, name) if name else _contents(ctx)


def _context(ctx: click.Context, verb: str) -> click.Context:
    """Stand where the help of a verb is written."""
    command = load(verb)
    return click.Context(command, info_name=verb, parent=ctx.find_root(), **options.CONTEXT)  # type: ignore[arg-type]


def _group_page(ctx: click.Context, group: VerbGroup) -> str:
    """List the verbs of a group with their help lines."""
    page = ctx.make_formatter()
    with page.section(_(group.title)):
        page.write_dl([(aliased(verb), _(VERBS[verb][1])) for verb in group.verbs])
    page.write_paragraph()
    page.write_text(_("`reception help VERB` tells how a verb is used."))
    return page.getvalue()


def _contents(ctx: click.Context) -> str:
    """List the groups and topics; the verbs are listed by `reception --help`."""
    page = ctx.make_formatter()
    with page.section(_("Groups of verbs")):
        page.write_dl([(f"{group.vietnamese}, {group.name}", _(group.title)) for group in GROUPS])
    with page.section(_("Topics")):
        page.write_dl([(name, _(topic.line)) for name, topic in zip(topic_names(), TOPICS.values(), strict=True)])
    page.write_paragraph()
    page.write_text(
        _("`reception help NAME` shows one, `reception help VERB` how a verb is used, `reception --help` lists all.")
    )
    return page.getvalue()


def _topic(ctx: click.Context, desk: Desk, name: str) -> str:
    topic = TOPICS[name]
    page = ctx.make_formatter()
    page.write_text(_(topic.line))
    page.write_paragraph()
    page.write_text(_(topic.intro))
    page.write_paragraph()
    for heading, pairs in topic.sections(desk):
        if heading:
            page.write_heading(heading)
        page.indent()
        page.write_dl(pairs)
        page.dedent()
    return page.getvalue()


# --- The published schemas.


def _schema(name: str | None) -> str:
    folder = os.path.join(ROOT, "data", "schema")
    known = {file.removesuffix(".json") for file in os.listdir(os.path.join(folder, "answers"))}
    if name is None:
        raise UsageFault(_("Missing: the verb whose schema is wanted."), _("Say `reception help --schema VERB`."))
    if name == _ENTRY:
        return _read(os.path.join(folder, "entry-1.json"))
    found = SAME_AS.get(name, name)
    if found in known:
        return _read(os.path.join(folder, "answers", found + ".json"))
    if name in VERBS:
        raise UsageFault(_("`{verb}` answers with a text, which has no schema.").format(verb=name))
    near = ", ".join(nearest(name, [*known, _ENTRY, *SAME_AS]))
    hint = _("Did you mean: {near}?").format(near=near) if near else _("See `reception --help`.")
    raise UsageFault(_("There is no verb '{verb}'.").format(verb=name[:40]), hint)


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


# --- Man pages: one template for a verb, a topic and the whole.


def _man(ctx: click.Context, desk: Desk, name: str | None) -> Iterator[str]:
    """Write roff: of one verb or topic, or of the whole with all of them."""
    title = f"reception-{name}" if name else "reception"
    yield f'.TH "{title.upper()}" "1" "" "reception {__version__}"'
    yield from (".nh", ".ad l", ".SH " + _HEADING[language()])
    if name in TOPICS:
        yield f"{_plain(title)} \\- {_plain(_(TOPICS[name].line))}"
        yield from _man_topic(desk, name or "", ".SH")
    elif name:
        yield f"{_plain(title)} \\- {_plain(_(VERBS[name][1]))}"
        yield from _man_verb(ctx, name, ".SH")
    else:
        root = ctx.find_root()
        yield f"reception \\- {_plain(root.command.help or '')}"
        yield from (".SH " + _quoted(_("SYNOPSIS")), f".B {_plain(_usage(root))}", ".SH " + _quoted(_("OPTIONS")))
        yield from _man_options(root)
        for verb in VERBS:
            yield from (".SH " + _quoted(f"reception {verb}"), _plain(_(VERBS[verb][1])))
            yield from _man_verb(ctx, verb, ".SS")
        for topic in TOPICS:
            yield ".SH " + _quoted(topic)
            yield from _man_topic(desk, topic, ".SS")
        return
    if name != "exit-codes":
        yield ".SH " + _quoted(_("EXIT STATUS"))
        yield from _man_pairs([("", exit_codes())])


def _man_verb(ctx: click.Context, verb: str, heading: str) -> Iterator[str]:
    own = _context(ctx, verb)
    command = own.command
    assert isinstance(command, options.Verb)
    yield from (f"{heading} " + _quoted(_("SYNOPSIS")), f".B {_plain(_usage(own))}")
    yield from (f"{heading} " + _quoted(_("DESCRIPTION")), _plain(command.help or ""))
    yield from (f"{heading} " + _quoted(_("EXAMPLES")), ".nf", *map(_plain, command.examples), ".fi")
    yield f"{heading} " + _quoted(_("OPTIONS"))
    yield from _man_options(own)


def _man_topic(desk: Desk, name: str, heading: str) -> Iterator[str]:
    topic = TOPICS[name]
    if heading == ".SH":
        yield f"{heading} " + _quoted(_("DESCRIPTION"))
    else:
        yield from (_plain(_(topic.line)), ".PP")
    yield _plain(_(topic.intro))
    yield from _man_pairs(topic.sections(desk))


def _man_pairs(sections: Sections) -> Iterator[str]:
    for title, pairs in sections:
        if title:
            yield ".SS " + _quoted(title)
        for term, text in pairs:
            yield from (".TP", f".B {_plain(term)}", _plain(text))


def _man_options(ctx: click.Context) -> Iterator[str]:
    told = (param.get_help_record(ctx) for param in ctx.command.get_params(ctx))
    yield from _man_pairs([("", [each for each in told if each])])


def _usage(ctx: click.Context) -> str:
    return " ".join((ctx.command_path, *ctx.command.collect_usage_pieces(ctx)))


def _plain(text: str) -> str:
    """Write text so that roff takes none of it for its own."""
    told = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    named = "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in told)  # any roff reads these
    return "\\&" + named if named[:1] in (".", "'") else named


def _quoted(text: str) -> str:
    return '"' + _plain(text).replace('"', '\\(dq') + '"'
