#!/usr/bin/env python3
"""The report adds up: what is said again after a broken line or a death of the program is said once, a sheet or a
draft that lies is found out by whoever would rest on it, a hub that announces what did not happen is exposed, and an
answer of two persons takes two at their desks. Founds a mission in which two sign for an office."""
import base64
import pathlib
import shutil
import subprocess
import tempfile
import time

import found
import harness

PARTIES = [{"office": "tur", "kind": "guarantor"}, {"office": "irn", "kind": "guarantor"},
           {"office": "un", "kind": "observer", "kinds": ["observation", "administrative"]}]
DEVICES = [("tur", "d01", "p11", ["duty", "jwg"]), ("tur", "d02", "p12", ["duty", "jwg"]),
           ("irn", "d01", "p11", ["duty", "jwg"]), ("irn", "d02", "p12", ["jwg"])]
PAST = ("--from", "2017-05-01", "--to", "2017-05-31")
FUTURE = ("--from", "2100-01-01", "--to", "2100-01-31")
EVENT_s = 1493632800  # in PAST
DAY_ms = 24 * 3600 * 1000
# How many times a command is killed on its way, spread over the time that it takes.
KILLS = 40 if harness.LONG else 8
RESERVATION = "We do not accept the zone of the event of 4 May."


class Reports(harness.MissionTest):
    @classmethod
    def setUpClass(cls):
        template = pathlib.Path(tempfile.mkdtemp(prefix="liaison-reports-"))
        cls.addClassCleanup(shutil.rmtree, template, ignore_errors=True)
        mission = {**found.MISSION, "parties": PARTIES, "two_person": ["report"],
                   "zones": [{"id": "idlib", "established_by": ["irn", "tur"]}]}
        found.Founding(template, mission, DEVICES).found()
        harness.Programs.template = template

    def setUp(self):
        super().setUp()
        names = [f"{office}-{label}" for office, label, _, _ in DEVICES]
        self.mission.start(*names)
        self.assertEqual(self.mission.hub.run("time-zones").code, 0)
        self.tur, self.tur2, self.irn, self.irn2 = (self.mission.desk(name) for name in names)
        for desk in (self.tur, self.tur2, self.irn, self.irn2):
            desk.inbox()

    def open(self, report, days=PAST, *more):
        self.tur.must("report", "open", report, *days, *more)

    def report(self, desk, report):
        return desk.must("report", "status", report)[0]

    def contribution(self, desk, report, office):
        offices = self.report(desk, report)["offices"]
        return next(shown for shown in offices if shown["office"] == office).get("contribution")

    def papers(self, desk, report, part="sheet"):
        """What this desk has sent for a report, the newest first."""
        return [notice for notice in desk.inbox() if notice.get("kind") == "report_sheet/1" and notice["sent"]
                and (notice["form"]["report"], notice["form"]["part"]) == (report, part)]

    def size(self, desk):
        return desk.head()["size"]

    def violation(self, desk, to, kind="mortar"):
        fields = {"kind": kind, "count": 1, "source": "own_observation", "confidence": "confirmed",
                  "event.time_s": EVENT_s, "event.accuracy_s": 60, "event.time_zone": "Asia/Damascus",
                  "place.name": "Sarmin", "place.lat_e7": 358900000, "place.lon_e7": 367200000,
                  "place.accuracy_m": 500}
        words = [word for name, value in fields.items() for word in ("--field", f"{name}={value}")]
        return desk.must("send", "violation", "--precedence", "routine", "--label", "mission", *words,
                         "--zone", "idlib", "--to", to)[0]

    # What is said again.

    def assertWaits(self, answer, reason):
        self.assertRefused(answer, 6, reason)
        return answer.error["subject"]

    def test_a_contribution_said_again_after_a_broken_line_is_one_paper_and_one_note(self):
        self.open("JWG-1")
        size = self.size(self.tur)
        self.mission.hub.stop()
        serial = self.assertWaits(self.tur.run("report", "contribute", "JWG-1"), "PAPER_WAITS")
        again = self.assertWaits(self.tur.run("report", "contribute", "JWG-1"), "PAPER_WAITS")
        self.assertEqual(again, serial, "it goes on with the one that waits")
        self.mission.hub.start()
        self.assertEqual(self.tur.must("report", "contribute", "JWG-1")[0]["act"], "contribute")
        self.assertEqual(self.size(self.tur), size + 2, "one paper, one note")
        papers = self.papers(self.tur, "JWG-1")
        self.assertEqual([paper["serial"] for paper in papers], [serial])
        self.assertEqual(self.contribution(self.irn, "JWG-1", "tur")["text"], papers[0]["notice"])
        self.send_copies(serial)

    def send_copies(self, serial):
        """Somebody has lost the sheet: it goes once more, and no note is signed."""
        again = self.tur.must("report", "contribute", "JWG-1")[0]
        self.assertTrue(again["already"])
        papers = self.papers(self.tur, "JWG-1")
        self.assertEqual((len(papers), papers[-1]["serial"]), (2, serial))
        self.mission.hub.stop()
        copy = self.assertWaits(self.tur.run("report", "contribute", "JWG-1"), "QUEUED")
        self.assertEqual(self.assertWaits(self.tur.run("report", "contribute", "JWG-1"), "QUEUED"), copy)
        self.mission.hub.start()
        self.assertTrue(self.tur.must("report", "contribute", "JWG-1")[0]["already"])
        self.assertEqual([paper["serial"] for paper in self.papers(self.tur, "JWG-1")][0], copy)
        self.assertEqual(len(self.papers(self.tur, "JWG-1")), 3)
        self.assertEqual(self.contribution(self.tur, "JWG-1", "tur")["text"], papers[-1]["notice"])

    def test_a_part_that_waits_is_not_made_again(self):
        self.open("JWG-1")
        self.tur2.inbox()
        self.mission.hub.stop()
        words = ("report", "contribute", "JWG-1", "--part")
        serial = self.assertWaits(self.tur2.run(*words), "QUEUED")
        self.assertEqual(self.assertWaits(self.tur2.run(*words), "QUEUED"), serial)
        self.mission.hub.start()
        self.tur2.must(*words)
        self.assertEqual([paper["serial"] for paper in self.papers(self.tur2, "JWG-1", "part")], [serial])

    def draft(self, report):
        for desk in (self.tur, self.irn):
            desk.must("report", "contribute", report)
        return self.tur.must("report", "assemble", report)[0]

    def test_a_draft_and_words_that_wait_are_not_made_again(self):
        self.open("JWG-1")
        for desk in (self.tur, self.irn):
            desk.must("report", "contribute", "JWG-1")
        words = ("report", "assemble", "JWG-1")
        self.tur.must(*words, "--dry-run")  # fetches the sheets
        self.mission.hub.stop()
        serial = self.assertWaits(self.tur.run(*words), "PAPER_WAITS")
        self.assertEqual(self.assertWaits(self.tur.run(*words), "PAPER_WAITS"), serial)
        self.mission.hub.start()
        self.assertEqual(self.tur.must(*words)[0]["act"], "draft", "also by a cut before its own paper")
        self.assertEqual([paper["serial"] for paper in self.papers(self.tur, "JWG-1", "draft")], [serial])
        self.irn.inbox()
        self.mission.hub.stop()
        words = ("report", "comment", "JWG-1", "--text", "The event at Sarmin is one.")
        serial = self.assertWaits(self.irn.run(*words), "PAPER_WAITS")
        self.assertEqual(self.assertWaits(self.irn.run(*words), "PAPER_WAITS"), serial)
        self.mission.hub.start()
        self.assertEqual(self.irn.must(*words)[0]["act"], "comment")
        self.assertTrue(self.irn.must(*words)[0]["already"], "the same words of the same office")
        self.assertEqual([paper["serial"] for paper in self.papers(self.irn, "JWG-1", "comment")], [serial])

    def test_a_note_that_waits_is_not_signed_again(self):
        self.open("JWG-1")
        self.draft("JWG-1")
        self.irn.inbox()
        size = self.size(self.irn)
        self.mission.hub.stop()
        for _ in range(2):
            self.assertEqual(self.assertWaits(self.irn.run("report", "comment", "JWG-1"), "QUEUED"), "JWG-1")
        self.mission.hub.start()
        self.assertTrue(self.irn.must("report", "comment", "JWG-1")[0]["already"])
        self.assertEqual(self.size(self.irn), size + 1, "one note")

    def test_a_contribution_that_is_killed_on_its_way_is_one_paper_and_one_note(self):
        words = self.tur.arguments("report", "contribute")
        self.open("JWG-0", ("--from", "2016-01-01", "--to", "2016-01-01"))
        begin = time.monotonic()
        self.tur.must("report", "contribute", "JWG-0")
        whole_s = time.monotonic() - begin
        ends = []
        for number in range(1, KILLS + 1):
            report = f"JWG-{number}"
            self.open(report, ("--from", f"2016-02-{number % 28 + 1:02}", "--to", f"2016-03-{number // 28 + 1:02}"))
            before = self.size(self.tur)
            process = subprocess.Popen([*words, report], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
            try:
                said, _ = process.communicate(timeout=whole_s * number / KILLS)
            except subprocess.TimeoutExpired:
                process.kill()
                said, _ = process.communicate()
            # Whoever was told that it is done does not say it again: that would send a copy.
            if b'"act"' not in said:
                self.tur.must("report", "contribute", report)
            papers = self.papers(self.tur, report)
            self.assertEqual(len(papers), 1, f"killed after {number}/{KILLS}")
            self.assertEqual(self.size(self.tur), before + 2, f"killed after {number}/{KILLS}")
            self.assertEqual(self.contribution(self.tur, report, "tur")["text"], papers[0]["notice"])
            ends.append(process.returncode)
        harness.report(f"killed {sum(end != 0 for end in ends)} of {KILLS} contributions in {whole_s:.2f} s each")

    # What lies.

    def lie(self, desk, report, what, was, now):
        done = subprocess.run([harness.Programs.more[1], str(desk.home), str(self.mission.passphrase), report, what,
                               was, now], capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_sheet_that_lies_is_found_out_before_anything_rests_on_it(self):
        sent = self.violation(self.irn, "tur/jwg")
        self.violation(self.irn, "tur/jwg", "artillery")
        self.open("JWG-1")
        for desk in (self.tur, self.irn):
            desk.must("report", "contribute", "JWG-1")
        index = next(notice["index"] for notice in self.tur.received() if notice["serial"] == sent["serial"])
        place = f'"index":{index},'
        for was, now, reason in ((place, f'"index":{index - 1},', "SHEET_LEAF"),
                                 ('"kind":"mortar"', '"kind":"artillery"', "SHEET_ROW")):
            self.lie(self.irn, "JWG-1", "contribute", was, now)
            for words in (("assemble", "--dry-run"), ("assemble",)):
                answer = self.tur.run("report", words[0], "JWG-1", *words[1:])
                self.assertRefused(answer, 7, reason)
                self.assertEqual((answer.error["subject"], answer.error["field"]), (sent["serial"], "irn"))
            self.assertEqual(self.report(self.tur, "JWG-1")["drafts"], [])
            # The honest sheet again: it counts from here on.
            self.irn.must("report", "contribute", "JWG-1")
        self.tur.must("report", "assemble", "JWG-1")

    def test_what_a_sheet_leaves_out_is_signed_only_by_saying_so(self):
        serial = self.violation(self.tur, "irn/jwg")["serial"]
        self.open("JWG-1")
        self.tur.must("report", "contribute", "JWG-1", "--withhold", serial)
        self.irn.must("report", "contribute", "JWG-1")
        self.lie(self.tur, "JWG-1", "contribute", '"why":"withheld"', '"why":"out_of_scope"')
        self.tur.must("report", "assemble", "JWG-1")
        self.tur.must("report", "freeze", "JWG-1")
        note = str(pathlib.Path(self.folder) / "sign.note")
        words = ("report", "sign", "JWG-1", "--out", note)
        answer = self.irn.run(*words)
        self.assertRefused(answer, 7, "SHEET_OMITS")
        self.assertEqual((answer.error["subject"], answer.error["field"]), (serial, "tur"))
        self.assertIn('"SHEETS_OMIT"', answer.err)
        self.assertFalse(pathlib.Path(note).exists())
        self.irn.must(*words, "--despite-omissions")
        self.assertTrue(pathlib.Path(note).exists())

    def answer_by_two(self, desk, second, *words):
        note = str(pathlib.Path(self.folder) / f"{desk.home.name}.note")
        desk.must("report", words[0], "JWG-1", *words[1:], "--out", note)
        second.must("report", words[0], "JWG-1", "--with", note)

    def test_a_sheet_that_lies_is_set_aside_and_holds_up_nothing(self):
        self.violation(self.irn, "tur/jwg")
        self.violation(self.tur, "irn/jwg", "artillery")
        self.open("JWG-1")
        for desk in (self.tur, self.irn):
            desk.must("report", "contribute", "JWG-1")
        self.lie(self.irn, "JWG-1", "contribute", '"kind":"mortar"', '"kind":"artillery"')
        self.assertRefused(self.tur.run("report", "assemble", "JWG-1"), 7, "SHEET_ROW")
        self.assertRefused(self.tur.run("report", "assemble", "JWG-1", "--set-aside", "un"), 2, "USAGE")
        self.tur.must("report", "assemble", "JWG-1", "--set-aside", "irn")
        self.irn.must("report", "contribute", "JWG-1")
        self.tur.must("report", "freeze", "JWG-1")
        self.assertEqual(self.report(self.irn, "JWG-1")["drafts"][-1]["set_aside"], ["irn"])
        self.answer_by_two(self.irn, self.irn2, "reserve", "--text", RESERVATION)
        self.answer_by_two(self.tur, self.tur2, "sign")
        evidence = str(pathlib.Path(self.folder) / "evidence.zip")
        self.tur.must("report", "export", "JWG-1", evidence)
        verdict = self.tur.must("report", "verify", evidence)[0]
        self.assertEqual((verdict["outcome"], verdict["rows"]), ("with_reservations", {"failed": 0, "opened": 1, "sealed": 0}))

    def test_a_draft_that_lies_is_signed_by_nobody(self):
        self.violation(self.tur, "irn/jwg")
        self.open("JWG-1")
        self.draft("JWG-1")
        self.irn.must("report", "review", "JWG-1")
        self.lie(self.tur, "JWG-1", "draft", '"rule":"V1","value":1', '"rule":"V1","value":2')
        answer = self.irn.run("report", "review", "JWG-1")
        self.assertRefused(answer, 7, "MODEL_DIFFERS")
        self.assertIn("2 → 1", answer.err, "which figure, and what it is here")
        self.tur.must("report", "freeze", "JWG-1")
        note = str(pathlib.Path(self.folder) / "sign.note")
        self.assertRefused(self.irn.run("report", "sign", "JWG-1", "--out", note), 7, "MODEL_DIFFERS")
        self.assertFalse(pathlib.Path(note).exists())

    def announce(self, report, state, at_ms):
        """The hub says so, whatever the log gives."""
        ref = base64.b64encode(bytes(32)).decode()
        text = (f"{harness.NS}/alert/v1\nnonce {7:032x}\ncause -\nby report 1.0.0 {ref}\ncode STATE\n"
                f"precedence routine\nmailbox tur/jwg\nref {ref}\nparam at_ms i {at_ms}\n"
                f"param report t {report}\nparam state t {state}\n")
        self.mission.hub.stop()
        done = subprocess.run([harness.Programs.more[0], harness.NS, str(self.mission.hub.data), "public_alert"],
                              input=text.encode(), capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.mission.hub.start()

    def test_a_hub_that_announces_what_the_log_does_not_give_is_exposed(self):
        self.open("JWG-1")
        self.open("JWG-2", FUTURE)
        self.announce("JWG-1", "signing", self.tur.head()["time_ms"])
        for desk in (self.tur, self.irn):
            for words in (("JWG-1",), ()):
                answer = desk.run("report", "status", *words)
                self.assertRefused(answer, 7, "HUB_DISAGREES")
                self.assertEqual(answer.error["subject"], "JWG-1")
                shown = {value["report"]: value for value in answer.values}
                self.assertEqual((shown["JWG-1"]["state"], shown["JWG-1"]["hub_agrees"]), ("collecting", False))
            self.assertTrue(self.report(desk, "JWG-2")["hub_agrees"])
        # Who acts goes by his own copy of the log.
        answer = self.irn.run("report", "contribute", "JWG-1")
        self.assertEqual(answer.code, 0, answer)
        self.assertIn("signing", answer.err)

    # What comes of an opening without times, and of two persons.

    def due(self, report):
        return {owed["due"]: owed["due_ms"] for owed in self.report(self.tur, report)["missing"]}

    def say(self, desk, typed, *words):
        """By an officer at a terminal; how it ended and what he saw."""
        terminal = harness.Terminal([word for word in desk.arguments(*words) if word != "--json"])
        terminal.wait_for("[yes/no]")
        terminal.type(typed + "\n")
        return terminal.wait(), terminal.said

    def test_two_persons_answer_for_an_office_by_the_times_that_nobody_named(self):
        self.open("JWG-1", FUTURE)
        shown = self.report(self.tur, "JWG-1")
        end_ms = shown["period"]["end_ms"]
        self.assertEqual((shown["persons"], self.due("JWG-1")), (2, {"contribution": end_ms + 3 * DAY_ms}))
        self.draft("JWG-1")
        self.assertEqual(self.due("JWG-1"), {"review": end_ms + 5 * DAY_ms})
        self.tur.must("report", "freeze", "JWG-1")
        self.assertEqual(self.due("JWG-1"), {"sign": end_ms + 7 * DAY_ms})
        self.assertRefused(self.irn.run("report", "sign", "JWG-1"), 5, "NEEDS_TWO")
        note = str(pathlib.Path(self.folder) / "irn.note")
        self.irn.must("report", "reserve", "JWG-1", "--text", RESERVATION, "--out", note)
        self.assertEqual(len(self.papers(self.irn, "JWG-1", "reservation")), 1)
        # Lost on the way: signed again, about the same words.
        pathlib.Path(note).unlink()
        self.irn.must("report", "reserve", "JWG-1", "--text", RESERVATION, "--out", note)
        self.assertEqual(len(self.papers(self.irn, "JWG-1", "reservation")), 1)
        self.assertRefused(self.irn.run("report", "reserve", "JWG-1", "--with", note), 5, "SIGNED")
        self.assertNotEqual(self.say(self.irn2, "no", "report", "reserve", "JWG-1", "--with", note)[0], 0)
        self.assertEqual(self.due("JWG-1"), {"sign": end_ms + 7 * DAY_ms}, "he has not signed")
        code, said = self.say(self.irn2, "yes", "report", "reserve", "JWG-1", "--with", note)
        self.assertEqual(code, 0, said)
        self.assertLess(said.index(RESERVATION), said.index("[yes/no]"), "he sees what he signs")
        answer = next(office["answer"] for office in self.report(self.tur, "JWG-1")["offices"]
                      if office["office"] == "irn")
        self.assertEqual((answer["act"], answer["device"], answer["second"]),
                         ("reserve", f"{harness.NS}/irn/d01", f"{harness.NS}/irn/d02"))
        self.assertEqual(answer["text"], self.papers(self.irn, "JWG-1", "reservation")[0]["notice"])
        note = str(pathlib.Path(self.folder) / "tur.note")
        self.tur.must("report", "sign", "JWG-1", "--out", note)
        code, said = self.say(self.tur2, "yes", "report", "sign", "JWG-1", "--with", note)
        self.assertEqual(code, 0, said)
        self.assertEqual(self.report(self.irn, "JWG-1")["outcome"], "with_reservations")


if __name__ == "__main__":
    harness.main("HUB_WORD", "REPORT_LIE")
