#!/usr/bin/env python3
"""Several officers at one desk: each has a key store of his own, types his passphrase once, and the
desk locks when it is left alone or when the next one sits down."""
import contextlib
import os
import pathlib
import select
import shutil
import signal
import stat
import subprocess

import harness


class Officers(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.mission.start("irn-d01", "irn-d04", "tur-d01")
        # d01 and d04 answer for irn/duty; here they do so at one desk.
        self.shared = pathlib.Path(self.folder) / "shared"
        self.shared.mkdir(mode=0o700)
        for name in ("d01", "d04"):
            shutil.move(self.mission.folder / "desks" / f"irn-{name}", self.shared / name)
        self.addCleanup(self.lock_all)

    def lock_all(self):
        for name in ("d01", "d04"):
            self.at_desk("officer", "lock", home=self.shared / name)

    def at_desk(self, *arguments, home=None, passphrase=False):
        typed = ["--passphrase-file", str(self.mission.passphrase)] if passphrase else []
        # A session of its own has no terminal to ask on.
        done = subprocess.run([harness.Programs.liaison, "--home", str(home or self.shared), "--json",
                               "--lang", "en", *typed, *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=harness.PATIENCE_S, check=False,
                              start_new_session=True)
        return harness.Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def seats(self):
        return {officer["officer"]: (officer["seated"], officer["unlocked"])
                for officer in self.at_desk("officer", "list").values}

    def holders(self):
        """The processes that keep a key store of this desk open."""
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
                if str(self.shared).encode() in path.read_bytes():
                    found.append(int(path.parent.name))
        return found

    def socket(self, name):
        return self.shared / name / "session.sock"

    def assertOpen(self):
        answer = self.at_desk("inbox")
        self.assertEqual(answer.code, 0, answer)

    def test_one_types_once_and_the_next_one_takes_the_seat(self):
        self.assertRefused(self.at_desk("inbox"), 3, "NO_OFFICER")
        self.assertRefused(self.at_desk("officer", "switch", "d09", passphrase=True), 3,
                           "NO_OFFICER")
        self.assertEqual(self.seats(), {"d01": (False, False), "d04": (False, False)})
        self.assertEqual(self.at_desk("officer", "switch", "d01", passphrase=True).code, 0)
        self.assertEqual(self.seats(), {"d01": (True, True), "d04": (False, False)})
        self.assertEqual(stat.S_IMODE(self.socket("d01").stat().st_mode), 0o600)
        self.assertOpen()
        sent = self.at_desk("send", "administrative", "--to", "tur/duty", "--field", "subject=who",
                            "--text", "by d01")
        self.assertIn("IRN-d01", sent.values[0]["serial"])
        # The next one sits down: his keys, his serials, and the former is locked.
        self.assertEqual(self.at_desk("officer", "switch", "d04", passphrase=True).code, 0)
        self.assertEqual(self.seats(), {"d01": (False, False), "d04": (True, True)})
        sent = self.at_desk("send", "administrative", "--to", "tur/duty", "--field", "subject=who",
                            "--text", "by d04")
        self.assertIn("IRN-d04", sent.values[0]["serial"])
        self.assertRefused(self.at_desk("inbox", home=self.shared / "d01"), 4, "NO_PASSPHRASE")

    def test_it_locks_when_told_and_when_left_alone(self):
        self.assertEqual(self.at_desk("officer", "switch", "d01", passphrase=True).code, 0)
        self.assertOpen()
        self.assertEqual(self.at_desk("officer", "lock").values[0]["was_unlocked"], True)
        self.assertRefused(self.at_desk("inbox"), 4, "NO_PASSPHRASE")
        unlocked = self.at_desk("officer", "unlock", "--lock-after", "1s", passphrase=True)
        self.assertEqual(unlocked.code, 0, unlocked)
        for holder in self.holders():
            ended = os.pidfd_open(holder)
            self.assertTrue(select.select([ended], [], [], harness.PATIENCE_S)[0], "it never ends")
            os.close(ended)
        self.assertFalse(self.socket("d01").exists())
        self.assertRefused(self.at_desk("inbox"), 4, "NO_PASSPHRASE")

    def test_a_wrong_passphrase_opens_nothing(self):
        wrong = pathlib.Path(self.folder) / "wrong"
        wrong.touch(0o600)
        wrong.write_text("not the passphrase of anybody\n")
        answer = harness.run([harness.Programs.liaison, "--home", str(self.shared), "--json",
                              "--passphrase-file", str(wrong), "officer", "switch", "d01"])
        self.assertRefused(answer, 4, "WRONG_PASSPHRASE")
        self.assertEqual(self.seats()["d01"], (True, False))
        self.assertRefused(self.at_desk("inbox"), 4, "NO_PASSPHRASE")

    def test_a_holder_that_was_killed_leaves_nothing_open(self):
        self.assertEqual(self.at_desk("officer", "switch", "d01", passphrase=True).code, 0)
        (holder,) = self.holders()
        os.kill(holder, signal.SIGKILL)
        self.assertRefused(self.at_desk("inbox"), 4, "NO_PASSPHRASE")
        self.assertEqual(self.at_desk("officer", "unlock", passphrase=True).code, 0)
        self.assertOpen()


if __name__ == "__main__":
    harness.main()
