#!/usr/bin/env python3
"""A bag carries notices and receipts while the hub is down: shown as what it is, logged once when
the line is back, worth nothing where a byte of it was changed (CRYPTO 1.11, attack T-04)."""
import pathlib

import harness


class Parts:
    """The file of a bag: its head, and where each part lies."""

    def __init__(self, path):
        self.bytes = bytearray(path.read_bytes())
        head, _, _ = bytes(self.bytes).partition(b"\n\n")
        at = len(head) + 2
        self.notes, self.bodies = [], []  # (begin, end), an entry each
        for line in head.decode().splitlines():
            words = line.split()
            if words[0] == "checkpoint":
                self.checkpoint = (at, at + int(words[1]))
                at = self.checkpoint[1]
            if words[0] == "entry":
                self.notes.append((at, at + int(words[3])))
                at += int(words[3])
                self.bodies.append((at, at + int(words[4])))
                at += int(words[4])

    def part(self, place):
        return bytes(self.bytes[place[0]:place[1]])

    def entries(self):
        return [(self.part(note), self.part(body)) for note, body in zip(self.notes, self.bodies)]


class Bag(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.bags = pathlib.Path(self.folder) / "bags"
        self.bags.mkdir()

    def start(self, *desks):
        """Every desk has been in contact with the hub once; then the hub is gone."""
        self.mission.start(*desks)
        for name in desks:
            self.mission.desk(name).inbox()
        self.assertEqual(self.mission.hub.stop(), 0)
        return [self.mission.desk(name) for name in desks]

    def queue(self, desk, to, *texts):
        for text in texts:
            answer = desk.send(to, text, "--label", "observers")
            self.assertEqual(answer.code, 6, answer)

    def pack(self, desk, name, *more):
        path = self.bags / name
        packed = desk.must("bag", "pack", str(path), *more)[0]
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        return path, packed

    def unpack(self, desk, path, code=0):
        answer = desk.run("bag", "unpack", str(path))
        self.assertEqual(answer.code, code, answer)
        for value in answer.values:
            if value["event"] == "unpacked":
                return value, answer
        return None, answer

    def offline(self, desk):
        """What the desk has of others, as it was packed."""
        return [notice for notice in reversed(desk.must("inbox", "--offline"))
                if not notice["sent"]]

    def states(self, notice, logged):
        return {receipt["state"] for receipt in notice["receipts"]
                if ("index" in receipt) == logged and receipt.get("logged", True) == logged}

    def test_notices_and_receipts_go_by_bag_and_are_logged_once(self):
        tur, irn = self.start("tur-d01", "irn-d01")
        self.queue(tur, "irn/duty", "first", "second")
        bag, packed = self.pack(tur, "there.bag")
        self.assertEqual((len(packed["notices"]), packed["receipts"]), (2, 0))
        summary, answer = self.unpack(irn, bag)
        self.assertEqual((summary["taken"], summary["head"], summary["refused"]), (2, "fits", 0))

        by_bag = self.offline(irn)
        self.assertEqual([notice["form"]["text"] for notice in by_bag], ["first", "second"])
        for notice in by_bag:
            self.assertNotIn("index", notice)
            self.assertFalse(notice["logged"])
            self.assertGreater(notice["by_bag_ms"], 0)
        serial = by_bag[0]["serial"]
        self.assertEqual(irn.run("show", serial).code, 0)
        self.assertEqual(irn.run("ack", serial).code, 6)
        self.assertEqual(irn.run("export", serial, str(self.bags / "pack")).code, 5)
        self.assertRefused(irn.run("ack", serial), 5, "SAID_BEFORE")

        back, packed = self.pack(irn, "back.bag")
        self.assertEqual(packed["receipts"], 4)  # delivered twice, read, acknowledged
        summary, _ = self.unpack(tur, back)
        self.assertEqual(summary["taken"], 4)
        sent = tur.must("show", serial)[0]
        self.assertEqual(self.states(sent, logged=False), {"delivered", "read", "acknowledged"})
        self.assertFalse(sent["logged"])

        self.mission.hub.start()
        irn.inbox()  # it submits what it carries, then its own receipts
        tur.inbox()
        irn.inbox()
        tur.inbox()
        received = irn.received()
        self.assertEqual([notice["form"]["text"] for notice in received], ["first", "second"])
        self.assertLess(received[0]["index"], received[1]["index"])
        for before, after in zip(by_bag, received):
            self.assertTrue(after["logged"])
            self.assertGreater(after["time_ms"], 0)
            for field in ("header", "notice", "by_bag_ms"):
                self.assertEqual(after[field], before[field])
        sent = tur.must("show", serial)[0]
        self.assertEqual(sent["index"], received[0]["index"])
        self.assertEqual(self.states(sent, logged=True), {"delivered", "read", "acknowledged"})
        self.assertEqual(self.states(sent, logged=False), set())
        self.assertEqual(len(sent["receipts"]), 3)
        for receipt in sent["receipts"]:
            self.assertIn("by_bag_ms", receipt)
        self.assertEqual(tur.must("status")[0]["waiting"], 0)
        self.assertEqual(irn.must("status")[0]["waiting"], 0)
        # Both times for people, too.
        spoken = harness.run([*irn.arguments("show", serial)[:5], "--lang", "en", "show", serial])
        self.assertIn("Accepted (hub time)", spoken.out)
        self.assertIn("By bag (own clock)", spoken.out)

        # Replayed, to both, with and without the hub: nothing comes of it.
        size = irn.must("log", "fetch")[0]["size"]
        for desk, path in ((irn, bag), (tur, back), (tur, bag)):
            summary, _ = self.unpack(desk, path)
            self.assertEqual((summary["taken"], summary["refused"]), (0, 0), (desk.name, path))
        self.assertEqual(irn.must("log", "fetch")[0]["size"], size)
        self.assertEqual(len(irn.received()), 2)

    def test_a_second_stick_holds_the_same_bytes_and_so_does_the_line(self):
        tur, irn = self.start("tur-d01", "irn-d01")
        self.queue(tur, "irn/duty", "one")
        # The entries are numbered and stored, then the file cannot be written.
        (self.bags / "taken").write_text("")
        self.assertNotEqual(tur.run("bag", "pack", str(self.bags / "taken")).code, 0)
        first, _ = self.pack(tur, "first.bag")
        self.queue(tur, "irn/duty", "two")
        second, _ = self.pack(tur, "second.bag")
        entries = Parts(second).entries()
        self.assertEqual(len(entries), 2)
        self.assertEqual(Parts(first).entries(), entries[:1])
        self.unpack(irn, second)
        summary, _ = self.unpack(irn, first)
        self.assertEqual((summary["taken"], summary["here"]), (0, 1))
        headers = [notice["header"] for notice in self.offline(irn)]
        self.mission.hub.start()
        tur.inbox()  # by the line this time
        received = irn.received()
        self.assertEqual([notice["header"] for notice in received], headers)
        self.assertTrue(all(notice["logged"] for notice in received))

    def test_what_was_changed_is_refused_and_the_rest_is_taken(self):
        tur, irn = self.start("tur-d01", "irn-d01")
        self.queue(tur, "irn/duty", "one", "two")
        bag, _ = self.pack(tur, "genuine.bag")
        whole = Parts(bag)

        def changed(name, at):
            parts = Parts(bag)
            parts.bytes[at] ^= 1
            path = self.bags / name
            path.write_bytes(parts.bytes)
            return path

        note, body = whole.notes[0], whole.bodies[0]
        places = [note[0], (note[0] + note[1]) // 2, note[1] - 20, body[0], body[1] - 1]
        for number, at in enumerate(places):
            summary, answer = self.unpack(irn, changed(f"{number}.bag", at), code=7)
            self.assertEqual(summary["refused"], 1, answer)
            self.assertEqual(answer.error["reason"], "FORGED", answer)
            self.assertEqual([notice["form"]["text"] for notice in self.offline(irn)], ["two"])
        summary, answer = self.unpack(irn, changed("head.bag", whole.checkpoint[1] - 20), code=7)
        self.assertEqual((summary["head"], summary["refused"]), ("forged", 0), answer)
        for at in (0, 40, whole.checkpoint[0] - 10):  # the container itself
            _, answer = self.unpack(irn, changed(f"container{at}.bag", at), code=1)
            self.assertRefused(answer, 1, "BAG_DAMAGED")
        cut = self.bags / "cut.bag"
        cut.write_bytes(whole.bytes[:-1])
        self.assertRefused(self.unpack(irn, cut, code=1)[1], 1, "BAG_DAMAGED")
        # The genuine one still brings what is missing.
        self.unpack(irn, bag)
        self.assertEqual(len(self.offline(irn)), 2)

    def test_another_office_carries_what_it_cannot_read(self):
        tur, irn, un = self.start("tur-d01", "irn-d01", "un-d01")
        self.queue(tur, "irn/duty", "for your eyes")
        bag, packed = self.pack(tur, "there.bag")
        summary, answer = self.unpack(un, bag)
        self.assertEqual((summary["taken"], summary["others"]), (0, 1))
        for secret in ("for your eyes", packed["notices"][0], packed["notices"][0][:7]):
            self.assertNotIn(secret, answer.out + answer.err)
        self.assertEqual(un.must("inbox", "--offline"), [])
        self.mission.hub.start()
        un.inbox()
        received = irn.received()  # while tur has not been heard since
        self.assertEqual([notice["form"]["text"] for notice in received], ["for your eyes"])
        self.assertNotIn("by_bag_ms", received[0])
        tur.inbox()
        sent = tur.must("show", packed["notices"][0])[0]
        self.assertEqual(sent["index"], received[0]["index"])
        self.assertEqual(tur.must("status")[0]["waiting"], 0)
        self.assertEqual(un.inbox(), [])

    def test_receipts_that_reach_the_hub_first_wait_for_their_notice(self):
        tur, irn, un = self.start("tur-d01", "irn-d01", "un-d01")
        self.queue(tur, "irn/duty", "early")
        bag, packed = self.pack(tur, "there.bag")
        self.unpack(irn, bag)
        back, _ = self.pack(irn, "back.bag")
        self.unpack(un, back)
        self.mission.hub.start()
        _, answer = self.unpack(un, back)
        self.assertEqual([(value["delivered"], value["left"]) for value in answer.values
                          if value["event"] == "carried"], [(0, 1)])
        tur.inbox()
        un.inbox()
        tur.inbox()
        receipts = tur.must("show", packed["notices"][0])[0]["receipts"]
        self.assertEqual([(receipt["state"], receipt["from"]) for receipt in receipts],
                         [("delivered", f"{harness.NS}/irn/d01")])
        irn.inbox()
        self.assertEqual(irn.must("status")[0]["waiting"], 0)

    def test_only_for_some(self):
        tur, irn, un = self.start("tur-d01", "irn-d01", "un-d01")
        self.queue(tur, "irn/duty", "to irn")
        self.queue(tur, "un/duty", "to un")
        bag, packed = self.pack(tur, "irn.bag", "--to", "irn")
        self.assertEqual(len(packed["notices"]), 1)
        self.unpack(irn, bag)
        self.assertEqual([notice["form"]["text"] for notice in self.offline(irn)], ["to irn"])
        self.mission.hub.start()
        tur.inbox()
        self.assertEqual([notice["form"]["text"] for notice in un.received()], ["to un"])

    def test_a_head_of_another_log_is_an_alarm(self):
        mission = self.mission
        mission.start("tur-d01", "irn-d01")
        tur, irn = mission.desk("tur-d01"), mission.desk("irn-d01")
        tur.inbox()
        irn.inbox()
        self.assertEqual(mission.hub.stop(), 0)
        backup = pathlib.Path(self.folder) / "backup"
        harness.shutil.copytree(mission.hub.data, backup)
        mission.hub.start()
        irn.must_send("irn/head", "one history")
        irn.must("log", "fetch")
        self.assertEqual(mission.hub.stop(), 0)
        harness.shutil.rmtree(mission.hub.data)
        backup.rename(mission.hub.data)
        mission.hub.start()
        for number in range(3):
            tur.must_send("tur/head", f"another history {number}")
        tur.inbox()
        self.assertEqual(mission.hub.stop(), 0)
        self.queue(irn, "tur/duty", "from the other branch")
        bag, _ = self.pack(irn, "fork.bag")
        answer = tur.run("bag", "unpack", str(bag))
        self.assertEqual(answer.code, 7, answer)
        self.assertEqual(answer.error["reason"], "FORK", answer)
        self.assertEqual(tur.run("log", "verify").code, 7)

    def test_a_head_ahead_of_ours_is_kept_until_it_can_be_compared(self):
        tur, irn = self.start("tur-d01", "irn-d01")
        self.mission.hub.start()
        tur.must_send("un/duty", "irn's desk does not hear of it", "--label", "observers")
        tur.inbox()
        self.assertEqual(self.mission.hub.stop(), 0)
        self.queue(tur, "irn/duty", "from the future")
        bag, _ = self.pack(tur, "ahead.bag")
        summary, _ = self.unpack(irn, bag)
        self.assertEqual((summary["head"], summary["taken"]), ("ahead", 1))
        findings = {finding["code"] for finding in self.offline(irn)[0]["findings"]}
        self.assertEqual(findings, {"SEEN_NOT_HERE"})
        self.mission.hub.start()
        irn.inbox()
        received = irn.received()
        self.assertEqual(received[0]["findings"], [])
        self.assertTrue(received[0]["logged"])


if __name__ == "__main__":
    harness.main()
