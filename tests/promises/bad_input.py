#!/usr/bin/env python3
"""Bad input at the client and at the hub's start: the exit status, the field and the rule, and that
nothing is lost or logged by it. What reaches the hub over the wire is tested in hub/ (a shipped
client refuses it before); a clock that is a day off is tested under virtual time."""
import os
import pathlib
import shutil
import socket
import subprocess
import unittest

import harness

def violation(**changed):
    """The options of a complete violation; `changed`: other fields, or other values."""
    fields = {"kind": "mortar", "count": "3", "source": "own_observation",
              "confidence": "confirmed", "event.time_s": "1511000000", "event.accuracy_s": "60",
              "event.time_zone": "Asia/Damascus", "place.name": "Sarmin",
              "place.lat_e7": "358900000", "place.lon_e7": "367200000", "place.accuracy_m": "500"}
    fields.update({name.replace("__", "."): value for name, value in changed.items()})
    return [word for name, value in fields.items() for word in ("--field", f"{name}={value}")]


class RefusedBeforeAnybodySeesIt(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.mission.start("jor-d01", "un-d01", "tur-d01", "irn-d01")

    def test_what_the_charter_does_not_allow_leaves_no_trace(self):
        jordan, observer, turkey = (self.mission.desk(name)
                                    for name in ("jor-d01", "un-d01", "tur-d01"))
        for desk in (jordan, observer, turkey):
            desk.must("log", "fetch")
        size = turkey.head()["size"]
        elsewhere = jordan.run("send", "violation", "--to", "tur/duty", "--zone", "idlib",
                               *violation())
        self.assertRefused(elsewhere, 4, "OUTSIDE_ZONE")
        self.assertEqual(elsewhere.error["field"], "zone")
        nowhere = turkey.run("send", "violation", "--to", "irn/duty", "--zone", "atlantis",
                             *violation())
        self.assertRefused(nowhere, 3, "UNKNOWN_ZONE")
        kind = observer.run("send", "violation", "--to", "tur/duty", "--zone", "idlib",
                            "--label", "observers", *violation())
        self.assertRefused(kind, 4, "KIND_NOT_ALLOWED")
        self.assertEqual(kind.error["field"], "kind")
        for label, addressee in (("guarantors", "jor/duty"), ("mission", "un/duty")):
            narrow = turkey.send(addressee, "too narrow", "--label", label)
            self.assertRefused(narrow, 4, "LABEL_TOO_NARROW")
            self.assertEqual(narrow.error["field"], "label")
        self.assertRefused(turkey.send("usa/duty", "no party"), 3, "UNKNOWN_MAILBOX")
        self.assertRefused(turkey.send("irn/duty", "not mine", "--as", "tur/head"), 4,
                           "NOT_YOUR_MAILBOX")
        self.assertRefused(turkey.send("irn", "no mailbox"), 2, "USAGE")
        turkey.must("log", "fetch")
        self.assertEqual(turkey.head()["size"], size, "a refused input changed the log")
        # No serial was used up by all that, and what is allowed goes through.
        good = jordan.must("send", "violation", "--to", "tur/duty", "--zone", "south", *violation())
        self.assertTrue(good[0]["serial"].endswith("-000001"), good)
        for desk in (observer, turkey):
            options = ("--label", "observers")
            serial = desk.must_send("irn/duty", "allowed", *options)["serial"]
            self.assertTrue(serial.endswith("-000001"), serial)

    def test_a_form_that_breaks_a_rule_is_refused_with_its_field(self):
        desk = self.mission.desk("tur-d01")
        desk.must("log", "fetch")
        size = desk.head()["size"]
        for options, field in ((violation(kind="trebuchet"), "kind"),
                               (violation(count="-1"), "count"),
                               (violation(place__lat_e7="999999999999"), "lat"),
                               (violation(nonsense="1"), "nonsense"),
                               (violation()[2:], "kind"),
                               ([*violation(), "--text", "abc\u202edef"], "text"),
                               ([*violation(), "--field", "no value"], "field")):
            answer = desk.run("send", "violation", "--to", "irn/duty", "--zone", "idlib", *options)
            self.assertIn(answer.code, (1, 2), answer)
            self.assertIn(field, answer.error["field"] + answer.error["subject"], answer)
        desk.must("log", "fetch")
        self.assertEqual(desk.head()["size"], size)


class DamageAtHome(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.mission.start("tur-d01", "irn-d01")
        self.desk = self.mission.desk("irn-d01")
        self.serials = [self.mission.desk("tur-d01").must_send("irn/duty", f"keep me {number}")
                        ["serial"] for number in range(2)]
        self.desk.inbox()

    def assertNothingLost(self):
        received = self.desk.received()
        self.assertEqual([notice["serial"] for notice in received], self.serials)
        self.assertEqual([notice["form"]["text"] for notice in received],
                         ["keep me 0", "keep me 1"])

    def test_a_wrong_passphrase_is_said_to_be_one(self):
        right = self.mission.passphrase.read_text()
        self.mission.passphrase.write_text("eight other words that are not the right\n")
        self.assertRefused(self.desk.run("inbox"), 4, "WRONG_PASSPHRASE")
        self.mission.passphrase.write_text("\n")
        self.assertRefused(self.desk.run("inbox"), 4, "NO_PASSPHRASE")
        self.mission.passphrase.write_text(right)
        self.mission.passphrase.chmod(0o644)
        self.assertRefused(self.desk.run("inbox"), 4, "NO_PASSPHRASE")
        self.mission.passphrase.chmod(0o600)
        self.assertNothingLost()

    def test_a_damaged_key_store_is_not_taken_for_a_wrong_passphrase(self):
        for name in ("root.age", "signing.age", "tls.age", "database.age"):
            path = self.desk.home / "keys" / name
            whole = path.read_bytes()
            for damaged in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:len(whole) // 2], b""):
                path.write_bytes(damaged)
                answer = self.desk.run("inbox")
                self.assertRefused(answer, 7, "KEY_STORE_DAMAGED")
                self.assertEqual(answer.error["subject"], name)
            path.write_bytes(whole)
        self.assertNothingLost()

    def test_a_damaged_archive_is_named_and_rebuilt_from_the_hub(self):
        self.desk.must("ack", self.serials[0])
        database = self.desk.home / "desk.db"
        for extra in ("desk.db-wal", "desk.db-shm"):
            self.assertFalse((self.desk.home / extra).exists(), extra)
        whole = bytearray(database.read_bytes())
        whole[100:4000] = os.urandom(3900)
        database.write_bytes(whole)
        self.assertRefused(self.desk.run("inbox"), 7, "DATABASE_DAMAGED")
        self.assertRefused(self.desk.run("doctor"), 7, "DATABASE_DAMAGED")
        rebuilt = self.desk.run("doctor", "--rebuild")
        self.assertEqual(rebuilt.code, 0, rebuilt)
        # What it saved and what it could not is said; the damaged file is kept.
        self.assertIn("2", rebuilt.err)
        kept = list(self.desk.home.glob("desk.db.damaged-*"))
        self.assertEqual([path.read_bytes() for path in kept], [bytes(whole)])
        self.assertNothingLost()
        receipts = self.desk.received()[0]["receipts"]
        self.assertIn("acknowledged", [receipt["state"] for receipt in receipts])
        # The rebuilt desk goes on where the old one was: streams and serials do not start anew.
        self.desk.must("ack", self.serials[1])
        self.desk.must_send("tur/duty", "still here")
        self.assertEqual(self.mission.desk("tur-d01").received()[-1]["form"]["text"], "still here")

    def test_without_the_hub_a_rebuild_says_so_and_is_done_later(self):
        database = self.desk.home / "desk.db"
        database.write_bytes(b"not a database, but long enough to look like one" * 100)
        self.mission.hub.stop()
        self.assertEqual(self.desk.run("doctor", "--rebuild").code, 6)
        self.mission.hub.start()
        self.assertEqual(self.desk.run("doctor", "--rebuild").code, 0)
        self.assertNothingLost()

    def test_a_damaged_mirror_is_not_believed(self):
        entries = next((self.desk.home / "mirror/tile/entries").rglob("*.p/*"))
        whole = entries.read_bytes()
        entries.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
        self.assertEqual(self.desk.run("log", "verify").code, 7)
        entries.write_bytes(whole)
        self.assertEqual(self.desk.run("log", "verify").code, 0)
        self.assertNothingLost()

    def test_an_unreadable_configuration_names_itself(self):
        config = self.desk.home / "config.toml"
        right = config.read_text()
        for wrong in ("ns = ", 'colour = "blue"\n', "hub = 7\n"):
            config.write_text(wrong)
            answer = self.desk.run("inbox")
            self.assertRefused(answer, 1, "CONFIG")
            self.assertEqual(answer.error["subject"], "config.toml")
        config.unlink()
        self.assertRefused(self.desk.run("inbox"), 3, "NO_HOME")
        config.write_text(right)
        self.assertNothingLost()

    def test_a_read_only_home_is_said_to_be_one(self):
        with ReadOnly(self.desk.home) as prefix:
            answer = harness.run([*prefix, *self.desk.arguments("inbox")])
        self.assertEqual(answer.code, 4, answer)
        self.assertIn("writ", answer.error["message"])
        self.assertNothingLost()


class ReadOnly:
    """Makes a folder one that cannot be written, for root too, as long as the block lasts: the
    command is run in a mount space of its own, where the folder is mounted read-only. Where that is
    not allowed, as a user without rights."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def __enter__(self):
        script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
        prefix = ["unshare", "--mount", "sh", "-c", script, str(self.folder)]
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
            return prefix
        if os.geteuid() == 0:
            raise unittest.SkipTest("root may write everywhere here, and not mount")
        self.modes = [(path, path.stat().st_mode)
                      for path in (self.folder, *self.folder.rglob("*")) if path.is_dir()]
        for path, _ in self.modes:
            path.chmod(0o500)
        return []

    def __exit__(self, *_):
        for path, mode in getattr(self, "modes", ()):
            path.chmod(mode)


class HubThatCannotStart(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.hub = self.mission.hub

    def start_in_vain(self, code, *words, prefix=()):
        answer = harness.run([*prefix, harness.Programs.hub, "run", "--json", "--config",
                              str(self.hub.config)])
        self.assertEqual(answer.code, code, answer)
        for word in words:
            self.assertIn(word, answer.err)
        return answer

    def test_a_port_in_use_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", self.hub.port))
            taken.listen()
            self.hub.configure()
            self.start_in_vain(5, str(self.hub.port), "use")
        # Another mission's hub must not share it, though both could have asked for that.
        other = harness.Hub(pathlib.Path(self.folder) / "other")
        shutil.copytree(self.hub.folder, other.folder)
        self.hub.start()
        refused = other.run("run")
        self.assertEqual(refused.code, 5, refused)
        self.assertIn(str(self.hub.port), refused.err)
        self.assertEqual(self.hub.stop(), 0)

    def test_a_second_hub_on_the_same_folder_is_refused(self):
        self.mission.start("tur-d01")
        # Even where it listens elsewhere.
        first = self.hub.port
        self.hub.port = harness.free_port()
        self.hub.configure()
        self.start_in_vain(5, "IN_USE", "stop it first")
        # The first one is not disturbed.
        self.hub.port = first
        self.hub.configure()
        self.mission.desk("tur-d01").must("log", "fetch")

    def test_an_unreadable_configuration_names_file_line_and_key(self):
        self.hub.configure('[limits]\nsubmits_per_minute = "many"\n')
        self.start_in_vain(1, "hub.toml:6", "limits.submits_per_minute", "whole number")
        self.hub.configure('colour = "blue"\n')
        self.start_in_vain(1, "colour", "not a key")
        self.hub.config.unlink()
        self.start_in_vain(3, "hub.toml", "--config")

    def test_a_read_only_data_folder_is_said_to_be_one(self):
        self.hub.configure()
        with ReadOnly(self.hub.data) as prefix:
            self.start_in_vain(5, "data", "writ", "DATA_FOLDER_READ_ONLY", prefix=prefix)
        self.hub.start()
        self.assertEqual(self.hub.stop(), 0)

    def test_damage_in_the_data_folder_is_found_and_not_served(self):
        self.mission.start("tur-d01", "irn-d01")
        self.mission.desk("tur-d01").must_send("irn/duty", "to be damaged")
        header = bytes.fromhex(self.mission.desk("irn-d01").inbox()[0]["header"])
        self.assertEqual(self.hub.stop(), 0)
        self.assertEqual(self.hub.run("check").code, 0)
        whole = pathlib.Path(self.folder) / "whole"
        shutil.copytree(self.hub.data, whole)
        damaged = 0
        for path in sorted(self.hub.data.rglob("*")):
            if not path.is_file() or path.suffix not in (".log", ".sst"):
                continue
            data = path.read_bytes()
            place = data.find(header)
            if place < 0:
                continue
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1:])
            damaged += 1
        self.assertGreater(damaged, 0)
        self.assertEqual(self.hub.run("check").code, 7)
        self.start_in_vain(7)
        shutil.rmtree(self.hub.data)
        whole.rename(self.hub.data)
        self.assertEqual(self.hub.run("check").code, 0)


if __name__ == "__main__":
    harness.main()
