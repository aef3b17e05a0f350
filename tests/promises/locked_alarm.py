#!/usr/bin/env python3
"""A locked desk rings for what is urgent, by precedence and 8 digits alone, until anybody of the
office acknowledges; it can show nothing, because it holds nothing."""
import os
import pathlib
import subprocess
import unittest

import harness
import siren

CANARY = "canary-7f31-the-bridge-at-noon"


class LockedAlarm(siren.SirenTest):
    def setUp(self):
        super().setUp()
        self.mission.start("tur-d01", "irn-d01", "irn-d04")
        self.sender, self.left = self.mission.desk("tur-d01"), self.mission.desk("irn-d01")
        self.second = self.mission.desk("irn-d04")
        for desk in (self.left, self.second):
            desk.inbox()

    def send(self, precedence, text, *more):
        return self.sender.must("send", "administrative", "--to", "irn/duty", "--precedence",
                                precedence, "--field", "subject=x", "--text", text, *more)[0]

    def digits(self, sent):
        headers = {one["serial"]: one["header"] for one in self.second.inbox()}
        return headers[sent["serial"]][:8]

    def rings(self, precedence, sent):
        return f'{{"digits":"{self.digits(sent)}","event":"rings","precedence":"{precedence}"}}'

    def locked(self):
        """The locked desk's screen, with a siren."""
        watch = self.with_alarm(self.left, self.siren, "--locked")
        watch.wait_for(lambda line: line == '{"event":"locked"}')
        return watch

    def test_it_rings_until_the_second_desk_acknowledges_and_shows_nothing(self):
        before = self.send("immediate", CANARY)
        for _ in range(8):  # open as well, so that locking goes over more than a page of texts
            self.send("priority", f"{CANARY} " * 20)
        self.left.inbox()
        watch = self.locked()
        at = watch.wait_for(lambda line: line == self.rings("immediate", before))[1]
        self.await_lines(f"2 immediate {self.digits(before)}")
        flash = self.send("flash", CANARY)
        at = watch.wait_for(lambda line: line == self.rings("flash", flash), after=at)[1]
        self.await_lines(f"2 flash {self.digits(flash)}")
        self.search_memory(watch.process.pid)
        self.second.must("ack", flash["serial"])
        # What is less urgent has waited, and rings on.
        at = watch.wait_for(lambda line: line == self.rings("immediate", before), after=at)[1]
        self.second.must("ack", before["serial"])
        at = watch.wait_for(lambda line: line == '{"event":"quiet"}', after=at)[1]
        # It sent no receipt for what came while it was locked, and said no word of it.
        trace = self.sender.must("trace", flash["serial"])[0]
        self.assertNotIn(f"{harness.NS}/irn/d01", str(trace))
        for told in (before["serial"], CANARY, "tur"):
            self.assertNotIn(told, "\n".join(watch.lines))
        self.assertEqual(watch.end(harness.signal.SIGTERM), 0)
        # Whoever unlocks gets all of it.
        self.assertIn(flash["serial"], [one["serial"] for one in self.left.received()])

    def search_memory(self, pid):
        """The header that rings is found, what was said and what signs is not."""
        if os.geteuid() != 0:
            harness.report("not root, so the locked desk's memory was not searched")
            return
        seeds = {name: self.secret(name) for name in ("signing", "database", "tls")}
        memory = list(harness.memory_of(pid))
        size = sum(len(data) for _, data in memory)
        harness.report(f"searched {size >> 20} MiB of a locked desk's memory")

        def places(what):
            return [mapping for mapping, data in memory if what in data]

        self.assertTrue(places(b"\nprecedence immediate\n"))
        self.assertTrue(places(seeds["tls"]))
        self.assertEqual(places(CANARY.encode()), [])
        self.assertEqual(places(seeds["signing"]), [])
        self.assertEqual(places(seeds["database"]), [])

    def secret(self, name):
        """A secret of the desk that was left, as stock age opens it."""
        keys = self.left.home / "keys"
        identity = pathlib.Path(self.folder) / "identity"
        if not identity.exists():
            terminal = harness.Terminal(
                ["/usr/bin/age", "-d", "-o", str(identity), str(keys / "root.age")])
            terminal.wait_for("passphrase")
            terminal.type(self.mission.passphrase.read_text().splitlines()[0] + "\n")
            self.assertEqual(terminal.wait(), 0, terminal.said)
        # On a machine with much to do age was seen to end well without a word.
        for _ in range(3):
            opened = subprocess.run(["age", "-d", "-i", str(identity), str(keys / f"{name}.age")],
                                    capture_output=True, check=True, timeout=harness.PATIENCE_S)
            if opened.stdout:
                break
        self.assertEqual(len(opened.stdout), 32, (name, opened.stderr))
        return opened.stdout

    def test_a_hub_that_was_away_is_heard_again(self):
        waiting = self.send("flash", "first")
        self.left.inbox()
        watch = self.locked()
        at = watch.wait_for(lambda line: line == self.rings("flash", waiting))[1]
        self.second.must("ack", waiting["serial"])
        at = watch.wait_for(lambda line: line == '{"event":"quiet"}', after=at)[1]
        self.mission.hub.kill()
        at = watch.wait_for(lambda line: "Line to the hub is down" in line, after=at)[1]
        self.mission.hub.start()
        at = watch.wait_for(lambda line: "Line to the hub is up" in line, after=at)[1]
        again = self.send("flash", "second")
        watch.wait_for(lambda line: line == self.rings("flash", again), after=at)

    def test_what_may_not_wake_anybody_does_not_ring(self):
        watch = self.locked()
        self.sender.must("send", "administrative", "--to", "irn/head", "--info", "irn/duty",
                         "--precedence", "flash", "--field", "subject=x", "--text", "for information")
        self.send("priority", "not urgent")
        within = [self.send("flash", f"impact {number}") for number in range(5)]  # one went to head
        beyond = self.send("flash", "beyond the budget")
        at = watch.wait_for(lambda line: line == self.rings("flash", within[0]))[1]
        for sent in within + [beyond]:
            self.assertIsNotNone(sent["index"])
        for sent in within:
            self.second.must("ack", sent["serial"])
        at = watch.wait_for(lambda line: line == '{"event":"quiet"}', after=at)[1]
        self.assertIn(beyond["serial"],
                      [one["serial"] for one in self.second.must("inbox", "--open")])
        self.assertFalse([line for line in watch.lines if self.digits(beyond) in line])

    def test_enter_and_the_passphrase_unlock(self):
        self.give_siren(self.left, self.siren)
        arguments = self.left.arguments("watch", "--locked")
        arguments.remove("--json")
        terminal = harness.Terminal(arguments)
        self.addCleanup(terminal.end)
        at = terminal.wait_for("Locked.")
        flash = self.send("flash", "read me")
        at = terminal.wait_for(f"FLASH {self.digits(flash)} waits for an answer.", after=at)
        self.assertNotIn(flash["serial"], terminal.said)
        terminal.type("\n")
        at = terminal.wait_for("Passphrase", after=at)
        # Whoever only presses Enter has not silenced it.
        rung = len(self.said())
        self.await_lines(f"2 flash {self.digits(flash)}", 1)
        terminal.type("not the passphrase\n")
        at = terminal.wait_for("passphrase is wrong", after=at)
        self.assertNotIn(flash["serial"], terminal.said)
        self.assertGreaterEqual(len(self.said()), rung)
        terminal.type("\n")
        at = terminal.wait_for("Passphrase", after=at)
        terminal.type(self.mission.passphrase.read_text().splitlines()[0] + "\n")
        at = terminal.wait_for("Unlocked.", after=at)
        terminal.wait_for(flash["serial"], after=at)

    @unittest.skipUnless(harness.LONG, "waits for a minute without a key")
    def test_a_desk_that_was_worked_at_and_left_forgets(self):
        terminal = harness.Terminal(self.left.arguments("watch", "--lock-after", "1"))
        self.addCleanup(terminal.end)
        at = terminal.wait_for("Line to the hub is up")
        for _ in range(5):
            self.send("priority", f"{CANARY} " * 20)
        shown = self.send("immediate", CANARY)
        at = terminal.wait_for(shown["serial"], after=at)
        self.assertIn(CANARY, terminal.said)
        at = terminal.wait_for('{"event":"locked"}', after=at)
        terminal.wait_for('"event":"rings"', after=at)
        self.search_memory(terminal.pid)

    def test_each_shift_tries_the_alarm(self):
        self.assertNotIn("alarm_tested_ms", self.left.must("status", "--offline")[0])
        self.give_siren(self.left, self.siren)
        tested = self.left.must("watch", "--alarm", "--test")[0]
        self.await_lines("2 exercise 00000000")
        self.assertEqual(self.left.must("status", "--offline")[0]["alarm_tested_ms"],
                         tested["time_ms"])
        self.give_siren(self.second, "/nonexistent/siren")
        self.assertRefused(self.second.run("watch", "--alarm", "--test"), 5, "ALARM")
        self.assertNotIn("alarm_tested_ms", self.second.must("status", "--offline")[0])


if __name__ == "__main__":
    harness.main()
