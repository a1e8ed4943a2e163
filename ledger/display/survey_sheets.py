"""A question sheet in three forms: Markdown to print or mail, a page that keeps its answers as a file, and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from json import dumps

from ledger.display.machine import to_csv
from ledger.display.speech import Speaker
from ledger.messages import Message, say
from ledger.operations.survey.asking import Recipient
from ledger.operations.survey.sheet import TEXT, Question, Sheet, numbers

_BLANK = "______"


def markdown(sheet: Sheet, speaker: Speaker) -> str:
    """The sheet as Markdown: filled in behind the colons, `ledger survey import` reads it."""
    lines = [f"# {_said(sheet.title, speaker)}", ""]
    if intro := _said(sheet.intro, speaker):
        lines += [intro, ""]
    lines += [f"- survey: {sheet.name}", f"- name: {_BLANK}", f"- date: {_BLANK}", ""]
    for place, question in enumerate(sheet.questions, 1):
        lines += [f"## {place}. {_said(question.asked, speaker)}", ""]
        if question.scale:
            lines += [" · ".join(_ends(question, speaker)), ""]
        lines += [f"- {question.key}: {_BLANK}", ""]
    return "\n".join(lines)


def _ends(question: Question, speaker: Speaker) -> Iterator[str]:
    low, high = question.scale or (0, 0)
    for number, label in ((low, question.least), (high, question.most)):
        words = _said(label, speaker)
        yield f"{number} = {words}" if words else str(number)


def table(sheet: Sheet, recipients: Sequence[Recipient]) -> str:
    """The sheet as CSV that Excel reads: a line for each customer with its id and name, the answers blank."""
    keys = ["comment" if question.key == TEXT else question.key for question in sheet.questions]
    rows = (
        {"survey": sheet.name, "id": one.id, "name": one.name, "phone": one.phone, "email": one.email}
        for one in recipients
    )
    return "".join(to_csv(rows, ["survey", "id", "name", "phone", "email", "date", *keys], bom=True))


def page(sheet: Sheet, speaker: Speaker) -> str:
    """The sheet as a page in one file, which needs no net: its answers become a small CSV file, or a text to copy.

    `#id=C-7K3M2Q&name=Acme` behind its address fills in who answers.
    """
    say_it = speaker.say
    title = escape(_said(sheet.title, speaker))
    questions = "\n".join(_asked(place, question, speaker) for place, question in enumerate(sheet.questions, 1))
    keys = ["comment" if question.key == TEXT else question.key for question in sheet.questions]
    script = _SCRIPT.replace("@KEYS@", _json(keys)).replace("@SURVEY@", _json(sheet.name))
    script = script.replace(
        "@MISSING@", _json(say_it(say("Please say who you are, and answer at least one question.")))
    )
    parts = {
        "LANG": speaker.language,
        "TITLE": title,
        "INTRO": f"<p>{escape(intro)}</p>" if (intro := _said(sheet.intro, speaker)) else "",
        "NAME": escape(say_it(say("Your name or company"))),
        "ID": escape(say_it(say("Customer number, if you know it"))),
        "QUESTIONS": questions,
        "SAVE": escape(say_it(say("Save the answers"))),
        "SAVED": escape(say_it(say("A file with your answers was saved. Please send it back to us, or copy this text into a message:"))),
        "NOSCRIPT": escape(say_it(say("This page can't save answers here. Please print it and fill it in by hand."))),
        "SCRIPT": script,
    }  # fmt: skip
    made = _PAGE
    for name, part in parts.items():
        made = made.replace(f"@{name}@", part)
    return made


def _asked(place: int, question: Question, speaker: Speaker) -> str:
    text = escape(_said(question.asked, speaker))
    key = escape("comment" if question.key == TEXT else question.key, quote=True)
    if question.scale is None:
        return f'<fieldset><legend>{place}. {text}</legend><textarea name="{key}" rows="4" aria-label="{text}"></textarea></fieldset>'
    choices = "".join(
        f'<label><input type="radio" name="{key}" value="{number}">{number}</label>' for number in numbers(question)
    )
    ends = " · ".join(escape(end) for end in _ends(question, speaker))
    return f'<fieldset><legend>{place}. {text}</legend><p class="ends">{ends}</p><div class="scale">{choices}</div></fieldset>'


def _said(text: Message | str, speaker: Speaker) -> str:
    return speaker.say(text) if isinstance(text, Message) else text


def _json(value: object) -> str:
    """JSON that can stand inside a script."""
    return (
        dumps(value, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


_PAGE = """<!doctype html>
<html lang="@LANG@">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>@TITLE@</title>
<style>
body{font:17px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}
fieldset{border:1px solid #c9ced4;border-radius:8px;margin:1.2rem 0;padding:.8rem 1rem}
legend{font-weight:600;padding:0 .4rem}
.ends{margin:.2rem 0 .6rem;color:#555}
.scale{display:flex;flex-wrap:wrap;gap:.5rem}
.scale label{border:1px solid #8a9199;border-radius:6px;padding:.3rem .8rem;cursor:pointer}
.scale input{margin-right:.4rem}
input[type=text],textarea{width:100%;box-sizing:border-box;font:inherit;padding:.4rem;border:1px solid #8a9199;border-radius:6px}
button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:6px;background:#0b5cad;color:#fff;cursor:pointer}
:focus-visible{outline:3px solid #f2a900;outline-offset:2px}
@media (prefers-color-scheme:dark){body{color:#e8eaed;background:#16191d}.ends{color:#aab}input[type=text],textarea{background:#0f1114;color:inherit}}
@media print{button,#done{display:none}}
</style>
</head>
<body>
<h1>@TITLE@</h1>
@INTRO@
<form id="sheet" autocomplete="off">
<fieldset><label>@NAME@<input type="text" name="name"></label><label>@ID@<input type="text" name="id"></label></fieldset>
@QUESTIONS@
<p id="missing" role="alert"></p>
<noscript><p>@NOSCRIPT@</p></noscript>
<button type="submit">@SAVE@</button>
</form>
<section id="done" hidden><p>@SAVED@</p><textarea id="copy" rows="4" readonly></textarea></section>
<script>@SCRIPT@</script>
</body>
</html>
"""
_SCRIPT = """
(function () {
  var keys = @KEYS@, survey = @SURVEY@, form = document.getElementById('sheet');
  location.hash.slice(1).split('&').forEach(function (part) {
    var pair = part.split('='), field = form.elements[decodeURIComponent(pair[0])];
    if (field && (pair[0] === 'id' || pair[0] === 'name')) field.value = decodeURIComponent((pair[1] || '').replace(/\\+/g, ' '));
  });
  function cell(text) {
    text = String(text || '').replace(/\\r?\\n/g, ' ');
    if (/^[=+\\-@]/.test(text)) text = "'" + text;
    return /[",]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    var now = new Date(), two = function (n) { return (n < 10 ? '0' : '') + n; };
    var day = now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
    var value = function (key) { var field = form.elements[key]; return field ? field.value : ''; };
    var given = keys.map(value);
    var who = value('id') || value('name');
    if (!who || !given.some(Boolean)) { document.getElementById('missing').textContent = @MISSING@; return; }
    document.getElementById('missing').textContent = '';
    var heads = ['survey', 'id', 'name', 'date'].concat(keys);
    var row = [survey, value('id'), value('name'), day].concat(given);
    var text = heads.map(cell).join(',') + '\\r\\n' + row.map(cell).join(',') + '\\r\\n';
    var link = document.createElement('a');
    link.href = 'data:text/csv;charset=utf-8,' + encodeURIComponent('\\ufeff' + text);
    link.download = ('answers-' + survey + '-' + who).replace(/[^\\w\\u4e00-\\u9fff.-]+/g, '-') + '.csv';
    document.body.appendChild(link); link.click(); link.remove();
    document.getElementById('copy').value = text;
    document.getElementById('done').hidden = false;
    document.getElementById('done').scrollIntoView();
  });
})();
"""
