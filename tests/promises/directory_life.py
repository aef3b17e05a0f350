"""Directory life: devices and offices come, are renewed, are revoked, and go; before, during and
after an outage of the hub. What needs time to pass is in tests/sim/directory_weeks.py."""
import json
import pathlib
import shlex
import shutil

import found
import harness


class DirectoryTest(harness.MissionTest):
    """A mission whose office irn has a registrar, irn/r01, on a desk of his own."""

    def setUp(self):
        super().setUp()
        self.papers = found.Founding(pathlib.Path(self.folder))
        self.desk, self.hub = self.mission.desk, self.mission.hub

    def paper(self, name):
        return self.papers.paper(name)

    def home_of(self, name, *words):
        """Keys and request of a new device or registrar; not yet certified."""
        office, label = name.split("-")
        self.papers.begin_keys(name)
        self.papers.desk(name, "key", "request", "--ns", harness.NS, "--charter", self.mission.pin,
                         "--office", office, "--device", label, "--holder", "p77",
                         "--out", self.paper(f"{name}.request"), *words)

    def certify(self, name, by, request=None, cert=None):
        cert = cert or self.paper(f"{name}.cert")
        self.papers.desk(by, "office", "certify", "--in",
                         request or self.paper(f"{name}.request"), "--out", cert)
        return cert

    def start_with_registrar(self, *desks):
        self.mission.start(*desks)
        self.home_of("irn-r01", "--registrar")
        cert = self.certify("irn-r01", "irn-root")
        logged = self.hub.run("submit", cert)
        self.assertEqual(logged.code, 0, logged)
        self.mission.tell_hub("irn-r01")
        self.desk("irn-r01").must("log", "fetch")

    def revoke(self, by, device, reason, *words):
        file = self.paper(f"{device.replace('/', '-')}-{reason}.revoke")
        return self.desk(by).run("office", "revoke", device, "--reason", reason, "--out", file,
                                 *words), file

    def renew(self, name, by):
        """Request at the device, certificate by `by`, submitted over tur-d01's line."""
        request, cert = self.paper(f"{name}.renewal"), self.paper(f"{name}.renewed")
        self.desk(name).must("key", "renew", "--out", request)
        self.certify(name, by, request, cert)
        return self.desk("tur-d01").run("office", "submit", cert)

    def stanzas(self, reader, serial):
        """How many devices the notice was sealed to, from its evidence pack."""
        folder = pathlib.Path(self.folder) / f"pack-{reader}-{serial}"
        self.desk(reader).must("export", serial, str(folder))
        return (folder / "sealed.age").read_bytes().split(b"\n---")[0].count(b"\n-> X25519")

    def assertStranger(self, name):
        for words in (("inbox",), ("log", "fetch")):
            self.assertRefused(self.desk(name).run(*words), 4, "REVOKED")
        self.assertEqual(self.desk(name).send("tur/duty", "from a thief").code, 4)


