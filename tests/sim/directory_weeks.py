#!/usr/bin/env python3
"""directory_weeks.py BIN_LIAISON BIN_HUB SIM_LIAISON SIM_HUB SIM_CLOCK: what the directory does as
weeks pass: certificates are renewed in time or too late, mailboxes run out, doctor warns before."""
import weeks


class DirectoryWeeks(weeks.SimulatedMission):
    """irn/head has one device, d02, which keeps silent; tur/head one, d09, certified for 30 days.
    The prekeys of the founding reach eight weeks."""

    def findings(self, desk, check):
        """doctor's verdicts under one check, and its exit status."""
        answer = self.mission.desk(desk).run("doctor")
        lines = [(line["verdict"], line["text"]) for line in answer.values
                 if line["check"] == check]
        return lines, answer.code

    def verdicts(self, desk, mailbox):
        lines, _ = self.findings(desk, "mailbox")
        return [verdict for verdict, text in lines if mailbox in text]

    def renew(self, name, registrar):
        paper = self.founding.paper
        self.mission.desk(name).must("key", "renew", "--days", "30", "--out",
                                     paper(f"{name}.renewal"))
        self.founding.desk(registrar, "office", "certify", "--in", paper(f"{name}.renewal"),
                           "--out", paper(f"{name}.renewed"))
        logged = self.mission.hub.run("submit", paper(f"{name}.renewed"))
        self.assertEqual(logged.code, 0, logged)
        for file in (f"{name}.renewal", f"{name}.renewed"):
            (self.founding.founding / file).unlink()

    def keep_alive(self):
        """Everybody but irn/d02 connects, so that their own prekeys go on."""
        for name in ("tur-d01", "irn-d01", "jor-d01", "un-d01"):
            self.mission.desk(name).inbox()

    def test_certificates_and_mailboxes_end(self):
        desk = self.mission.desk
        self.mission.start("tur-d01", "irn-d01", "irn-d02", "jor-d01", "un-d01")
        self.assertEqual(self.mission.hub.run("submit", self.founding.paper("tur-d09.cert")).code, 0)
        self.mission.tell_hub("tur-d09")
        self.assertEqual(desk("tur-d09").run("inbox").code, 0)
        self.keep_alive()
        self.renewed_in_time()
        self.renewed_too_late()
        self.warned_and_unreachable()

    def renewed_in_time(self):
        """Day 0 to 60: no warning on day 22, one on day 23, none after the renewal."""
        desk = self.mission.desk
        self.pass_hours(22 * 24 + 1)
        self.assertEqual(self.verdicts("tur-d01", "Turkey, head"), [], "seven days, 23 hours before")
        self.pass_hours(23)
        self.keep_alive()
        self.assertEqual(self.verdicts("tur-d01", "Turkey, head"), ["warning"])
        lines, _ = self.findings("tur-d01", "certificate")
        self.assertTrue([text for _, text in lines if "d09 ends" in text], lines)
        self.assertEqual(self.verdicts("un-d01", "Turkey, head"), ["warning"], "everybody hears")
        before = desk("tur-d01").must_send("tur/head", "before the renewal")
        desk("tur-d09").inbox()
        self.renew("tur-d09", "tur-root")
        desk("tur-d09").inbox()
        self.keep_alive()
        self.assertEqual(self.verdicts("tur-d01", "Turkey, head"), [])
        lines, _ = self.findings("tur-d01", "certificate")
        self.assertFalse([text for verdict, text in lines if "d09 ends" in text],
                         "the old certificate is no news")
        self.pass_hours(8 * 24)  # day 31: the first certificate is over
        after = desk("tur-d01").must_send("tur/head", "after the renewal")
        self.assertEqual(after["undeliverable"], [])
        self.assertEqual([notice["serial"] for notice in desk("tur-d09").received()],
                         [before["serial"], after["serial"]], "old and new are read")

    def renewed_too_late(self):
        """The second certificate ends on day 53, while the desk is away."""
        desk = self.mission.desk
        self.pass_hours(23 * 24)  # day 54
        self.keep_alive()
        refused = desk("tur-d09").run("inbox")
        self.assertEqual((refused.code, refused.error.get("reason")), (4, "EXPIRED"), refused)
        for command in ("liaison key renew --out renewal.request",
                        "liaison office submit renewal.cert"):
            self.assertIn(command, refused.error["message"])
        sent = desk("tur-d01").must_send("tur/head", "nobody can open this")
        self.assertEqual(sent["undeliverable"], ["tur/head"])
        self.assertEqual(self.verdicts("tur-d01", "Turkey, head"), ["bad"])
        _, code = self.findings("tur-d01", "mailbox")
        self.assertEqual(code, 5, "the own office must act")
        self.assertEqual(self.verdicts("un-d01", "Turkey, head"), ["bad"])
        _, code = self.findings("un-d01", "mailbox")
        self.assertEqual(code, 0, "what another office must put right is no failure here")

        self.renew("tur-d09", "tur-root")
        received = {notice["index"]: notice for notice in desk("tur-d09").received()}
        closed = received[sent["index"]]
        self.assertEqual(closed["closed"], "NOT_FOR_THIS_DEVICE")
        self.assertIn("tur/d01", closed["action"], "the desk that sent it has it")
        back = desk("tur-d01").must_send("tur/head", "welcome back")
        self.assertEqual(back["undeliverable"], [])
        self.assertEqual(desk("tur-d09").received()[-1]["serial"], back["serial"])

    def warned_and_unreachable(self):
        """irn/d02 has not connected since day 0; its prekeys end on day 56, a week after day 49."""
        desk = self.mission.desk
        self.assertEqual(self.verdicts("irn-d01", "Iran, head"), ["warning"], "day 54")
        soon = [one for one in desk("tur-d01").must("status")[0]["unreachable"]
                if one["mailbox"] == "irn/head"]
        self.assertEqual([one["already"] for one in soon], [False])
        self.pass_hours(3 * 24)  # day 57
        self.keep_alive()  # the log's own time decides what is sealed to
        self.assertEqual(self.verdicts("irn-d01", "Iran, head"), ["bad"])
        late = desk("tur-d01").must_send("irn/head", "too late")
        self.assertEqual(late["undeliverable"], ["irn/head"])
        # One contact puts it right.
        desk("irn-d02").inbox()
        self.assertEqual(self.verdicts("irn-d01", "Iran, head"), [])
        again = desk("tur-d01").must_send("irn/head", "in time")
        self.assertEqual(again["undeliverable"], [])
        self.assertEqual(self.mission.hub.stop(), 0)


if __name__ == "__main__":
    weeks.main(__doc__)
