#!/usr/bin/env python3
"""Each office has a budget of flash an hour (this mission: 6). Beyond it notices are delivered and
owed, in a group and without alarm; the sender is told."""
import harness
import siren

BUDGET = 6


class FlashBudget(siren.SirenTest):
    def flash(self, sender, number):
        return sender.must("send", "administrative", "--to", "irn/duty", "--precedence", "flash",
                           "--field", "subject=x", "--text", f"impact {number}")[0]

    def text(self, desk, *words):
        """What a person reads."""
        arguments = desk.arguments(*words)
        arguments.remove("--json")
        return harness.run(arguments).out

    def test_beyond_it_nothing_rings_and_everything_is_owed(self):
        self.mission.start("tur-d01", "irn-d01", "irn-d04", "jor-d01")
        sender, second = self.mission.desk("tur-d01"), self.mission.desk("irn-d04")
        watch = self.with_alarm(self.mission.desk("irn-d01"), self.siren)
        sent = [self.flash(sender, number) for number in range(BUDGET + 2)]
        self.assertEqual([one.get("beyond_budget", False) for one in sent],
                         [False] * BUDGET + [True] * 2)
        last = watch.wait_for(lambda line: f"impact {BUDGET + 1}" in line)[1]
        second.inbox()
        # The six are answered; the two beyond still wait, and nothing rings.
        for one in sent[:BUDGET]:
            second.must("ack", one["serial"])
        told = watch.wait_for(lambda line: '"acknowledged"' in line and sent[BUDGET - 1]["serial"]
                              in line, after=last)[1]
        for text in ("one beat", "and one more"):
            sender.must_send("irn/duty", text)
            told = watch.wait_for(lambda line, text=text: text in line, after=told)[1]
        self.assertHeardOnly(second, sent[:BUDGET])
        waiting = second.must("inbox", "--open")
        beyond = [one for one in waiting if one.get("beyond_budget")]
        self.assertEqual([one["serial"] for one in reversed(beyond)],
                         [one["serial"] for one in sent[BUDGET:]])
        for screen in (self.text(second, "status"), self.text(second, "inbox", "--open")):
            lines = screen.splitlines()
            group = lines.index("+2 flash of Turkey beyond its budget of 6 an hour, without alarm")
            for one in sent[BUDGET:]:
                self.assertTrue(any(one["serial"] in line for line in lines[group:]), screen)
        # Each office has a budget of its own.
        other = self.flash(self.mission.desk("jor-d01"), 0)
        self.assertNotIn("beyond_budget", other)
        header = [one["header"] for one in second.inbox() if one["serial"] == other["serial"]][0]
        self.await_lines(f"2 flash {header[:8]}")

    def assertHeardOnly(self, desk, sent):
        """The siren always tells the newest of what it may tell."""
        headers = {one["serial"]: one["header"] for one in desk.inbox()}
        within = {f"2 flash {headers[one['serial']][:8]}" for one in sent}
        self.assertTrue(self.said())
        self.assertLessEqual(set(self.said()), within)

    def test_an_open_screen_counts_them_and_the_sender_reads_why(self):
        self.mission.start("tur-d01", "irn-d01")
        sender, reader = self.mission.desk("tur-d01"), self.mission.desk("irn-d01")
        for number in range(BUDGET):
            self.flash(sender, number)
        arguments = sender.arguments("send", "administrative", "--to", "irn/duty", "--precedence",
                                     "flash", "--field", "subject=x", "--text", "one more")
        arguments.remove("--json")
        for _ in range(3):
            answer = harness.run(arguments)
            self.assertEqual(answer.code, 0, answer)
            self.assertIn("more flash than your office's budget of 6 an hour", answer.err)
        arguments = reader.arguments("watch")
        arguments.remove("--json")
        watch = harness.Lines(arguments)
        self.addCleanup(watch.end, harness.signal.SIGTERM)
        line = watch.wait_for(lambda said: "beyond its budget" in said)[0]
        self.assertEqual(line,
                         "+3 flash of Turkey beyond its budget of 6 an hour, without alarm")


if __name__ == "__main__":
    harness.main()