class Revocation(DirectoryTest):
    def test_by_the_registrar_cuts_the_stream_and_ends_sealing(self):
        self.start_with_registrar("tur-d01", "irn-d01", "irn-d04")
        before = self.desk("tur-d01").must_send("irn/duty", "both desks open this")
        watch = self.desk("irn-d04").watch()
        watch.wait_for(lambda line: before["serial"] in line)
        answer, _ = self.revoke("irn-r01", "irn/d04", "lost")
        self.assertEqual(answer.code, 0, answer)
        # The open stream ends at that record, not at the next connection.
        self.assertEqual(watch.process.wait(harness.PATIENCE_S), 4, watch.lines)
        watch.end(15)
        self.assertStranger("irn-d04")
        news = self.desk("tur-d01").must("status")[0]["directory"]
        self.assertIn(("revoked", f"{harness.NS}/irn/d04"),
                      [(one["event"], one["device"]) for one in news])
        after = self.desk("tur-d01").must_send("irn/duty", "one desk opens this")
        self.assertEqual(after["undeliverable"], [], "the other desk is there")
        self.desk("irn-d01").inbox()
        self.assertEqual(self.stanzas("irn-d01", before["serial"]),
                         self.stanzas("irn-d01", after["serial"]) + 1)
        # What was read before stays readable: revocation is never retroactive.
        shown = self.desk("irn-d04").run("show", before["serial"])
        self.assertIn("both desks open this", shown.out, shown)

    def test_by_the_device_itself(self):
        self.start_with_registrar("tur-d01", "irn-d02")
        answer, _ = self.revoke("irn-d02", "irn/d02", "left")
        self.assertEqual(answer.code, 0, answer)
        self.assertStranger("irn-d02")
        late = self.desk("tur-d01").must_send("irn/head", "nobody is there")
        self.assertEqual(late["undeliverable"], ["irn/head"])
        # The name is not used again: no renewal brings it back.
        self.assertRefused(self.renew("irn-d02", "irn-r01"), 5, "REFUSED")

    def test_what_is_replaced_goes_on_with_a_renewal(self):
        self.start_with_registrar("tur-d01", "irn-d02")
        self.desk("irn-d02").inbox()
        answer, _ = self.revoke("irn-r01", "irn/d02", "replaced")
        self.assertEqual(answer.code, 0, answer)
        self.assertStranger("irn-d02")
        gap = self.desk("tur-d01").must_send("irn/head", "nobody is there just now")
        self.assertEqual(gap["undeliverable"], ["irn/head"])
        self.assertEqual(self.renew("irn-d02", "irn-r01").code, 0)
        back = self.desk("tur-d01").must_send("irn/head", "the same name again")
        self.assertEqual(back["undeliverable"], [])
        closed, opened = self.desk("irn-d02").received()
        self.assertEqual(closed["closed"], "NOT_FOR_THIS_DEVICE", "what was sent in between")
        self.assertEqual(opened["serial"], back["serial"])

    def test_by_the_root_through_anybodys_desk(self):
        """The root's machine is offline: it signs, a desk of another office carries."""
        self.start_with_registrar("tur-d01", "irn-d02")
        root = self.desk("irn-root")
        file = self.paper("root.revoke")
        words = ("office", "revoke", "irn/d02", "--reason", "compromise", "--out", file)
        self.assertRefused(root.run(*words), 2, "USAGE")
        signed = root.run(*words, "--certificate", self.paper("irn-d02.cert"))
        self.assertEqual(signed.code, 0, signed)
        self.assertEqual(self.desk("irn-d02").run("inbox").code, 0, "signed is not yet logged")
        self.assertEqual(self.desk("tur-d01").run("office", "submit", file).code, 0)
        self.assertStranger("irn-d02")

    def test_no_other_office_may(self):
        self.start_with_registrar("tur-d01", "irn-d01")
        for reason in ("lost", "left", "compromise", "replaced"):
            answer, _ = self.revoke("irn-r01", "tur/d01", reason)
            self.assertRefused(answer, 5, "REFUSED")
        self.assertEqual(self.desk("tur-d01").run("inbox").code, 0)

    def test_with_the_hub_away_it_is_queued_and_binds_at_once(self):
        self.start_with_registrar("tur-d01", "irn-d02", "un-d01")
        self.desk("tur-d01").must_send("irn/head", "before")
        self.desk("un-d01").inbox()
        self.hub.stop()
        answer, file = self.revoke("irn-r01", "irn/d02", "lost")
        self.assertRefused(answer, 6, "QUEUED")
        self.assertTrue(pathlib.Path(file).exists(), "it can be carried by hand")
        # Before it reaches them, the others know nothing; by hand it binds before it is logged.
        queued = self.desk("un-d01").send("irn/head", "un has not heard")
        self.assertEqual((queued.code, queued.values[0]["undeliverable"]), (6, []), queued)
        heeded = self.desk("tur-d01").run("office", "submit", file)
        self.assertRefused(heeded, 6, "QUEUED")
        bound = self.desk("tur-d01").send("irn/head", "tur has heard")
        self.assertEqual((bound.code, bound.values[0]["undeliverable"]), (6, ["irn/head"]), bound)
        findings = [line["text"] for line in self.desk("tur-d01").run("doctor").values]
        self.assertTrue(any("irn/d02" in text and "by hand" in text for text in findings), findings)
        # A forged one is refused with the hub away too, and binds nothing.
        forged = self.paper("forged.revoke")
        text = pathlib.Path(file).read_text().replace("reason lost", "reason left")
        pathlib.Path(forged).write_text(text)
        self.assertEqual(self.desk("un-d01").run("office", "submit", forged).code, 7)

        self.hub.start()
        self.desk("tur-d01").must("inbox")
        self.assertStranger("irn-d02")
        self.desk("irn-r01").must("log", "fetch")
        for name in ("tur-d01", "irn-r01"):
            findings = self.desk(name).run("doctor").values
            self.assertFalse([line for line in findings if line["check"] == "carried"], findings)
        sent = [notice for notice in self.desk("un-d01").inbox() if notice["sent"]]
        self.assertEqual(len(sent), 1)
        # Sealed only now, when the revocation was known to it as well.
        stanzas = self.stanzas("un-d01", sent[0]["serial"])
        self.assertEqual(stanzas, 1, "the sender's own device alone")


