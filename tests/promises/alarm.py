#!/usr/bin/env python3
"""`watch --alarm` wakes the officer for flash and immediate notices, again and again until somebody
acknowledges, and tells the siren nothing but the precedence and 8 digits of the header's hash."""
import pathlib
import re

import harness
import siren


class Alarm(siren.SirenTest):
    def test_rings_until_the_notice_is_acknowledged(self):
        self.mission.start("tur-d01", "irn-d01", "irn-d04")
        sender, reader = self.mission.desk("tur-d01"), self.mission.desk("irn-d01")
        watch = self.with_alarm(reader, self.siren)
        sender.must_send("irn/duty", "no reason to wake anybody")
        calm = watch.wait_for(lambda line: "no reason" in line)[1]
        self.assertEqual(self.said(), [])
        serial = sender.must("send", "administrative", "--to", "irn/duty", "--precedence", "flash",
                             "--field", "subject=x", "--text", "wake up")[0]["serial"]
        watch.wait_for(lambda line: "wake up" in line, after=calm)
        # The header's hash, as this desk's second device reads it from its own archive.
        second = self.mission.desk("irn-d04")
        header = [notice["header"] for notice in second.inbox() if notice["serial"] == serial][0]
        wanted = f"2 flash {header[:8]}"
        self.await_lines(wanted, 2)  # with the notice, and with the next beat
        self.assertEqual(set(self.said()), {wanted})
        # Whoever switches the siren off can do so: SIGTERM is not blocked.
        status = (pathlib.Path(self.folder) / "status").read_text()
        blocked = int(re.search(r"SigBlk:\s*(\w+)", status).group(1), 16)
        self.assertEqual(blocked & (1 << (harness.signal.SIGTERM - 1)), 0)
        second.must("ack", serial)
        told = watch.wait_for(lambda line: '"acknowledged"' in line and "irn/d04" in line)[1]
        rung = len(self.said())
        # The next beat after the acknowledgement rings no more: a priority notice comes after it.
        sender.must_send("irn/duty", "and now it is quiet")
        watch.wait_for(lambda line: "and now it is quiet" in line, after=told)
        self.assertEqual(len(self.said()), rung)

    def test_a_siren_that_is_not_there_is_told(self):
        self.mission.start("tur-d01", "irn-d01")
        watch = self.with_alarm(self.mission.desk("irn-d01"), "/nonexistent/siren")
        self.mission.desk("tur-d01").must("send", "administrative", "--to", "irn/duty",
                                          "--precedence", "immediate", "--field", "subject=x",
                                          "--text", "wake up")
        line = watch.wait_for(lambda line: '"ALARM"' in line)[0]
        self.assertIn("/nonexistent/siren", line)


if __name__ == "__main__":
    harness.main()
