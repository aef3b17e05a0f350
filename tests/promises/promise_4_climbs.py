#!/usr/bin/env python3
"""Promise 4: no violation is silently left unanswered. Real hub, real plugin, real clients, real time, a ladder
with waits of seconds: nobody answers, and it climbs; each rung is told once, whoever is killed meanwhile."""
import json
import os
import pathlib
import signal
import subprocess
import time

import harness

WAITS_S = (4, 4, 4)
VIOLATION = {"label": "mission", "zone": "idlib", "kind": "mortar", "count": 3, "source": "own_observation",
             "confidence": "confirmed", "text": "Three rounds.",
             "place": {"name": "Sarmin", "lat_e7": 359000000, "lon_e7": 367000000, "accuracy_m": 500},
             "event": {"time_s": 1795000000, "accuracy_s": 60, "time_zone": "Asia/Damascus"}}


def ladder():
    targets = (["to"], ["addressee/head"], ["guarantors/jwg"])
    rungs = [{"targets": names, "wait_s": dict.fromkeys(("flash", "immediate", "priority", "routine"), wait)}
             for names, wait in zip(targets, WAITS_S)]
    return {"ack": "any", "catch_up": "strict", "on_empty": "advance", "on_undeliverable": "advance",
            "renotify_on_handover": False, "repeat": 0, "rungs": rungs}


class Promise4(harness.MissionTest):
    DESKS = ("tur-d01", "irn-d01", "irn-d02")

    def setUp(self):
        super().setUp()
        (self.bundle,) = harness.Programs.more
        self.mission.start(*self.DESKS)
        self.tur, self.irn, self.head = (self.mission.desk(name) for name in self.DESKS)
        self.set_ladder()
        for words in (["install", self.bundle], ["enable", "escalation"]):
            answer = self.mission.hub.run("plugin", *words)
            self.assertEqual(answer.code, 0, answer)

    def set_ladder(self):
        rules = pathlib.Path(self.folder) / "ladder.json"
        rules.write_text(json.dumps(ladder()), encoding="utf-8")
        note = str(pathlib.Path(self.folder) / "ladder.note")
        self.tur.must("ladder", "define", "L-SHORT", str(rules), "--out", note)
        self.head.must("ladder", "approve", note)
        self.head.must("ladder", "submit", note)
        self.tur.must("inbox")

    def send(self):
        form = pathlib.Path(self.folder) / "violation.json"
        form.write_text(json.dumps(VIOLATION), encoding="utf-8")
        return self.tur.must("send", "violation", "--to", "irn/duty", "--precedence", "flash", "--ladder", "L-SHORT",
                             "--file", str(form))[0]

    def wait_for(self, found):
        deadline = time.monotonic() + harness.PATIENCE_S
        while not found():
            self.assertLess(time.monotonic(), deadline, "nothing came")
            time.sleep(0.3)

    def explained(self, serial, desk=None):
        answer = (desk or self.tur).run("incident", "explain", serial)
        self.assertIn(answer.code, (0, 1), answer)
        return answer

    def told(self, serial, lang="en", desk=None):
        """As a person reads it."""
        words = (desk or self.tur).arguments("incident", "explain", serial)
        words.remove("--json")
        words[words.index("en")] = lang
        return harness.run(words).out

    def test_it_climbs_until_the_end_and_every_line_says_why(self):
        serial = self.send()["serial"]
        self.wait_for(lambda: '"phase":"exhausted"' in self.explained(serial).out)
        for lang in ("en", "tr", "ar"):
            harness.report(self.told(serial, lang))
        harness.report(self.told(serial, "en", self.head))
        # Whoever was told later reads what was sealed at the beginning.
        held = [notice for notice in self.head.received() if notice.get("serial") == serial]
        self.assertEqual(len(held), 1, held)
        harness.report(str(self.head.must("show", serial)[0]))

    def test_who_answers_ends_it(self):
        serial = self.send()["serial"]
        self.irn.must("inbox")
        self.irn.must("ack", serial)
        time.sleep(sum(WAITS_S) + 1)
        self.assertEqual([n for n in self.head.received() if n.get("serial") == serial], [])

    def kill(self, what):
        if what == "hub":
            self.mission.hub.kill()
            self.mission.hub.start()
        else:
            found = subprocess.run(["pgrep", "-f", str(self.mission.hub.data)], capture_output=True, text=True,
                                   check=False)
            del found

    def releases(self, serial):
        events = [json.loads(line) for line in self.watched.lines]
        return [event for event in events if event.get("event") == "release"]

    def test_killed_hub_and_plugin_lose_and_repeat_no_rung(self):
        serial = self.send()["serial"]
        watch = self.head.watch()
        self.addCleanup(watch.end, signal.SIGKILL)
        for _ in range(8):
            time.sleep(0.7)
            for pid in plugin_processes(self.mission.hub.running.process.pid):
                os.kill(pid, signal.SIGKILL)
            self.mission.hub.kill()
            self.mission.hub.start()
        self.wait_for(lambda: '"phase":"exhausted"' in self.explained(serial).out)
        harness.report("\n".join(watch.lines))
        harness.report(self.explained(serial).out)


def plugin_processes(parent):
    """The launcher's children: what it has started."""
    children = pathlib.Path(f"/proc/{parent}/task")
    found = []
    for task in children.glob("*/children"):
        for child in task.read_text().split():
            found += [int(pid) for file in pathlib.Path(f"/proc/{child}/task").glob("*/children")
                      for pid in file.read_text().split()]
    return found


if __name__ == "__main__":
    harness.main("BUNDLE")
