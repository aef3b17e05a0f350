#!/usr/bin/env python3
"""The steps of plugins/README.md, as they stand there, on a mission of real programs: a new plugin, changed a
little, built, tried on its script, installed, enabled, and heard by the desk that it speaks to."""
import os
import pathlib
import subprocess
import unittest

import harness

PAGE = pathlib.Path(__file__).parents[2] / "plugins" / "README.md"
# Notices of these desks have no ladder, so the new plugin counts by sender, and speaks at once.
EDITS = {
    "main.cc": [("    if (!envelope.has_ladder()) return;\n", ""),
                ("const std::string& ladder = envelope.ladder().id();", "const std::string& ladder = envelope.as();"),
                ("kAlertEvery = 10", "kAlertEvery = 2"), ("COUNT_TEN", "COUNT_TWO")],
    "manifest.textproto": [("COUNT_TEN", "COUNT_TWO")],
    "script.json": [("COUNT_TEN", "COUNT_TWO"), ('"times": 9', '"times": 1'), ('"count": "10"', '"count": "2"'),
                    ('"key": "L-STD"', '"key": "tur/duty"')],
}


def steps():
    """The commands of the page's first block after "Forty lines", with their comments."""
    lines = PAGE.read_text(encoding="utf-8").split("## Forty lines\n")[1].splitlines()
    block = []
    for line in lines:
        if not line.startswith("    "):
            break
        block.append(line.strip())
    return block


class PluginFirstHour(harness.MissionTest):
    def in_shell(self, command):
        """As somebody types it whose programs are in the path."""
        done = subprocess.run(["sh", "-c", command.replace("BUILD", self.build)], cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=harness.PATIENCE_S,
                              env={**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}"}, check=False)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def prepare_path(self):
        plugkit, self.build = harness.Programs.more
        self.path = pathlib.Path(self.folder) / "bin"
        self.path.mkdir()
        (self.path / "plugkit").symlink_to(plugkit)
        hub = self.path / "liaison-hub"
        hub.write_text(f'#!/bin/sh\nexec "{harness.Programs.hub}" --config "{self.mission.hub.config}" "$@"\n')
        hub.chmod(0o755)

    def edit(self):
        for name, changes in EDITS.items():
            file = pathlib.Path(self.folder) / "watch" / name
            text = file.read_text(encoding="utf-8")
            for old, new in changes:
                self.assertIn(old, text, name)
                text = text.replace(old, new)
            file.write_text(text, encoding="utf-8")

    def test_from_the_page_alone(self):
        self.prepare_path()
        self.mission.start("tur-d01", "irn-d01")
        sender = self.mission.desk("tur-d01")
        said = {}
        for command in steps():
            said[command.split("#")[0].strip()] = self.in_shell(command)
            if command.startswith("plugkit new"):
                self.edit()
        self.assertIn('plugin_id: "watch"', said["liaison-hub plugin install watch/build/bundles/watch"])
        first, second = (sender.must_send("irn/duty", text) for text in ("first", "second"))
        why = self.await_record(second["index"] + 1)
        self.assertEqual([step["kind"] for step in why], ["ALERT", "ENVELOPE"])
        self.assertEqual((why[0]["code"], why[0]["mailboxes"]), ("COUNT_TWO", ["tur/duty"]))
        self.assertEqual(why[1]["record"], second["index"], f"and not {first['index']}")
        listed = self.mission.hub.run("plugin", "list").values[0]["plugins"][0]
        self.assertEqual((listed["plugin"], listed["state"], listed["events"], listed["timers"]),
                         ("watch", "live", 2, 1))
        sender.inbox()  # takes it without complaint
        self.assertEqual(self.mission.hub.stop(), 0)
        self.assertEqual(self.mission.hub.run("check").code, 0)

    def await_record(self, index):
        """What `plugin why` says of a record that is about to come."""
        for _ in range(1000):
            answer = self.mission.hub.run("plugin", "why", str(index))
            if answer.code == 0:
                return answer.values[0]["chain"]
            self.assertEqual(answer.code, 3, answer)
        raise AssertionError(f"record {index} never came: {answer}")


if __name__ == "__main__":
    harness.main("PLUGKIT", "BUILD")
