"""`ledger new`: write the file of a new customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.new import NewCustomer
    from ledger.session import Session


@command(
    "new",
    help=N_(
        "Write the file of a new customer from a template of the ledger, with an id of its own, and print its path.\n\n"
        "Likely doubles are looked for first: the same name with or without its company form, a known phone number or "
        "e-mail address. --guided asks for what is worth knowing, one thing after the other."
    ),
    examples=[
        ("ledger new 上海云启科技有限公司 -f level=A -f contacts+=李雷", N_("with fields")),
        ("ledger new 'Acme Ltd.' -f phone=+442079460000 --edit", N_("and go on in the editor")),
        ("ledger new 王小明 --template person --folder 个人", N_("from another template, in a folder of its own")),
        ("ledger new --guided", N_("asked step by step")),
    ],
)
@argument("name", required=False, help=N_("The customer's name."))
@option(
    "-t",
    "--template",
    default="",
    metavar=N_("NAME"),
    help=N_("A template in templates/, such as person."),
    shell_complete=complete.of("template"),
)
@option(
    "-f",
    "--field",
    "fields",
    multiple=True,
    metavar=N_("FIELD=VALUE"),
    help=N_("A field, as in `ledger set`; repeatable."),
    shell_complete=complete.of("field"),
)
@option("--folder", default="", metavar=N_("SUB"), help=N_("A folder below customers/."))
@option("-e", "--edit", is_flag=True, help=N_("Open the new file in your editor."))
@option("-g", "--guided", is_flag=True, help=N_("Ask for what is worth knowing."))
@option("--force", is_flag=True, help=N_("Write it even if it looks like a double, and take unknown values."))
@option("-n", "--dry-run", is_flag=True, help=N_("Show the file and write nothing."))
@pass_surface
def run(
    surface: Surface,
    name: str | None,
    template: str,
    fields: tuple[str, ...],
    folder: str,
    edit: bool,
    guided: bool,
    force: bool,
    dry_run: bool,
) -> int:
    """Write it; 1 if the user thought better of it."""
    from ledger.cli.doubles import may_be_new
    from ledger.operations.assignments import assignment
    from ledger.operations.new import Wanted, prepare

    if name is None and not guided:
        raise WrongUsage(say("NAME is missing."), say("`ledger new --guided` asks for it."))
    wanted = Wanted(name or "", template, tuple(assignment(word) for word in fields), folder, force)
    session = surface.session()
    if guided:
        from ledger.cli.guided import guide

        answered = guide(surface, session, wanted)
        if answered is None:
            return _thought_better(surface)
        wanted = answered
    new = prepare(session, wanted)
    for note in new.notes:
        surface.output.talk(note)
    if not (guided or dry_run) and not may_be_new(surface, new.customer.name, new.twins, force=force):
        return _thought_better(surface)
    return _finish(surface, session, new, edit=edit, dry_run=dry_run)


def _thought_better(surface: Surface) -> int:
    surface.output.talk(say("Nothing was written."))
    return 1


def _finish(surface: Surface, session: Session, new: NewCustomer, *, edit: bool, dry_run: bool) -> int:
    from ledger.cli.doubles import tell_twins
    from ledger.display.diff import diff_page
    from ledger.display.page import Page, Style, line
    from ledger.operations.new import write

    if dry_run:
        if new.twins:
            tell_twins(surface, new.customer.name, new.twins)
        surface.output.answer(diff_page(new.path, None, new.text))
        surface.output.talk(say("Nothing was written: this was a dry run."))
        return 0
    path = write(session, new)
    surface.output.answer(Page((line(path, Style.PATH),)))
    if edit:
        from ledger.cli.editing import edit_file

        return edit_file(surface, session, path)
    return 0
