#!/usr/bin/env python3
"""`show --print`: a notice on A4 says everything that the screen says, in any language, the same
bytes for everybody; its QR code leads back to the notice; nothing that is not proven is printed."""
import json
import os
import pathlib
import stat
import subprocess

import harness

ARABIC = "سقطت ثلاث قذائف على أطراف البلدة"


def groups(digest):
    return " ".join(digest[i:i + 8] for i in range(0, len(digest), 8))


def text_of(pdf, *options):
    """What stands on the pages, in one line: words wrap differently from the screen."""
    said = harness.run(["pdftotext", "-enc", "UTF-8", *options, str(pdf), "-"])
    return " ".join(said.out.split())


def qr_of(pdf):
    picture = pdf.with_suffix("")
    harness.run(["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-gray", "-singlefile", "-png",
                 str(pdf), str(picture)])
    return harness.run(["zbarimg", "-q", "--raw", f"{picture}.png"]).out.strip()


def letters(text):
    """Letters alone, sorted: how a PDF's reader orders right-to-left words is its own affair, and
    shaped letters must come back as the letters that were written."""
    return sorted(character for character in text if character.isalpha())


class Paper(harness.MissionTest):
    def setUp(self):
        super().setUp()
        self.mission.start("tur-d01", "irn-d01")
        self.sender, self.reader = self.mission.desk("tur-d01"), self.mission.desk("irn-d01")
        self.out = pathlib.Path(self.folder) / "paper"
        self.out.mkdir()

    def sent(self, text, *more):
        return self.sender.must_send("irn/duty", text, *more)["serial"]

    def printed(self, serial, name):
        path = self.out / name
        said = self.reader.must("show", serial, "--print", str(path))[0]
        return path, said

    def in_language(self, language, *words):
        arguments = self.reader.arguments(*words)
        arguments[arguments.index("--lang") + 1] = language
        return arguments

    def test_the_page_says_what_the_screen_says(self):
        serial = self.sent(ARABIC, "--field", "exercise=true")
        self.reader.inbox()
        self.reader.must("show", serial)
        self.reader.must("ack", serial)
        notice = [one for one in self.reader.inbox() if one["serial"] == serial][0]
        for language in ("en", "ar", "fa", "ru", "tr"):
            path = self.out / f"{language}.pdf"
            said = harness.run(self.in_language(language, "show", serial, "--print",
                                                str(path))).values[0]
            self.assertEqual(said["digest"], notice["notice"])
            page = text_of(path)
            self.assertIn(serial, page)
            self.assertIn(groups(notice["notice"]), page, language)
            self.assertIn(f"1/{said['pages']}", page)
            screen = self.screen(serial, language)
            # Every letter of the screen is there; the page adds only what is its own.
            missing = letters(screen)
            for letter in letters(page):
                if letter in missing:
                    missing.remove(letter)
            self.assertEqual(missing, [], language)
            self.assertEqual(qr_of(path),
                             f"liaison:{harness.NS} {serial} {notice['notice']} {notice['index']}")
        english = text_of(self.out / "en.pdf")
        for words in ("*** EXERCISE ***", "Not witnessed", "Turkey, duty officer",
                      "acknowledged", "Written (claimed)", "Accepted (hub time)"):
            self.assertIn(words, english)

    def screen(self, serial, language):
        arguments = self.in_language(language, "show", serial)
        arguments.remove("--json")
        return harness.run(arguments).out

    def test_the_same_bytes_for_everybody_and_for_nobody_else(self):
        serial = self.sent("three impacts")
        self.reader.inbox()
        self.reader.must("show", serial)
        self.reader.inbox()  # the receipt of having read it has come back
        first, _ = self.printed(serial, "first.pdf")
        second = pathlib.Path(self.folder) / "elsewhere"
        second.mkdir()
        code = subprocess.run(
            self.reader.arguments("show", serial, "--print", "second.pdf"), cwd=second,
            env={**os.environ, "TZ": "Asia/Tehran", "LC_ALL": "fa_IR.UTF-8"}, umask=0,
            capture_output=True, check=True, timeout=harness.PATIENCE_S)
        self.assertEqual(json.loads(code.stdout.decode())["file"], "second.pdf")
        self.assertEqual(first.read_bytes(), (second / "second.pdf").read_bytes())
        for path in (first, second / "second.pdf"):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)

    def test_a_file_that_is_there_is_left_alone(self):
        serial = self.sent("three impacts")
        self.reader.inbox()
        path = self.out / "report.pdf"
        path.write_text("mine")
        self.assertRefused(self.reader.run("show", serial, "--print", str(path)), 5,
                           "PRINT_EXISTS")
        self.assertEqual(path.read_text(), "mine")

    def test_a_long_text_goes_on_with_the_digest_on_every_page(self):
        text = "\n".join(f"line {number} of what was seen" for number in range(150))
        serial = self.sent(text)
        self.reader.inbox()
        path, said = self.printed(serial, "long.pdf")
        self.assertGreater(said["pages"], 2)
        for page in range(1, said["pages"] + 1):
            words = text_of(path, "-f", str(page), "-l", str(page))
            self.assertIn(f"{page}/{said['pages']}", words)
            self.assertIn(groups(said["digest"]), words)
            self.assertIn(serial, words)
            self.assertIn("Not witnessed", words)
        everything = text_of(path)
        for number in range(150):
            self.assertIn(f"line {number} of what was seen", everything)

    def test_what_was_never_opened_is_not_printed(self):
        # A desk restored without its prekeys holds the envelope, and cannot read it.
        serial = self.sent("three impacts")
        for key in (self.reader.home / "keys").glob("prekey-*.age"):
            key.unlink()
        header = self.reader.inbox()[0]["header"]
        path = self.out / "closed.pdf"
        answer = self.reader.run("show", header[:16], "--print", str(path))
        self.assertRefused(answer, 5, "NOT_OPENED")
        self.assertFalse(path.exists())
        self.assertTrue(serial)


if __name__ == "__main__":
    harness.main()
