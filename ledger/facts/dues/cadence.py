"""Keeping in touch: how often somebody should be talked with."""

from __future__ import annotations

from datetime import date

from ledger.facts.dues.follow_up import open_follow_up
from ledger.facts.story import Story
from ledger.facts.values import Due
from ledger.messages import Message, say
from ledger.model.intervals import add
from ledger.model.values import Interval


def cadence(story: Story) -> tuple[Due, ...]:
    """The day by which to talk with a customer again; none for those who have left, were archived or are planned.

    Every `follow_up_every`, else as often as the level asks, counted from the last real contact, else from the day
    since when the customer is known; any day where that is unknown. While `next_follow_up` is open it stands instead.
    A single task that is open, later than the day and no later than one more interval, moves it to the task's day.
    """
    every = _every(story)
    if every is None or story.resting or open_follow_up(story) is not None:
        return ()
    since = story.last_contact or story.first_day
    day = None if since is None else add(since, every)
    step = None if day is None else _next_step(story, day, add(day, every))
    field = story.customer.fields.get("follow_up_every") or story.customer.fields.get("level")
    line = 1 if field is None else field.line
    return (Due("cadence", "", line, _why(story, every, step), step or day),)


def _every(story: Story) -> Interval | None:
    own = story.customer.value("follow_up_every")
    if isinstance(own, Interval):
        return own
    return None if story.level is None else story.level.every


def _next_step(story: Story, day: date, latest: date) -> date | None:
    """The first single open task after the day, but no later than `latest`."""
    steps = [
        task.date
        for task in story.customer.tasks
        if task.date is not None
        and day < task.date <= latest
        and task.repeat is None
        and not (task.done or task.cancelled)
    ]
    return min(steps, default=None)


def _why(story: Story, every: Interval, step: date | None) -> Message:
    if story.level is None or isinstance(story.customer.value("follow_up_every"), Interval):
        rule = say("A contact every {every} is agreed.", every=every)
    else:
        rule = say("Level {level} asks for a contact every {every}.", level=story.level.name, every=every)
    if story.last_contact is not None:
        told = say("{rule} The last one was on {date}.", rule=rule, date=story.last_contact)
    elif story.first_day is not None:
        told = say("{rule} There was none since {date}.", rule=rule, date=story.first_day)
    else:
        told = say("{rule} There was none yet.", rule=rule)
    return told if step is None else say("{told} A task is planned for {date}.", told=told, date=step)
