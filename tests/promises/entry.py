#!/usr/bin/env python3
"""An officer at a terminal sends a notice by answering questions: in English and in Arabic, with
mistakes, going back, and leaving without a trace."""
import harness
from terminal import Terminal

# A violation must take less than a minute at three in the morning.
MOST_KEYS_AND_LINES = 25
NAME, POINT = "Sarmin", "35.9 36.72"
# Precedence, zone, kind, place, point, time, its time zone, source, confidence, nothing more, yes.
ENGLISH = ["1", "1", "3", NAME, POINT, "-10", "", "1", "2", "", "y"]
# The same on an Arabic keyboard.
ARABIC = ["١", "١", "٣", "سرمين", "٣٥٫٩ ٣٦٫٧٢", "-١٠", "", "١", "٢", "", "ن"]


class Entry(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.mission.start("tur-d01", "irn-d01")
        self.sender, self.reader = self.mission.desk("tur-d01"), self.mission.desk("irn-d01")

    def at_terminal(self, *arguments, language="en"):
        return Terminal([harness.Programs.liaison, "--home", str(self.sender.home),
                         "--passphrase-file", str(self.mission.passphrase), "--lang", language,
                         *arguments])

    def assertCameAsTold(self, notice, name):
        self.assertEqual(notice["precedence"], "flash")
        form = notice["form"]
        self.assertEqual(form["kind"], "mortar")
        self.assertEqual(form["place"], {"name": name, "lat_e7": 359000000, "lon_e7": 367200000,
                                         "accuracy_m": 100})
        self.assertEqual(form["confidence"], "probable")

    def test_a_violation_is_sent_with_few_keys(self):
        for language, answers in (("en", ENGLISH), ("ar", ARABIC)):
            with self.subTest(language=language):
                screen = self.at_terminal("send", "violation", "--to", "irn/duty",
                                          language=language)
                for answer in answers:
                    screen.type(answer)
                self.assertEqual(screen.end(), 0, screen.screen)
                effort = screen.lines + screen.keys - len(answers[3]) - len(answers[4])
                harness.report(f"{language}: {screen.lines} lines, {screen.keys} keys")
                self.assertLess(effort, MOST_KEYS_AND_LINES)
                self.assertCameAsTold(self.reader.received()[-1], answers[3])

    def test_kind_and_addressees_are_asked_if_nothing_is_said(self):
        screen = self.at_terminal("send")
        kinds = screen.wait()
        violation = next(line.split()[0] for line in kinds.splitlines()
                         if line.endswith("  Violation"))
        screen.press(violation + "\n")
        self.assertIn("Iran, duty officer", screen.wait())
        screen.press("1\n")  # the first of the duty officers
        for answer in ENGLISH:
            screen.type(answer)
        self.assertEqual(screen.end(), 0, screen.screen)
        self.assertCameAsTold(self.reader.received()[-1], NAME)

    def test_what_was_given_is_not_asked_and_mistakes_are_put_right(self):
        screen = self.at_terminal("send", "violation", "--to", "irn/duty", "--precedence", "flash",
                                  "--zone", "idlib", "--field", "kind=sniper", "--field",
                                  "event.time_zone=Asia/Damascus")
        self.assertIn("Place name", screen.type("?"))
        self.assertIn("Town, village", screen.type("Wrong"))
        self.assertIn("Latitude, Longitude", screen.type("<"))
        self.assertIn("Place name", screen.type(NAME))
        screen.type("35.9")
        self.assertIn("Degrees north", screen.type(POINT))
        self.assertIn("Time of the event", screen.type("soon"))
        self.assertIn("A time is expected", screen.type(""))
        for answer in ("1", "2", ""):
            screen.type(answer)
        shown = screen.type("e")
        self.assertIn("Kind of violation: Sniper fire", shown)
        self.assertIn("Place name: Sarmin", shown)
        answers = screen.wait()
        kind = next(line.split()[0] for line in answers.splitlines()
                    if line.endswith("Kind of violation"))
        screen.press(kind + "\n")
        screen.wait()
        screen.press("3\n")
        self.assertIn("Mortar fire", screen.wait())
        screen.press("y\n")
        self.assertEqual(screen.end(), 0, screen.screen)
        self.assertCameAsTold(self.reader.received()[-1], NAME)

    def test_leaving_leaves_nothing(self):
        for keys in ("q\n", "\x04", "\x03"):
            for answers in (ENGLISH[:4], ENGLISH[:-1]):
                with self.subTest(keys=keys, after=len(answers)):
                    screen = self.at_terminal("send", "violation", "--to", "irn/duty")
                    for answer in answers:
                        screen.type(answer)
                    screen.wait()
                    screen.press(keys)
                    self.assertNotEqual(screen.end(), 0, screen.screen)
                    self.assertEqual(self.sender.inbox(), [])
        self.assertEqual(self.sender.must_send("irn/duty", "first")["serial"][-6:], "000001")

    def test_a_reply_asks_only_for_its_words(self):
        self.sender.must_send("irn/duty", "first")
        notice = self.reader.received()[-1]["serial"]
        self.sender = self.reader
        screen = self.at_terminal("reply", notice)
        for answer in ("our patrol", "is on its way", ""):
            # Every line of the text but the first is typed without being asked.
            screen.type(answer) if answer == "our patrol" else screen.press(answer + "\n")
        screen.type("")
        self.assertIn("Reply to: " + notice, screen.type("y"))
        self.assertEqual(screen.end(), 0, screen.screen)
        sent = [each for each in self.reader.inbox() if each["sent"]]
        self.assertEqual(sent[-1]["form"]["text"], "our patrol\nis on its way")

    def test_nobody_is_asked_without_a_terminal(self):
        for arguments, reason in ((["send"], "USAGE_MISSING"),
                                  (["send", "violation"], "USAGE_MISSING"),
                                  (["send", "violation", "--to", "irn/duty"], "REQUIRED")):
            self.assertEqual(self.sender.run(*arguments).error["reason"], reason)
        # A machine that reads along is told, even on a terminal.
        screen = self.at_terminal("--json", "send")
        self.assertEqual(screen.end(), 2)
        self.assertIn("USAGE_MISSING", screen.screen)


if __name__ == "__main__":
    harness.main()
