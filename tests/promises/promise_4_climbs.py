#!/usr/bin/env python3
"""Promise 4: no violation is silently left unanswered. Real hub, real plugin, real clients, real time, a ladder
with waits of seconds: nobody answers, and it climbs; each rung is told once, whoever is killed meanwhile."""
import json
import os
import pathlib
import signal
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

    def file(self, name, value):
        path = pathlib.Path(self.folder) / name
        path.write_text(json.dumps(value), encoding="utf-8")
        return str(path)

    def set_ladder(self):
        """As the guarantors' representatives do it."""
        note = str(pathlib.Path(self.folder) / "ladder.note")
        self.tur.must("ladder", "define", "L-SHORT", self.file("ladder.json", ladder()), "--out", note)
        early = self.tur.run("ladder", "submit", note)
        self.assertNotEqual(early.code, 0, "one guarantor alone has set a ladder")
        self.head.must("ladder", "approve", note)
        self.head.must("ladder", "submit", note)
        self.tur.must("inbox")

    def send(self):
        return self.tur.must("send", "violation", "--to", "irn/duty", "--precedence", "flash", "--ladder", "L-SHORT",
                             "--file", self.file("violation.json", VIOLATION))[0]["serial"]

    def explained(self, serial):
        answer = self.tur.run("incident", "explain", serial)
        self.assertIn(answer.code, (0, 1), answer)
        return answer.values[0]

    def wait_for_phase(self, serial, phase):
        deadline = time.monotonic() + harness.PATIENCE_S
        while self.explained(serial)["phase"] != phase:
            self.assertLess(time.monotonic(), deadline, f"never {phase}: {self.explained(serial)}")
            time.sleep(0.3)

    def rungs(self, serial):
        return [record["release"]["rung"] for record in self.explained(serial)["records"] if "release" in record]

    def held(self, desk, serial):
        return [notice for notice in desk.received() if notice.get("serial") == serial]

    def told(self, serial, lang, desk):
        """As a person reads it."""
        words = desk.arguments("incident", "explain", serial)
        words.remove("--json")
        words[words.index("en")] = lang
        return harness.run(words).out

    def test_it_climbs_until_the_end_and_every_line_says_why(self):
        serial = self.send()
        self.wait_for_phase(serial, "exhausted")
        self.assertEqual(self.rungs(serial), [2, 3])
        told = self.told(serial, "en", self.tur)
        harness.report(told)
        for line in ("Rung 2 was told and can read it: Iran, head of office. Why: nobody had answered in time.",
                     "Rung 3 was told and can read it: Iran, working group representative; Turkey",
                     "Every rung was told and nobody has answered", "Nothing more comes by itself."):
            self.assertIn(line, told)
        self.assertIn("Basamak 2 bilgilendirildi ve okuyabilir: İran, ofis başkanı.",
                      self.told(serial, "tr", self.tur))
        # Whoever was told later reads what was sealed at the beginning.
        self.assertEqual(len(self.held(self.head, serial)), 1)
        self.assertEqual(self.head.must("show", serial)[0]["form"]["kind"], "mortar")

    def test_who_answers_ends_it(self):
        serial, unanswered = self.send(), self.send()
        self.irn.must("inbox")
        self.irn.must("ack", serial)
        self.tur.must("inbox")
        # The other one shows when the first would have been at its end.
        self.wait_for_phase(unanswered, "exhausted")
        self.assertEqual(self.explained(serial)["phase"], "acknowledged")
        self.assertEqual(self.rungs(serial), [])
        self.assertEqual(self.held(self.head, serial), [])

    def test_killed_hub_and_plugin_lose_and_repeat_no_rung(self):
        watch = self.head.watch()
        self.addCleanup(watch.end, signal.SIGKILL)
        serial = self.send()
        killed = 0
        while self.explained(serial)["phase"] != "exhausted":
            for pid in harness.plugin_processes(self.mission.hub.running.process.pid):
                os.kill(pid, signal.SIGKILL)
                killed += 1
            time.sleep(0.4)
            self.mission.hub.kill()
            time.sleep(0.3)
            self.mission.hub.start()
            time.sleep(0.4)
        self.assertGreater(killed, 0)
        self.assertEqual(self.rungs(serial), [2, 3])
        shown = watch.wait_for(lambda line: serial in line)
        self.assertTrue(shown)
        notices = [line for line in watch.lines if serial in line and json.loads(line).get("kind") == "violation/1"]
        self.assertEqual(len(notices), 1, "the head's desk showed it more or less than once")


if __name__ == "__main__":
    harness.main("BUNDLE")
