#!/usr/bin/env python3
"""What the hub says by itself: an alert rings and stays open until it is acknowledged, and is shown as
the hub's word; a release of a rung that no sender named opens nothing, and is told as a lie."""
import base64
import subprocess
import unittest

import harness
import siren

HASH = base64.b64encode(bytes(32)).decode()
BUNDLE = base64.b64encode(bytes(range(32))).decode()


class HubWords(siren.SirenTest):
    def setUp(self):
        super().setUp()
        self.mission.start("tur-d01", "irn-d01", "irn-d04")
        self.irn = self.mission.desk("irn-d01")
        self.irn.inbox()
        self.said = 0

    def say(self, kind, lines):
        """The hub, stopped and started again, has said it; its index."""
        self.said += 1
        self.mission.hub.stop()
        text = f"{harness.NS}/{kind}/v1\nnonce {self.said:032x}\ncause -\n" + "\n".join(lines) + "\n"
        done = subprocess.run([harness.Programs.more[0], harness.NS, str(self.mission.hub.data), kind],
                              input=text.encode(), capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.mission.hub.start()
        return int(done.stdout)

    def alert(self, code, *more, by="hub", to="irn/duty", precedence="immediate"):
        return self.say("alert", [f"by {by}", f"code {code}", f"precedence {precedence}",
                                  f"mailbox {to}", *more])

    def people(self, *arguments, lang="en"):
        """What a person reads, not a program."""
        plain = [word for word in self.irn.arguments(*arguments) if word != "--json"]
        plain[plain.index("--lang") + 1] = lang
        return harness.run(plain)

    def test_an_alert_is_open_until_it_is_acknowledged(self):
        index = self.alert("PLUGIN_DOWN", "param plugin t escalation", "param since_s i 61")
        alert = self.irn.inbox()[0]
        self.assertEqual((alert["event"], alert["code"], alert["index"]),
                         ("alert", "PLUGIN_DOWN", index))
        self.assertEqual(alert["params"], {"plugin": "escalation", "since_s": 61})
        self.assertEqual(alert["by"], {"plugin": ""})
        self.assertEqual(self.irn.must("status")[0]["alerts"], [alert])
        handle = alert["alert"][:8]

        shown = self.people("show", handle)
        self.assertEqual(shown.code, 0, shown)
        self.assertIn("A plugin of the hub is down: plugin escalation; for 61 s", shown.out)
        self.assertIn("No office has signed this", shown.out)

        acknowledged = self.irn.must("ack", handle)[0]
        self.assertEqual((acknowledged["receipt"], acknowledged["state"]),
                         ("acknowledged", "accepted"))
        self.assertNotIn("alerts", self.irn.must("status")[0])
        self.assertEqual([one["state"] for one in self.irn.must("show", handle)[0]["receipts"]],
                         ["acknowledged"])
        self.assertRefused(self.irn.run("ack", handle), 5, "SAID_BEFORE")
        # The office's other duty desk sees the same.
        second = self.mission.desk("irn-d04")
        second.inbox()
        self.assertNotIn("alerts", second.must("status")[0])
        self.assertEqual(self.mission.hub.stop(), 0)
        self.assertEqual(self.mission.hub.run("check").code, 0)

    def expect_ringing(self, *more):
        self.alert("CLOCK_STEP", precedence="flash")
        handle = self.mission.desk("irn-d04").inbox()[0]["alert"][:8]
        self.with_alarm(self.irn, self.siren, *more)
        self.await_lines(f"2 flash {handle}")

    def test_it_rings_at_an_open_desk(self):
        self.expect_ringing()

    def test_it_rings_at_a_locked_desk(self):
        self.expect_ringing("--locked")

    def test_every_language_says_whose_word_it_is(self):
        by = f"escalation 1.0.0 {BUNDLE}"
        self.alert("NOTIFY", f"ref {HASH}", by=by)
        self.alert("SOMETHING_NEW", "param depth i -3", "param note t \u0637\u0631\u064a\u0642",
                   by=by, precedence="routine")
        for lang, word in (("en", "The hub's word, by its plugin"), ("ru", "модуль"),
                           ("tr", "eklentisi"), ("fa", "افزونهٔ"), ("ar", "الملحق")):
            listed = self.people("inbox", lang=lang)
            self.assertEqual(listed.code, 0, listed)
            lines = listed.out.splitlines()
            self.assertEqual(len([line for line in lines if word in line]), 2, listed.out)
            self.assertIn("SOMETHING_NEW", listed.out)
            self.assertIn("depth=-3", listed.out)

    def test_an_alert_of_another_office_is_not_there(self):
        self.alert("PLUGIN_UP", to="tur/duty")
        self.assertEqual(self.irn.inbox(), [])
        self.assertRefused(self.irn.run("ack", "0123456789abcdef"), 3, "NO_SUCH_NOTICE")

    def test_a_release_that_the_sender_never_allowed_is_a_lie(self):
        sender = self.mission.desk("tur-d01")
        sent = sender.must_send("irn/duty", "for the duty officer alone")
        header = next(one["header"] for one in sender.inbox() if one["serial"] == sent["serial"])
        self.say("release", ["by hub", f"envelope {base64.b64encode(bytes.fromhex(header)).decode()}",
                             "office irn", "rung 2", "loop 0", "mailbox irn/head",
                             "due 1795478400000", "reason DUE", "evidence -"])
        for desk in (sender, self.irn):
            told = desk.run("inbox")
            self.assertEqual(told.code, 7, told)
            alarms = [one for one in told.values if one.get("event") == "alarm"]
            self.assertEqual([one["code"] for one in alarms], ["RELEASE_RUNG"], told)
            self.assertEqual(alarms[0]["forged"], True)
            doctor = desk.run("doctor")
            self.assertIn("that the sender did not name", doctor.out)
            self.assertEqual(desk.must("status")[0]["evidence"], 1)
            shown = desk.must("show", sent["serial"])[0]
            self.assertNotIn("releases", shown)


if __name__ == "__main__":
    harness.main("HUB_WORD")
