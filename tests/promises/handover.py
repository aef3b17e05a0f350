#!/usr/bin/env python3
"""A desk changes hands with two signatures and the list of what is open; a desk acts for another
mailbox of its office by a delegation that the sender's office checks."""
import pathlib

import harness


class Handover(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.mission.start("irn-d01", "irn-d02", "irn-d04", "tur-d01")
        self.goes, self.head = self.mission.desk("irn-d01"), self.mission.desk("irn-d02")
        self.comes, self.tur = self.mission.desk("irn-d04"), self.mission.desk("tur-d01")
        self.paper = str(pathlib.Path(self.folder) / "shift.handover")

    def give(self):
        return self.goes.must("handover", "give", "--to", "d04", "--out", self.paper)[0]

    def acts(self, desk):
        return [(act["event"], act["from"].split("/")[-1], act["to"].split("/")[-1])
                for act in desk.must("handover", "list")]

    def test_both_sign_what_is_open(self):
        answered = self.tur.must_send("irn/duty", "answered in the first shift")
        still_open = self.tur.must_send("irn/duty", "left to the second shift")
        self.goes.inbox()
        self.goes.must("ack", answered["serial"])
        self.assertEqual(self.give()["open"], 1)
        taken = self.comes.must("handover", "take", self.paper)[0]
        self.assertEqual((taken["state"], taken["open"]), ("accepted", 1))
        headers = [notice["header"] for notice in self.comes.received()
                   if notice["serial"] == still_open["serial"]]
        for desk in (self.comes, self.head):
            self.assertEqual(self.acts(desk), [("handover", "d01", "d04")])
        self.assertEqual(self.comes.must("status")[0]["handover"]["open"], headers)
        self.assertEqual(self.acts(self.tur), [], "a matter of the office")
        # The next one goes on behind it, although another desk submitted it.
        paper = self.paper + ".2"
        self.goes.must("handover", "give", "--to", "d04", "--out", paper)
        self.assertEqual(self.comes.must("handover", "take", paper)[0]["state"], "accepted")
        # Signed once, taken once: neither again nor by anybody else.
        self.assertRefused(self.comes.run("handover", "take", self.paper), 5, "QUEUED_BEFORE")
        self.assertRefused(self.head.run("handover", "take", self.paper), 4, "HANDOVER_TO")

    def test_the_next_shift_takes_over_while_the_hub_is_away(self):
        self.goes.inbox()
        self.comes.inbox()
        self.mission.hub.stop()
        self.give()
        queued = self.comes.run("handover", "take", self.paper)
        self.assertEqual(queued.code, 6, queued)
        self.mission.hub.start()
        self.comes.inbox()
        self.assertEqual(self.acts(self.head), [("handover", "d01", "d04")])
        # The stream of the officer who went goes on behind what his successor submitted.
        self.goes.inbox()
        self.goes.must("delegate", "--to", "d02", "--for", "irn/duty", "--until", "8h")
        self.assertEqual(self.acts(self.head),
                         [("delegation", "d01", "d02"), ("handover", "d01", "d04")])

    def test_a_changed_paper_is_refused(self):
        self.give()
        paper = pathlib.Path(self.paper)
        genuine = paper.read_text()
        paper.write_text(genuine.replace("to ", "to x", 1))
        self.assertRefused(self.comes.run("handover", "take", self.paper), 1, "NOT_A_HANDOVER")
        paper.write_text(genuine.replace("\nnonce ", "\nnonce f", 1).replace("\nfrom", "\nfrom", 1))
        self.assertRefused(self.comes.run("handover", "take", self.paper), 1, "NOT_A_HANDOVER")
        nonce = genuine.split("\nnonce ")[1][:32]
        paper.write_text(genuine.replace(nonce, nonce[::-1]))
        self.assertRefused(self.comes.run("handover", "take", self.paper), 7, "SIGNER")
        paper.write_text(genuine)
        self.comes.must("handover", "take", self.paper)

    def test_a_desk_acts_for_another_mailbox_by_delegation(self):
        sent = self.tur.must_send("irn/duty", "for the head too", "--to", "irn/head")
        self.goes.inbox()
        self.assertRefused(self.goes.run("ack", sent["serial"], "--for", "irn/head"), 4,
                           "NO_DELEGATION")
        self.head.must("delegate", "--to", "d01", "--for", "irn/head", "--until", "1h")
        self.goes.inbox()
        self.goes.must("ack", sent["serial"], "--for", "irn/head")
        said = [(receipt["as"], receipt["from"].split("/")[-1])
                for notice in self.tur.inbox() if notice["serial"] == sent["serial"]
                for receipt in notice["receipts"] if receipt["state"] == "acknowledged"]
        self.assertEqual(said, [("irn/head", "d01")])
        # The head has nothing left to answer; the duty desk has.
        self.head.inbox()
        self.assertEqual(self.head.must("status")[0]["open"], [])
        self.goes.must("ack", sent["serial"])
        # Whoever has no delegation of his own has none.
        self.comes.inbox()
        self.assertRefused(self.comes.run("pass-on", sent["serial"], "--for", "irn/head"), 4,
                           "NO_DELEGATION")
        # One does not delegate what one does not speak for.
        self.assertRefused(self.goes.run("delegate", "--to", "d04", "--for", "irn/head", "--until",
                                         "1h"), 4, "NOT_YOUR_MAILBOX")


if __name__ == "__main__":
    harness.main()