class Devices(DirectoryTest):
    def test_a_late_device_reads_from_its_first_prekey_on_and_is_named(self):
        self.start_with_registrar("tur-d01", "irn-d01")
        old = self.desk("tur-d01").must_send("irn/duty", "before the device")
        self.home_of("irn-d05", "--mailbox", "duty")
        self.desk("irn-r01").must("office", "submit", self.certify("irn-d05", "irn-r01"))
        self.mission.tell_hub("irn-d05")
        self.assertEqual(self.desk("irn-d05").inbox(), [], "nothing from before its first prekey")
        self.assertRefused(self.desk("irn-d05").run("show", old["serial"]), 3, "NO_SUCH_NOTICE")
        news = self.desk("tur-d01").must("status")[0]["directory"]
        self.assertEqual([(one["event"], one["device"]) for one in news],
                         [("certified", f"{harness.NS}/irn/d05")])
        self.assertEqual(self.desk("tur-d01").must("status")[0]["directory"], [], "once")
        first = self.desk("tur-d01").send("irn/duty", "after it")
        self.assertEqual(first.code, 0, first)
        self.assertIn("irn/d05", first.err, "named before anything is sealed to it")
        second = self.desk("tur-d01").send("irn/duty", "and again")
        self.assertNotIn("irn/d05", second.err, "once")
        self.assertEqual([notice["serial"] for notice in self.desk("irn-d05").received()],
                         [answer.values[0]["serial"] for answer in (first, second)])
        # A rogue registrar's certificate is told at the own office until somebody acts (T-30).
        findings = [line["text"] for line in self.desk("irn-d01").run("doctor").values]
        self.assertTrue(any("irn/d05" in text for text in findings), findings)

    def test_a_renewal_goes_on_under_the_same_name(self):
        self.start_with_registrar("tur-d01", "irn-d02")
        self.desk("irn-d02").inbox()
        self.hub.stop()
        request = self.paper("renewal.request")
        made = self.desk("irn-d02").must("key", "renew", "--days", "300", "--out", request)[0]
        cert = self.certify("irn-d02", "irn-r01", request, self.paper("renewal.cert"))
        self.assertRefused(self.desk("irn-r01").run("office", "submit", cert), 6, "QUEUED")
        self.hub.start()
        self.desk("irn-r01").must("log", "fetch")
        again = self.desk("irn-r01").must("office", "submit", cert)
        self.assertTrue(again[0]["index"], "it is there: the same answer")
        sent = self.desk("tur-d01").send("irn/head", "to the renewed device")
        self.assertEqual((sent.code, sent.values[0]["undeliverable"]), (0, []), sent)
        self.assertNotIn("irn/d02", sent.err, "the same key for the same mailbox is nobody new")
        self.assertEqual(self.desk("irn-d02").received()[-1]["serial"], sent.values[0]["serial"])
        # The next renewal is made on this one.
        next_one = self.desk("irn-d02").must("key", "renew", "--out", self.paper("next.request"))[0]
        self.assertNotEqual(next_one["ends_ms"], made["ends_ms"])

    def test_what_cannot_be_opened_says_why_and_what_to_do(self):
        self.start_with_registrar("tur-d01", "irn-d01", "irn-d02")
        # Sent by the own office's duty desk: the head's desk sees that, and where to read it.
        sent = self.desk("irn-d01").must_send("tur/duty", "from the duty desk")
        closed = self.desk("irn-d02").inbox()[0]
        self.assertEqual(closed["closed"], "NOT_FOR_THIS_DEVICE")
        self.assertIn("irn/d01", closed["why"])
        self.assertIn(f"{harness.NS}/irn/d01", closed["action"])
        self.assertEqual(closed["index"], sent["index"])
        shown = self.desk("irn-d02").run("show", closed["header"])
        self.assertRefused(shown, 3, "NOT_FOR_THIS_DEVICE")
        self.assertEqual(shown.values[0]["action"], closed["action"])
        # A weekly key that is gone, at the only desk of the mailbox: its action is a command.
        self.desk("tur-d01").must_send("irn/head", "for a lost key")
        for key in (self.desk("irn-d02").home / "keys").glob("prekey-*.age"):
            key.unlink()
        lost = self.desk("irn-d02").received()[-1]
        self.assertEqual(lost["closed"], "PREKEY_GONE")
        self.assertIn("tur/d01", lost["why"])
        command = shlex.split(lost["action"][lost["action"].index("liaison "):])
        self.assertEqual(self.desk("irn-d02").run(*command[1:]).code, 0)
        asked = self.desk("tur-d01").received()[-1]
        self.assertIn(lost["header"][:16], asked["form"]["text"])
        findings = self.desk("irn-d02").run("doctor").values
        texts = [line["text"] for line in findings if line["check"] == "notice"]
        self.assertEqual(len(texts), 2)
        self.assertTrue(any(lost["action"] in text for text in texts), texts)


