"""For the tests of plugins: a mission founded by notice_load, which is also its load; bundles of the
test plugins, with manifests changed as a test needs; the plugins' processes.
"""
import collections
import itertools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import harness

POLL_S = 0.02
HUB_EXTRA = "[limits]\nsubmits_per_minute = 1000000\n"


class Load(harness.Lines):
    """notice_load, which says what it does."""

    def __init__(self, program, hub):
        super().__init__([program, str(hub.folder), str(hub.port)], stdin=subprocess.PIPE)
        self._read_to = 0
        self._await()

    def _await(self):
        """The line that ends an order."""
        line, position = self.wait_for(lambda line: not line.startswith("answered "), self._read_to)
        self._read_to = position + 1
        return line

    def begin(self, order):
        self.process.stdin.write(f"{order}\n".encode())
        self.process.stdin.flush()

    def finish(self):
        """Waits for what was begun."""
        line = self._await()
        if not line.startswith(("sent ", "records ", "canary ")):
            raise AssertionError(line)
        return line

    def obey(self, order):
        self.begin(order)
        return self.finish()

    def end_input(self):
        self.process.stdin.close()


def children(pid):
    """Of any thread of that process."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in task.read_text().split()]
        except OSError:
            continue  # the thread has ended
    return found


class PluginTest(unittest.TestCase):
    """Every test method has a mission, a running hub and a load of its own."""

    def setUp(self):
        load_program, bundles = harness.Programs.more
        self.bundles = pathlib.Path(bundles)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="liaison-plugins-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.hub = harness.Hub(self.folder / "hub", ns="deescalation.example")
        self.addCleanup(self._end_hub)
        self.load = Load(load_program, self.hub)
        self.addCleanup(self._end_load)
        self.hub.configure(HUB_EXTRA)
        self.hub.start()

    def _end_load(self):
        self.load.end_input()
        self.load.end(signal.SIGKILL)

    def _end_hub(self):
        if self.hub.running is not None:
            self.hub.kill()

    def poll(self, look, what):
        """What `look` returns as soon as it is something."""
        until = time.monotonic() + harness.PATIENCE_S
        while True:
            found = look()
            if found:
                return found
            if time.monotonic() > until:
                self.fail("\n".join([f"never: {what}", *self.hub.running.lines[-20:],
                                     self.hub.run("plugin", "list").out]))
            time.sleep(POLL_S)

    def must(self, *arguments):
        """`liaison-hub plugin ...`; its answer."""
        answer = self.hub.run("plugin", *arguments)
        self.assertEqual(answer.code, 0, answer)
        return answer.values[0]

    def bundle(self, name, **changes):
        """A copy of the test plugin's bundle; the manifest's fields as in `changes`."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="bundle-", dir=self.folder))
        shutil.copy(self.bundles / name / "plugin", folder / "plugin")
        lines = (self.bundles / name / "manifest.textproto").read_text().splitlines()
        for field, value in changes.items():
            lines = [line for line in lines if not line.startswith((field + ":", field + " {"))]
            lines.append(f"{field} {value}" if value.startswith("{") else f"{field}: {value}")
        (folder / "manifest.textproto").write_text("\n".join(lines) + "\n")
        return folder

    def install(self, name, **changes):
        self.must("install", str(self.bundle(name, **changes)))

    def enable(self, name, **changes):
        self.install(name, **changes)
        self.must("enable", name)

    def plugin(self, name):
        return next(row for row in self.must("list")["plugins"] if row["plugin"] == name)

    def await_plugin(self, name, wanted, what):
        """Its row of `plugin list` as soon as `wanted` holds for it."""
        def look():
            row = self.plugin(name)
            return row if wanted(row) else None
        return self.poll(look, f"{name} {what}")

    def await_done(self, name):
        """Live, and nothing waits for it."""
        return self.await_plugin(name, lambda row: row["state"] == "live" and row["behind"] == 0,
                                 "live at the head of the log")

    def await_state(self, name, state):
        return self.await_plugin(name, lambda row: row["state"] == state, f"in state {state}")

    def quarantine(self, name):
        return self.must("quarantine", "list", name)["quarantine"]

    def launcher(self):
        """The hub's only child; None while there is none."""
        found = children(self.hub.running.process.pid)
        return found[0] if found else None

    def processes(self):
        """Process ids of all plugins."""
        launcher = self.launcher()
        try:
            return children(launcher) if launcher else []
        except OSError:
            return []

    def await_process(self):
        return self.poll(self.processes, "a plugin's process")[0]

    def kill_plugin(self, name):
        """Once it is up: before, the launcher's child may be its self-attack."""
        while True:
            self.await_plugin(name, lambda row: row["state"] in ("live", "catching-up"), "up")
            try:
                return os.kill(self.await_process(), signal.SIGKILL)
            except ProcessLookupError:
                continue  # it ended by itself, another comes

    def records(self):
        """What was accepted and which alerts reached tur/duty; each accepted envelope was found in
        the log exactly once."""
        path = self.folder / "records"
        self.load.obey(f"records {path}")
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        return ([row for row in rows if "envelope" in row], [row for row in rows if "alert" in row])

    def alerts(self, code):
        return [row for row in self.records()[1] if row["alert"] == code]

    def index_of(self, ladder):
        """Where the first envelope of that ladder is."""
        return min(row["index"] for row in self.records()[0] if row["ladder"] == ladder)

    def assert_counted(self):
        """`count` has made exactly its effects: an alert TEN for every tenth envelope of a ladder,
        because of that one, in order, none twice. Returns how many."""
        envelopes, alerts = self.records()
        expected = []
        seen = collections.Counter()
        for row in sorted(envelopes, key=lambda row: row["index"]):
            seen[row["ladder"]] += 1
            if row["ladder"] and seen[row["ladder"]] % 10 == 0:
                expected.append((row["index"], "count", "TEN", (row["envelope"],), ("tur/duty",)))
        found = [(row["cause"], row["plugin"], row["alert"], tuple(row["refs"]),
                  tuple(row["mailboxes"])) for row in sorted(alerts, key=lambda row: row["index"])
                 if row["plugin"] == "count"]
        self.assertEqual([key for key, times in collections.Counter(found).items() if times != 1],
                         [])
        # One by one: a list of both, side by side, takes hours for long ones.
        for at, (was, wanted) in enumerate(itertools.zip_longest(found, expected)):
            self.assertEqual(was, wanted, f"the alert number {at} of {len(found)}")
        return len(found)

    def assert_replays(self, name):
        """A replay makes of the log what the plugin made of it, and adds no record."""
        chain = self.plugin(name)["effect_chain"]
        size = self.hub.run("status").values[0]["size"]
        rebuilt = self.must("replay", "rebuild", name)
        self.assertEqual(rebuilt["effect_chain"], chain)
        self.assertEqual(self.plugin(name)["effect_chain"], chain)
        self.assertEqual(self.hub.run("status").values[0]["size"], size)

    def assert_check_clean(self):
        """Stops the hub; `liaison-hub check` finds nothing."""
        self.assertEqual(self.hub.stop(), 0, self.hub.log[-20:])
        checked = self.hub.run("check")
        self.assertEqual(checked.code, 0, checked)


def main():
    """promise_8_X.py LIAISON LIAISON_HUB MISSION NOTICE_LOAD TEST_BUNDLES [unittest arguments]"""
    harness.main("NOTICE_LOAD", "TEST_BUNDLES")
