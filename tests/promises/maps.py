#!/usr/bin/env python3
"""Everyone holds the same map: three guarantors set a policy, propose, approve, and every watching desk shows what is
in force by its own copy of the log. Founds a mission with three guarantors and an observer."""
import base64
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import found
import harness

DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "maps"
PARTIES = [{"office": "rus", "kind": "guarantor"}, {"office": "tur", "kind": "guarantor"},
           {"office": "irn", "kind": "guarantor"},
           {"office": "un", "kind": "observer", "kinds": ["observation", "administrative"]}]
DEVICES = [("rus", "d01", "p11", ["duty", "jwg"]), ("tur", "d01", "p11", ["duty", "jwg"]),
           ("irn", "d01", "p11", ["duty"]), ("irn", "d02", "p12", ["head", "jwg"]),
           ("un", "d01", "p11", ["duty"])]
GUARANTORS = ("rus-d01", "tur-d01", "irn-d02")
POLICY = {"approve": ["rus", "tur", "irn"], "propose": ["rus", "tur", "irn"], "threshold": 3, "readers": ["un"]}
MAP = "deescalation"
# From before a command has its keys until after it is done.
CRASHES_ms = (20, 60, 100, 150, 200, 300)


class Maps(harness.MissionTest):
    @classmethod
    def setUpClass(cls):
        template = pathlib.Path(tempfile.mkdtemp(prefix="liaison-maps-"))
        cls.addClassCleanup(shutil.rmtree, template, ignore_errors=True)
        mission = {**found.MISSION, "parties": PARTIES, "rapporteur": "tur",
                   "zones": [{"id": "idlib", "established_by": ["irn", "rus", "tur"]}]}
        found.Founding(template, mission, DEVICES).found()
        harness.Programs.template = template

    def setUp(self):
        super().setUp()
        self.mission.start(*(f"{office}-{label}" for office, label, _, _ in DEVICES))
        self.rus, self.tur, self.irn = (self.mission.desk(name) for name in GUARANTORS)
        self.un = self.mission.desk("un-d01")
        for desk in (self.rus, self.tur, self.irn, self.un):
            desk.inbox()
        bundle, self.hub_word = harness.Programs.more
        for words in (["install", bundle], ["enable", "maps"]):
            answer = self.mission.hub.run("plugin", *words)
            self.assertEqual(answer.code, 0, answer)

    def file(self, name, value):
        path = pathlib.Path(self.folder) / name
        path.write_text(json.dumps(value), encoding="utf-8")
        return str(path)

    def set_policy(self):
        note = str(pathlib.Path(self.folder) / "policy.note")
        self.rus.must("map", "policy", "define", MAP, self.file("policy.json", POLICY), "--out", note)
        self.assertRefused(self.rus.run("map", "policy", "submit", note), 5, "REFUSED")
        self.tur.must("map", "policy", "approve", note)
        self.irn.must("map", "policy", "approve", note)
        self.irn.must("map", "policy", "submit", note)

    def propose(self, desk, name, *more):
        return desk.must("map", "propose", str(DATA / name), "--map", MAP, *more)[0]

    def approve(self, proposal):
        for desk in (self.rus, self.tur, self.irn):
            desk.inbox()
            step = desk.must("map", "approve", proposal["name"], "--digest", proposal["digest"][:8])[0]
        return step

    def in_force(self, desk):
        return desk.must("map", "list")[0].get("in_force")

    def test_three_approve_and_everybody_watching_shows_what_is_in_force(self):
        self.set_policy()
        watch = self.un.watch()
        watch.wait_for(lambda line: "Line to the hub is up" in line)
        first = self.propose(self.rus, "demo_zones.geojson")
        self.assertEqual((first["version"], first["needs"]), (1, ["irn", "rus", "tur"]))
        self.assertEqual(self.approve(first)["state"], "in_force")
        second = self.propose(self.tur, "demo_zones_v2.geojson")
        self.assertEqual(len(second["diff"]["reshaped"]), 2)
        self.approve(second)
        line, _ = watch.wait_for(lambda line: '"event":"map"' in line and '"name":"v2"' in line
                                 and '"state":"in_force"' in line)
        self.assertEqual(json.loads(line)["digest"], second["digest"])
        self.assertEqual(watch.end(signal.SIGTERM), 0)
        for desk in (self.rus, self.tur, self.irn, self.un):
            desk.inbox()
            self.assertEqual(self.in_force(desk), 2)
        held = {holder["device"].split("/", 1)[1]: holder for holder in self.rus.must("map", "held", MAP)}
        self.assertEqual([device for device, holder in held.items() if not holder["behind"]],
                         ["irn/d02", "rus/d01", "tur/d01", "un/d01"])
        self.assertTrue(held["irn/d01"]["behind"], "it was never switched on")
        where = self.un.must("map", "where", "32.62", "36.10")[0]
        self.assertEqual([zone["id"] for zone in where["zones"]], ["zone-south"])
        self.assertEqual((where["version"], where["digest"]), (2, second["digest"]))
        self.take_out(second["digest"])

    def take_out(self, digest):
        """Both forms of what is in force, the difference as a picture, and what a file is."""
        folder = pathlib.Path(self.folder)
        self.un.must("map", "diff", "v1", "v2", "--picture", str(folder / "changes.pdf"))
        self.assertTrue((folder / "changes.pdf").read_bytes().startswith(b"%PDF"))
        for form, name in (("annex", "annex.txt"), ("document", "v2.json")):
            self.assertEqual(self.un.must("map", "export", MAP, "--as", form, "--out", str(folder / name))[0]["digest"],
                             digest)
        self.assertIn(digest, (folder / "annex.txt").read_text(encoding="utf-8"))
        self.assertTrue(self.un.must("map", "verify", str(folder / "v2.json"))[0]["genuine"])

    def test_nobody_approves_what_he_has_not_seen(self):
        self.set_policy()
        proposal = self.propose(self.rus, "demo_zones.geojson")
        self.assertRefused(self.tur.run("map", "approve", proposal["name"]), 2, "USAGE")
        self.assertRefused(self.tur.run("map", "approve", proposal["name"], "--digest", "00000000"), 5,
                           "DIGEST_TYPED")
        self.assertRefused(self.un.run("map", "approve", proposal["name"], "--digest", proposal["digest"]), 4,
                           "NOT_MAP_JWG")

    def test_an_officer_types_the_digest_that_he_approves(self):
        self.set_policy()
        proposal = self.propose(self.rus, "demo_zones.geojson")
        words = [word for word in self.tur.arguments("map", "approve", proposal["name"]) if word != "--json"]
        for typed, code in (("0badc0de", 5), (proposal["digest"][:8], 0)):
            terminal = harness.Terminal(words)
            terminal.wait_for("Type the first 8 characters of the digest to approve")
            terminal.type(typed + "\n")
            self.assertEqual(terminal.wait(), code, terminal.said)
        self.assertIn("LONG_EDGE", terminal.said, "the findings come first")
        self.assertEqual(self.rus.must("map", "show", proposal["name"])[0]["waiting"], ["irn", "rus"])

    def test_a_refusal_closes_and_says_why(self):
        self.set_policy()
        proposal = self.propose(self.rus, "demo_zones.geojson")
        self.irn.inbox()
        step = self.irn.must("map", "refuse", proposal["name"], "--reason", "strip sz-south-ne too narrow")[0]
        self.assertEqual(step["state"], "refused")
        self.tur.inbox()
        self.assertRefused(self.tur.run("map", "approve", proposal["name"], "--digest", proposal["digest"]), 5,
                           "CLOSED")
        self.assertIn("strip sz-south-ne too narrow",
                      [notice.get("form", {}).get("text") for notice in self.tur.received()])

    def test_an_overtaken_proposal_is_rebased(self):
        self.set_policy()
        self.approve(self.propose(self.rus, "demo_zones.geojson"))
        late = self.propose(self.tur, "demo_zones.geojson")
        self.approve(self.propose(self.rus, "demo_zones_v2.geojson"))
        self.tur.inbox()
        self.assertRefused(self.tur.run("map", "approve", late["name"], "--digest", late["digest"]), 5, "STALE_BASE")
        self.assertRefused(self.tur.run("map", "rebase", late["name"]), 5, "EMPTY_REBASE")

    def test_what_is_said_without_a_line_goes_later(self):
        self.set_policy()
        proposal = self.propose(self.rus, "demo_zones.geojson")
        self.tur.inbox()
        self.mission.hub.stop()
        answer = self.tur.run("map", "approve", proposal["name"], "--digest", proposal["digest"])
        self.assertRefused(answer, 6, "QUEUED")
        self.mission.hub.start()
        self.tur.inbox()
        shown = self.rus.must("map", "show", proposal["name"])[0]
        self.assertEqual([stand["party"] for stand in shown["approvals"]], ["tur"])
    def test_what_was_said_too_late_is_told_with_its_code(self):
        self.set_policy()
        proposal = self.propose(self.rus, "demo_zones.geojson")
        self.tur.inbox()
        self.mission.hub.stop()
        self.tur.run("map", "approve", proposal["name"], "--digest", proposal["digest"])
        self.mission.hub.start()
        self.irn.inbox()
        self.irn.must("map", "refuse", proposal["name"], "--reason", "too narrow")
        self.assertEqual(self.tur.run("inbox").error.get("reason"), "CLOSED")
        shown = self.tur.must("map", "show", proposal["name"])[0]
        self.assertEqual([step["error"] for step in shown["steps"] if "error" in step], ["CLOSED"])

    def die_at(self, desk, after_s, victims, *words):
        """A command of that desk; then `victims` die: the hub and its plugins, or the command itself."""
        command = subprocess.Popen(desk.arguments(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(after_s)
        if victims == "command":
            command.kill()
        else:
            for pid in harness.plugin_processes(self.mission.hub.running.process.pid):
                os.kill(pid, signal.SIGKILL)
            self.mission.hub.kill()
            self.mission.hub.start()
        command.wait()

    def announced(self, proposal):
        """States of a proposal that the hub has said to this desk, each as often as it was said."""
        return sorted(alert["params"]["state"] for alert in self.rus.inbox()
                      if alert.get("event") == "alert" and alert["code"] == "ST"
                      and proposal["proposal"] in alert["refs"])

    def test_killed_around_the_last_approval_each_record_is_there_once(self):
        self.set_policy()
        proposals = []
        for turn, after_ms in enumerate(CRASHES_ms):
            name = ("demo_zones.geojson", "demo_zones_v2.geojson")[turn % 2]
            proposal = self.propose(self.rus, name)
            proposals.append(proposal)
            for desk in (self.rus, self.tur):
                desk.inbox()
                desk.must("map", "approve", proposal["name"], "--digest", proposal["digest"][:8])
            self.irn.inbox()
            approve = ("map", "approve", proposal["name"], "--digest", proposal["digest"][:8])
            self.die_at(self.irn, after_ms / 1000, "hub", *approve)
            self.irn.inbox()  # what was signed and not answered goes again
            if self.in_force(self.irn) != turn + 1:
                self.irn.must(*approve)
        # The plugin comes back in its own time.
        until = time.monotonic() + harness.PATIENCE_S
        while len(self.announced(proposals[-1])) < 2 and time.monotonic() < until:
            time.sleep(0.2)
        for proposal in proposals[:-1]:
            self.assertEqual(self.announced(proposal), ["approved", "in_force", "superseded"])
        self.assertEqual(self.announced(proposals[-1]), ["approved", "in_force"])

    def test_a_desk_killed_while_a_version_comes_holds_the_old_or_the_new_one_whole(self):
        self.set_policy()
        self.approve(self.propose(self.rus, "demo_zones.geojson"))
        self.un.inbox()
        for turn, after_ms in enumerate(CRASHES_ms):
            self.approve(self.propose(self.rus, ("demo_zones_v2.geojson", "demo_zones.geojson")[turn % 2]))
            self.die_at(self.un, after_ms / 1000, "command", "inbox")
            self.mission.hub.stop()
            self.assertIn(self.un.must("map", "where", "35.93", "36.63")[0]["version"], (turn + 1, turn + 2))
            self.mission.hub.start()
            self.un.inbox()
            self.assertEqual(self.un.must("map", "where", "35.93", "36.63")[0]["version"], turn + 2)
            size = self.un.must("log", "head")[0]["size"]
            self.un.inbox()
            self.assertEqual(self.un.must("log", "head")[0]["size"], size, "it was said once that it is held")

    def announce(self, proposal, version, state, at_ms):
        """The hub, patched, says that this has become of a proposal."""
        self.mission.hub.stop()
        ref = base64.b64encode(bytes.fromhex(proposal)).decode()
        text = (f"{harness.NS}/alert/v1\nnonce {7:032x}\ncause -\nby maps 1.0.0 {ref}\ncode ST\n"
                f"precedence immediate\nmailbox tur/jwg\nref {ref}\nparam at_ms i {at_ms}\n"
                f"param map t {MAP}\nparam state t {state}\nparam version i {version}\n")
        done = subprocess.run([self.hub_word, harness.NS, str(self.mission.hub.data), "public_alert"],
                              input=text.encode(), capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.mission.hub.start()

    def test_a_hub_that_announces_a_version_with_two_of_three_approvals_is_exposed_by_every_client(self):
        self.set_policy()
        first = self.propose(self.rus, "demo_zones.geojson")
        self.approve(first)
        second = self.propose(self.tur, "demo_zones_v2.geojson")
        for desk in (self.rus, self.tur):
            desk.inbox()
            step = desk.must("map", "approve", second["name"], "--digest", second["digest"][:8])[0]
        self.un.inbox()
        self.announce(second["proposal"], 2, "in_force", self.rus.must("log", "head")[0]["time_ms"])
        for desk in (self.rus, self.tur, self.irn, self.un):
            answer = desk.run("map", "where", "32.62", "36.10")
            self.assertRefused(answer, 7, "HUB_DISAGREES")
            self.assertEqual(answer.values[0]["version"], 1, "its own result stays")
            answer = desk.run("map", "list")
            self.assertRefused(answer, 7, "HUB_DISAGREES")
            self.assertEqual(answer.values[0]["in_force"], 1)
        watch = self.un.watch()
        watch.wait_for(lambda line: "THE HUB SAYS OTHERWISE" in line)
        self.assertEqual(watch.end(signal.SIGTERM), 7)
        self.assertRefused(self.un.run("map", "show", MAP), 7, "HUB_DISAGREES")
        self.un.must("map", "list")  # somebody has looked
        self.assertEqual(step["waiting"], ["irn"])


if __name__ == "__main__":
    harness.main("BUNDLE", "HUB_WORD")
