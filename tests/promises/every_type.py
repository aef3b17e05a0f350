#!/usr/bin/env python3
"""Every notice type goes from desk to desk: sent from a file, shown in five languages,
acknowledged, exported, verified. The forms are the examples of tests/data/forms/examples."""
import json
import pathlib

import harness

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "data" / "forms" / "examples"
LANGUAGES = ("en", "ru", "tr", "fa", "ar")


class EveryType(harness.MissionTest):
    def in_language(self, desk, language, *arguments):
        answer = harness.run([harness.Programs.liaison, "--home", str(desk.home),
                              "--passphrase-file", str(self.mission.passphrase), "--lang", language,
                              *arguments])
        self.assertEqual(answer.code, 0, answer)
        return answer.out

    def titles(self, desk):
        """Kind -> its title in every language."""
        titles = {}
        for language in LANGUAGES:
            for line in self.in_language(desk, language, "form").splitlines():
                kind, title = line.split("  ", 1)
                titles.setdefault(kind, []).append(title)
        return titles

    def test_is_sent_shown_acknowledged_and_proven(self):
        self.mission.start("tur-d01", "irn-d01")
        sender, reader = self.mission.desk("tur-d01"), self.mission.desk("irn-d01")
        titles = self.titles(reader)
        kinds = [path.name.split(".")[0] for path in sorted(EXAMPLES.glob("*.json"))]
        # A type without an example would go untested.
        self.assertEqual(sorted(titles), kinds)
        serials = {}
        for kind in kinds:
            sent = sender.must("send", kind, "--to", "irn/duty", "--file",
                               str(EXAMPLES / f"{kind}.1.json"))
            serials[kind] = sent[0]["serial"]
        received = {notice["serial"]: notice for notice in reader.inbox()}
        for kind, serial in serials.items():
            with self.subTest(kind=kind):
                self.assertEqual(received[serial]["form"],
                                 json.loads((EXAMPLES / f"{kind}.1.json").read_text()))
                for language, title in zip(LANGUAGES, titles[kind]):
                    shown = self.in_language(reader, language, "show", serial)
                    self.assertTrue(shown.startswith(f"{title}  {serial}\n"), shown)
                    # A field or value without a label would show by its name in the form.
                    self.assertNotIn("_s:", shown)
                reader.must("ack", serial)
                pack = pathlib.Path(self.folder) / f"pack-{kind}"
                digest = reader.must("export", serial, str(pack))[0]["digest"]
                verdict = reader.must("verify", str(pack), "--digest", digest)[0]
                self.assertTrue(verdict["genuine"], verdict)
                self.assertEqual(verdict["serial"], serial)


if __name__ == "__main__":
    harness.main()
