#!/usr/bin/env python3
"""Two persons: a notice that the mission's release policy names leaves an office only with the
signatures of two officers, whichever of their desks submits it. Founds a mission with such a
policy."""
import json
import pathlib
import shutil
import tempfile

import found
import harness

EXAMPLE = (pathlib.Path(__file__).resolve().parent.parent / "data" / "forms" / "examples"
           / "accession.1.json")


class TwoPersons(harness.MissionTest):
    @classmethod
    def setUpClass(cls):
        template = pathlib.Path(tempfile.mkdtemp(prefix="liaison-two-persons-"))
        cls.addClassCleanup(shutil.rmtree, template, ignore_errors=True)
        found.MISSION["two_person"] = ["accession"]
        found.Founding(template).found()
        harness.Programs.template = template

    def setUp(self):
        super().setUp()
        self.mission.start("irn-d01", "irn-d02", "irn-d04", "tur-d01")
        self.author, self.head = self.mission.desk("irn-d01"), self.mission.desk("irn-d02")
        self.second, self.reader = self.mission.desk("irn-d04"), self.mission.desk("tur-d01")

    def draft(self, *more):
        return self.author.must("send", "accession", "--to", "tur/duty", "--file", str(EXAMPLE),
                                *more)[0]

    def states(self, desk):
        return {draft["serial"]: draft["state"] for draft in desk.must("draft", "list")}

    def signers(self, desk, serial, folder):
        """Who signed, by the evidence."""
        pack = pathlib.Path(self.folder) / folder
        digest = desk.must("export", serial, str(pack))[0]["digest"]
        verdict = desk.must("verify", str(pack), "--digest", digest)[0]
        self.assertTrue(verdict["genuine"], verdict)
        return [line.split()[1] for line in (pack / "notice.note").read_text().splitlines()
                if line.startswith("— ")]

    def assertArrived(self, serial, folder, *signers):
        received = self.reader.received()
        self.assertEqual([notice["serial"] for notice in received], [serial])
        self.assertEqual(received[0]["form"], json.loads(EXAMPLE.read_text()))
        self.assertEqual(received[0]["findings"], [])
        self.assertEqual(self.signers(self.reader, serial, folder),
                         [f"{harness.NS}/irn/{label}" for label in signers])

    def test_the_head_signs_and_the_authors_desk_submits(self):
        drafted = self.draft()
        serial = drafted["draft_of"]
        self.assertEqual(drafted["release_by"], "irn/head")
        self.assertNotEqual(drafted["serial"], serial, "the draft has a serial of its own")
        self.assertEqual(self.reader.received(), [], "nothing left the office")
        self.assertEqual(self.states(self.head), {serial: "waiting"})
        shown = self.head.must("show", drafted["serial"])[0]
        self.assertEqual(shown["kind"], "draft/1")
        self.assertEqual(shown["draft"]["form"], json.loads(EXAMPLE.read_text()))
        self.assertEqual(shown["draft"]["to"], ["tur/duty"])
        # Who has signed cannot release, under whatever name he calls it.
        for handle in (serial, drafted["serial"]):
            self.assertRefused(self.author.run("draft", "release", handle), 4, "HOLDER")
        self.head.must("draft", "release", serial)
        self.assertEqual(self.states(self.head), {serial: "released"})
        self.assertRefused(self.head.run("draft", "release", serial), 5, "DRAFT_STATE")
        self.author.inbox()  # comes back signed, and goes out by itself
        self.assertEqual(self.states(self.author), {serial: "released"})
        self.assertArrived(serial, "by-head", "d01", "d02")
        self.assertEqual(self.head.must("status")[0]["open"], [], "released is answered")
        self.assertEqual(self.author.must("status")[0]["open"], [])

    def test_another_officer_of_the_mailbox_submits_himself(self):
        drafted = self.draft("--release-by", "irn/duty")
        self.second.must("draft", "release", drafted["draft_of"])
        self.assertArrived(drafted["draft_of"], "by-duty", "d01", "d04")
        # What its author's desk has, it has from the log.
        mine = {notice["serial"]: notice for notice in self.author.inbox()}
        self.assertEqual(mine[drafted["draft_of"]]["from"], f"{harness.NS}/irn/d04")

    def test_a_draft_may_go_through_a_hub_that_is_away(self):
        self.author.inbox()
        self.mission.hub.stop()
        drafted = self.author.run("send", "accession", "--to", "tur/duty", "--file", str(EXAMPLE))
        self.assertEqual(drafted.code, 6, drafted)
        serial = drafted.values[0]["draft_of"]
        self.mission.hub.start()
        self.author.inbox()
        self.assertEqual(self.states(self.head), {serial: "waiting"})
        self.mission.hub.stop()
        self.assertEqual(self.head.run("draft", "release", serial).code, 6)
        self.mission.hub.start()
        self.head.inbox()
        self.author.inbox()
        self.assertArrived(serial, "after", "d01", "d02")

    def test_what_is_returned_or_given_up_is_void(self):
        returned, given_up = self.draft(), self.draft()
        self.head.inbox()
        self.head.must("refuse", returned["serial"], "--reason", "disputed")
        self.author.inbox()
        self.assertEqual(self.states(self.author)[returned["draft_of"]], "returned")
        for drafted in (given_up, returned):
            self.author.must("draft", "void", drafted["draft_of"])
        for desk in (self.author, self.head):
            self.assertEqual(self.states(desk)[given_up["draft_of"]], "void")
        for drafted in (returned, given_up):
            self.assertRefused(self.head.run("draft", "release", drafted["draft_of"]), 5,
                               "DRAFT_STATE")
        self.author.inbox()
        self.assertEqual(self.reader.received(), [])
        # The serials are spent all the same: nobody can use one twice.
        self.assertNotIn(self.draft()["draft_of"],
                         (returned["draft_of"], given_up["draft_of"]))

    def test_a_release_that_crosses_a_void_is_sent_once_and_nobody_calls_it_void(self):
        serial = self.draft("--release-by", "irn/duty")["draft_of"]
        self.second.inbox()
        self.mission.hub.stop()
        self.assertEqual(self.second.run("draft", "release", serial).code, 6)
        self.mission.hub.start()
        self.author.must("draft", "void", serial)
        self.second.inbox()  # what was signed goes out
        self.assertArrived(serial, "crossed", "d01", "d04")
        self.author.inbox()
        for desk in (self.author, self.second):
            self.assertEqual(self.states(desk), {serial: "released"})

    def test_a_draft_stays_inside_the_office(self):
        refused = self.author.run("send", "accession", "--to", "tur/duty", "--file", str(EXAMPLE),
                                  "--release-by", "tur/duty")
        self.assertRefused(refused, 4, "RELEASER")
        self.assertRefused(self.author.run("send", "draft", "--to", "tur/duty"), 2, "USAGE")
        self.assertRefused(self.head.run("draft", "release", "IRN-d01-99"), 3, "NO_SUCH_DRAFT")


if __name__ == "__main__":
    harness.main()
