"""doctor: what stands in the way of good work."""

from bot.cli import results_doctor as r
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import ExitCode


@answers(r.DoctorResult)
def doctor(desk: Desk) -> r.DoctorResult:
    """Look at everything that the bot depends on, and say what is wrong and what to do."""
    from bot.doctor.looking import gather
    from bot.doctor.verdicts import Check, State, judge
    from bot.settings import SettingsFault, load

    found = load(desk.environ)
    if isinstance(found, SettingsFault):
        checks = [Check("settings", State.RED, found.message, found.hint, setup=True)]
    else:
        checks = judge(gather(found, desk.environ))
    red = [one for one in checks if one.state is State.RED]
    if red:
        desk.exit_code = ExitCode.NOT_CONFIGURED if any(one.setup for one in red) else ExitCode.PARTLY
    values: list[r.CheckValue] = [
        {"check": one.name, "state": one.state.value, "message": one.message, "hint": one.hint} for one in checks
    ]
    return {"schema": 1, "ok": not red, "checks": values}
