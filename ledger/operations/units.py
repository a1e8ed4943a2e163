"""The files by which systemd and launchd start the watcher of a ledger at log-in and keep it running."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import escape

LABEL = "io.customer-ledger.watch"


def unit(root: Path, program: tuple[str, ...], platform: str = sys.platform, state: str = "") -> str:
    """The unit for this system: a launchd agent on macOS, a systemd user unit elsewhere.

    `program` starts `ledger` by absolute paths; `state` is LEDGER_STATE where it is set.
    """
    return _launchd(root, program, state) if platform == "darwin" else _systemd(root, program, state)


def program() -> tuple[str, ...]:
    """How `ledger` was started, by absolute paths."""
    script = Path(sys.argv[0])
    if script.stem == "ledger" and script.is_file():
        return (str(script.absolute()),)
    return (sys.executable, "-m", "ledger")


def _systemd(root: Path, program: tuple[str, ...], state: str) -> str:
    command = " ".join(map(_quoted, (*program, "-C", str(root), "watch", "--quiet")))
    environment = f"Environment={_quoted(f'LEDGER_STATE={state}')}\n" if state else ""
    return f"""\
# ~/.config/systemd/user/ledger-watch.service
# systemctl --user daemon-reload && systemctl --user enable --now ledger-watch
[Unit]
Description=Keep the customer ledger in {_plain(str(root))} fresh

[Service]
ExecStart={command}
{environment}Restart=on-failure
RestartSec=10
SuccessExitStatus=130 143

[Install]
WantedBy=default.target
"""


def _quoted(word: str) -> str:
    """A word of a systemd unit: specifiers and variables are doubled, the rest escaped as in C."""
    text = _plain(word).replace("%", "%%").replace("$", "$$")
    return f'"{text}"'


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def _launchd(root: Path, program: tuple[str, ...], state: str) -> str:
    words = (*program, "-C", str(root), "watch", "--quiet")
    listed = "\n".join(f"    <string>{escape(word)}</string>" for word in words)
    environment = (
        "  <key>EnvironmentVariables</key>\n  <dict>\n    <key>LEDGER_STATE</key>\n"
        f"    <string>{escape(state)}</string>\n  </dict>\n"
        if state
        else ""
    )
    log = escape(str(Path.home() / "Library" / "Logs" / "ledger-watch.log"))
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- ~/Library/LaunchAgents/{LABEL}.plist -->
<!-- launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{LABEL}.plist -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{LABEL}</string>
  <key>ProgramArguments</key>
  <array>
{listed}
  </array>
{environment}  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>StandardErrorPath</key>
  <string>{log}</string>
</dict>
</plist>
"""