class Offices(DirectoryTest):
    """An office joins by amendment of the charter: rus, with one duty desk."""

    def draft(self):
        self.papers.root("rus")
        mission = json.loads(pathlib.Path(self.paper("mission.json")).read_text())
        mission["parties"].append({"office": "rus", "kind": "guarantor"})
        pathlib.Path(self.paper("mission2.json")).write_text(json.dumps(mission))
        self.desk("tur-d01").inbox()
        self.desk("tur-d01").must("mission", "amend", "--ns", harness.NS, "--root",
                                  self.paper("rus.vkey"), "--mission", self.paper("mission2.json"),
                                  "--out", self.paper("amendment.note"))

    def sign(self, *offices):
        for office in offices:
            shown = self.desk(f"{office}-root").must(
                "mission", "sign", "--in", self.paper("amendment.note"), "--from",
                self.paper("charter.note"), "--out", self.paper("amendment.note"))[0]
        return shown

    def submit(self, name):
        return self.desk(name).run("office", "submit", self.paper("amendment.note"))

    def join(self):
        self.home_of("rus-d01", "--mailbox", "duty")
        cert = self.certify("rus-d01", "rus-root")
        self.desk("tur-d01").must("office", "submit", cert)
        # By the founding charter and its pin, as everybody.
        self.mission.tell_hub("rus-d01")
        self.assertEqual(self.desk("rus-d01").inbox(), [])

    def test_an_office_joins_speaks_and_is_believed(self):
        self.mission.start("tur-d01", "irn-d01")
        self.draft()
        shown = self.sign("irn", "un")
        self.assertEqual((shown["still_needed"], shown["missing_signatures"]), (1, ["rus"]))
        self.assertIn(("office_joins", "rus"),
                      [(change["what"], change["subject"]) for change in shown["changes"]])
        self.assertRefused(self.submit("tur-d01"), 5, "REFUSED")  # too few
        shown = self.sign("rus")
        self.assertEqual((shown["still_needed"], shown["missing_signatures"]), (1, []))
        self.assertRefused(self.submit("tur-d01"), 5, "REFUSED")
        self.sign("tur")
        self.assertEqual(self.submit("tur-d01").code, 0)
        self.join()
        sent = self.desk("tur-d01").send("rus/duty", "welcome")
        self.assertEqual((sent.code, sent.values[0]["undeliverable"]), (0, []), sent)
        self.assertIn("rus/d01", sent.err, "a new device is named")
        self.assertEqual(self.desk("rus-d01").received()[0]["serial"], sent.values[0]["serial"])
        # Its notices are evidence: the pack carries the amendment that made it a party.
        said = self.desk("rus-d01").must_send("irn/duty", "we are here")
        self.assertEqual(self.desk("irn-d01").received()[-1]["serial"], said["serial"])
        pack = str(pathlib.Path(self.folder) / "pack")
        self.desk("irn-d01").must("export", said["serial"], pack)
        genuine = self.desk("irn-d01").run("verify", pack, "--charter", self.mission.pin)
        self.assertEqual(genuine.code, 0, genuine)
        # A desk that was away takes it over from its own copy of the log.
        self.mission.tell_hub("jor-d01")
        self.assertEqual(self.desk("jor-d01").send("rus/duty", "good morning").code, 0)

    def test_the_amendment_waits_for_the_hub_and_too_few_roots_never_do(self):
        self.mission.start("tur-d01", "irn-d01")
        self.draft()
        self.sign("irn", "tur", "rus")
        self.hub.stop()
        # The own copy of the log judges while the hub is away.
        self.assertRefused(self.submit("tur-d01"), 4, "AMEND")
        self.sign("jor")
        self.assertRefused(self.submit("tur-d01"), 6, "QUEUED")
        self.hub.start()
        self.desk("tur-d01").must("log", "fetch")
        self.join()
        self.assertEqual(self.desk("irn-d01").send("rus/duty", "hello").code, 0)

    def test_a_root_that_was_stolen_is_replaced(self):
        """Irn's new root is decided by the others; its devices go on once it has certified them."""
        self.mission.start("tur-d01", "irn-d01", "irn-d02")
        for name in ("irn-d01", "irn-d02", "tur-d01"):
            self.desk(name).inbox()
        shutil.move(self.desk("irn-root").home, self.desk("irn-old-root").home)
        shutil.move(self.paper("irn.vkey"), self.paper("irn-old.vkey"))
        self.papers.root("irn")
        self.desk("tur-d01").must("mission", "amend", "--ns", harness.NS, "--root",
                                  self.paper("irn.vkey"), "--out", self.paper("amendment.note"))
        # The thief has the old root: it may sign, but does not count.
        shown = self.sign("irn-old", "tur", "un", "irn")
        self.assertEqual((shown["still_needed"], shown["may_sign"]), (1, ["jor"]))
        self.assertIn("root_replaced", [change["what"] for change in shown["changes"]])
        self.assertRefused(self.submit("tur-d01"), 5, "REFUSED")
        self.sign("jor")
        self.assertEqual(self.submit("tur-d01").code, 0)
        self.assertStranger("irn-d01")
        lost = self.desk("tur-d01").must_send("irn/duty", "who is there?")
        self.assertEqual(lost["undeliverable"], ["irn/duty"])
        # What the old root certifies now is worth nothing.
        self.assertRefused(self.renew("irn-d02", "irn-old-root"), 5, "REFUSED")
        self.assertEqual(self.renew("irn-d01", "irn-root").code, 0)
        back = self.desk("tur-d01").must_send("irn/duty", "you again")
        self.assertEqual(back["undeliverable"], [])
        self.assertEqual(self.desk("irn-d01").received()[-1]["serial"], back["serial"])

    def test_a_pack_without_the_amendment_proves_nothing(self):
        self.mission.start("tur-d01")
        self.draft()
        self.sign("irn", "tur", "jor", "rus")
        index = json.loads(self.submit("tur-d01").out)["index"]
        self.join()
        said = self.desk("rus-d01").must_send("tur/duty", "believe us")
        pack = pathlib.Path(self.folder) / "pack"
        self.desk("rus-d01").must("export", said["serial"], str(pack))
        for kind in ("entry", "tlog"):
            (pack / "trust" / f"{index}.{kind}").unlink()
        sums = [line for line in (pack / "SHA256SUMS").read_text().splitlines(True)
                if f"trust/{index}." not in line]
        (pack / "SHA256SUMS").write_text("".join(sums))
        self.assertNotEqual(self.desk("rus-d01").run("verify", str(pack), "--charter",
                                                      self.mission.pin).code, 0)


if __name__ == "__main__":
    harness.main()
