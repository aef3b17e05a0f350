#!/usr/bin/env python3
"""Promise 3, the part that needs no witness: every office holds the same log, every desk of a
mailbox sees the same picture, and nobody's past changes when the hub restarts."""
import pathlib

import harness


class NothingHidden(harness.MissionTest):
    def states(self, notice):
        return {(receipt["state"], receipt["from"].split("/", 1)[1])
                for receipt in notice["receipts"]}

    def only(self, notices, serial):
        found = [notice for notice in notices if notice.get("serial") == serial]
        self.assertEqual(len(found), 1, notices)
        return found[0]

    def test_every_desk_holds_the_same_log(self):
        names = ("tur-d01", "irn-d01", "irn-d04", "jor-d01", "un-d01")
        self.mission.start(*names)
        self.mission.desk("tur-d01").must_send("irn/duty", "one")
        self.mission.desk("irn-d01").must_send("tur/duty", "two")
        for name in names:
            self.mission.desk(name).inbox()  # its receipts make the log grow
        for name in names:
            self.mission.desk(name).must("log", "fetch")
        heads = [self.mission.desk(name).head() for name in names]
        self.assertEqual([heads[0]] * len(heads), heads)
        # The hub's own export ends in the same head.
        exported = pathlib.Path(self.folder) / "exported"
        self.assertEqual(self.mission.hub.stop(), 0)
        answer = self.mission.hub.run("export-log", str(exported))
        self.assertEqual(answer.code, 0, answer)
        lines = (exported / "checkpoint").read_text().splitlines()
        self.assertEqual(int(lines[1]), heads[0]["size"])
        mirrored = self.mission.desk("un-d01").home / "mirror" / "checkpoint"
        self.assertEqual(mirrored.read_text().splitlines()[:3], lines[:3])

    def test_the_second_desk_and_the_sender_see_the_acknowledgement(self):
        mission = self.mission
        mission.start("tur-d01", "irn-d01", "irn-d04", "irn-d02")
        sender, first, second = (mission.desk(name) for name in ("tur-d01", "irn-d01", "irn-d04"))
        serial = sender.must_send("irn/duty", "who takes it?")["serial"]
        self.only(first.inbox(), serial)
        first.must("show", serial)
        first.must("ack", serial)
        acknowledged = ("acknowledged", "irn/d01")
        # The second desk stops ringing; the sender knows; both see who it was.
        self.assertIn(acknowledged, self.states(self.only(second.inbox(), serial)))
        seen = self.only(sender.inbox(), serial)
        self.assertTrue({acknowledged, ("delivered", "irn/d01"), ("read", "irn/d01")}
                        <= self.states(seen), seen)
        # A mailbox acknowledges once.
        self.assertRefused(second.run("ack", serial), 5, "SAID_BEFORE")
        # The office's head was not addressed, so the head's desk has nothing.
        self.assertEqual(mission.desk("irn-d02").inbox(), [])

    def test_a_desk_sees_what_its_own_office_sent(self):
        self.mission.start("irn-d01", "irn-d04", "tur-d01")
        serial = self.mission.desk("irn-d01").must_send("tur/duty", "from the first")["serial"]
        other = self.only(self.mission.desk("irn-d04").inbox(), serial)
        self.assertTrue(other["sent"])
        self.assertEqual(other["form"]["text"], "from the first")

    def test_a_restart_of_the_hub_changes_nobodys_past(self):
        mission = self.mission
        mission.start("tur-d01", "irn-d01", "irn-d04")
        sender, first, second = (mission.desk(name) for name in ("tur-d01", "irn-d01", "irn-d04"))
        serial = sender.must_send("irn/duty", "before")["serial"]
        before = self.only(first.inbox(), serial)
        first.must("ack", serial)
        first.must("log", "fetch")
        head = first.head()
        self.assertEqual(mission.hub.stop(), 0)
        self.assertEqual(mission.hub.run("check").code, 0)
        mission.hub.start()
        # A desk that knew the old head extends it; one that comes new sees the same record.
        first.must("log", "fetch")
        self.assertEqual(first.head(), head)
        later = self.only(second.inbox(), serial)
        for field in ("header", "index", "time_ms", "notice", "form", "as", "from", "to"):
            self.assertEqual(later[field], before[field])
        self.assertIn(("acknowledged", "irn/d01"), self.states(later))
        after = sender.must_send("irn/duty", "after")
        self.assertGreater(after["index"], before["index"])
        received = [notice["serial"] for notice in first.received()]
        self.assertEqual(received, [serial, after["serial"]])
        for desk in (sender, first, second):
            desk.must("log", "verify")

    def test_a_hub_that_lost_its_newest_records_is_not_believed(self):
        mission = self.mission
        mission.start("tur-d01", "irn-d01")
        desk = mission.desk("tur-d01")
        desk.must("log", "fetch")
        self.assertEqual(mission.hub.stop(), 0)
        backup = pathlib.Path(self.folder) / "backup"
        harness.shutil.copytree(mission.hub.data, backup)
        mission.hub.start()
        desk.must_send("irn/duty", "will be forgotten")
        desk.must("log", "fetch")
        size = desk.head()["size"]
        self.assertEqual(mission.hub.stop(), 0)
        # The operator restores yesterday's folder, and the log grows again, otherwise.
        harness.shutil.rmtree(mission.hub.data)
        backup.rename(mission.hub.data)
        mission.hub.start()
        for number in range(3):
            mission.desk("irn-d01").must_send("tur/duty", f"another history {number}")
        mission.desk("irn-d01").must("log", "fetch")
        self.assertGreaterEqual(mission.desk("irn-d01").head()["size"], size)
        fork = desk.run("log", "fetch")
        self.assertEqual(fork.code, 7, fork)
        # And it stays said: the desk does not go on as if nothing had been.
        self.assertEqual(desk.run("log", "verify").code, 7)


if __name__ == "__main__":
    harness.main()
