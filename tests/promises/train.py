#!/usr/bin/env python3
"""`liaison train` as somebody new would use it: to its end in two languages, and left half way. Real
hub, keys and TLS; afterwards nothing of it is on the machine."""
import os
import pathlib
import shutil
import signal
import tempfile
import unittest

import harness
from terminal import Terminal

STEPS = 7


def processes_of(folder):
    """Command lines of processes that have this folder in them."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace")
        except OSError:  # it has ended meanwhile
            continue
        if folder in words:
            found.append(words.replace("\0", " "))
    return found


class Train(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="liaison-promise-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.env = {"TMPDIR": self.folder}

    def arguments(self, *more):
        return [harness.Programs.liaison, "train", "--hub-program", harness.Programs.hub, *more]

    def assertNothingIsLeft(self):
        self.assertEqual(os.listdir(self.folder), [])
        self.assertEqual(processes_of(self.folder), [])

    def lesson(self, exercise, *more):
        answer = harness.run(self.arguments("--yes", *more), env=self.env)
        self.assertEqual(answer.code, 0, answer)
        self.assertIn(exercise, answer.out)
        for step in range(1, STEPS + 1):
            self.assertIn(f"{step}/{STEPS}", answer.out)
        return answer

    def test_unattended_to_the_end(self):
        self.lesson("*** تمرين ***", "--lang", "ar")
        self.assertNothingIsLeft()

    def test_what_is_kept_holds_the_acknowledged_notices(self):
        kept = pathlib.Path(self.folder) / "kept"
        answer = self.lesson("*** EXERCISE ***", "--lang", "en", "--keep", str(kept))
        self.assertIn("is signed and queued", answer.err)  # while the hub was away
        self.assertEqual(processes_of(self.folder), [])
        desk = harness.run([harness.Programs.liaison, "--home", str(kept / "desks" / "tur"),
                            "--passphrase-file", str(kept / "passphrase"), "--json", "inbox",
                            "--offline"])
        self.assertGreaterEqual(len(desk.values), 5, desk)
        for notice in desk.values:
            self.assertTrue(notice["form"]["exercise"], notice)
            self.assertIn("acknowledged", {receipt["state"] for receipt in notice["receipts"]})
        again = harness.run(self.arguments("--json", "--yes", "--keep", str(kept)), env=self.env)
        self.assertEqual((again.code, again.error["reason"]), (5, "KEEP_EXISTS"), again)

    def test_an_officer_presses_enter_or_types(self):
        screen = Terminal(self.arguments("--lang", "en"), prompt=r"q leaves: $", env=self.env)
        self.assertIn("liaison send line_check", screen.type(""))
        trace = screen.type("liaison inbox --offline")
        self.assertIn("accepted, position", trace)
        # What he typed besides is run, and the step is asked for again; a typed command counts.
        self.assertIn("EXERCISE", screen.type("liaison trace TUR-d01-1"))
        alarm = screen.type("")
        self.assertIn("acknowledged", alarm)
        self.assertIn("2/7", alarm)
        rung = screen.type("q")
        self.assertIn("\a", rung)
        self.assertIn("FLASH  Violation", rung)
        self.assertEqual(screen.end(), 5, screen.screen)
        self.assertNothingIsLeft()

    def test_a_signal_leaves_nothing(self):
        for at, number in (("A practice mission", signal.SIGINT), ("1/7", signal.SIGHUP),
                           ("2/7", signal.SIGINT), ("3/7", signal.SIGTERM)):
            with self.subTest(at=at, signal=number):
                lesson = harness.Lines(["env", f"TMPDIR={self.folder}",
                                        *self.arguments("--yes", "--lang", "en")])
                lesson.wait_for(lambda line, at=at: at in line)
                self.assertNotEqual(lesson.end(number), 0)
                self.assertTrue(any("practice mission is gone" in line for line in lesson.lines),
                                lesson.lines)
                self.assertNothingIsLeft()

    def test_nobody_is_asked_without_a_terminal(self):
        answer = harness.run(self.arguments("--json"))
        self.assertEqual((answer.code, answer.error["reason"]), (5, "NO_TERMINAL"), answer)


if __name__ == "__main__":
    harness.main()
