"""plugkit_test.py PLUGKIT BUILD run|conform|attack: what plugkit says of plugins that are right, and of
those that fail, and of the sandbox."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

PLUGKIT, BUILD = sys.argv[1:3]
NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
ROOT = os.geteuid() == 0

WAIT = {"flash": 600, "immediate": 600, "priority": 600, "routine": 600}


def bundle(name):
    return os.path.join(BUILD, "bundles" if name == "example" else "test_bundles", name)


def envelope(name, ladder, **more):
    return {"envelope": {"name": name, "as": "tur/duty", "to": ["irn/duty"], "ladder": ladder, **more}}


def plugkit(*arguments, before=()):
    return subprocess.run([*before, PLUGKIT, *arguments], capture_output=True, text=True)


class Scripted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "script.json")

    def script(self, *steps, expect=()):
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump({"steps": steps, "expect": expect}, file)
        return self.file


class Run(Scripted):
    TENTH = {"at": "+10m", "kind": "ALERT", "code": "TEN", "mailboxes": ["tur/duty"]}

    def ten(self, *expect):
        return self.script(envelope("e", "A 1", times=9), {"restart": "hub"}, {"at": "+10m", **envelope("f", "A 1")},
                           expect=expect)

    def test_what_is_expected_comes_out_whatever_the_batch(self):
        for batch in ("1", "64"):
            done = plugkit("run", bundle("count"), self.ten(self.TENTH), "--batch", batch)
            self.assertEqual(done.returncode, 0, done)
            self.assertEqual(done.stdout, "  +10m  ALERT TEN, precedence routine, to tur/duty, about f\n")

    def test_what_is_missing_or_too_much_is_shown(self):
        done = plugkit("run", bundle("count"), self.ten({**self.TENTH, "at": "+9m"}))
        self.assertEqual(done.returncode, 1, done)
        self.assertEqual(done.stdout, "- +9m  ALERT TEN, to tur/duty\n"
                                      "+ +10m  ALERT TEN, precedence routine, to tur/duty, about f\n")
        self.assertEqual(plugkit("run", bundle("count"), self.ten()).returncode, 1)
        self.assertEqual(plugkit("run", bundle("count"), self.ten(self.TENTH, self.TENTH)).returncode, 1)

    def test_json_can_be_pasted_as_expectation(self):
        done = plugkit("run", bundle("count"), self.ten(), "--json")
        records = json.loads(done.stdout)["records"]
        self.assertEqual([record["code"] for record in records], ["TEN"])
        self.assertEqual(plugkit("run", bundle("count"), self.ten(*records)).returncode, 0)

    def test_timers_fire_to_the_millisecond(self):
        script = self.script({"at": "+1m0.007s", **envelope("s", "SET-90 1")}, {"until": "+24h"}, expect=[
            {"at": "+2m30.007s", "kind": "TIMER"}, {"at": "+2m30.007s", "kind": "ALERT", "code": "FIRED"}])
        done = plugkit("run", bundle("timers"), script)
        self.assertEqual(done.returncode, 0, done)

    def test_poison_is_set_aside_and_the_rest_goes_on(self):
        script = self.script(envelope("bad", "POISON 1"), envelope("good", "A 1"),
                             expect=[{"kind": "CONTROL", "code": "QUARANTINED", "reason": "CRASH"}])
        done = plugkit("run", bundle("poison"), script)
        self.assertEqual(done.returncode, 0, done)
        self.assertIn("# fault CRASH: signal ", done.stderr)

    def test_a_plugin_that_fits_no_hub_is_said_so(self):
        done = plugkit("run", bundle("newer"), self.script(envelope("e", "A 1")))
        self.assertEqual(done.returncode, 5, done)
        self.assertIn("incompatible", done.stderr)

    def test_mistakes_in_scripts_name_their_step(self):
        for step, what in ((envelope("e", "A 1", to=["nobody/duty"]), "step 1"), ({"restart": "all"}, "step 1"),
                           ({"at": "soon", **envelope("e", "A 1")}, "soon"), ({"wait": 1}, "wait"),
                           (envelope("e", "A"), "ladder"), ({}, "does nothing"),
                           ({"receipt": {"target": "x", "as": "irn/duty", "state": "read"}}, "no envelope is named x")):
            done = plugkit("run", bundle("count"), self.script(step))
            self.assertEqual(done.returncode, 1, (step, done))
            self.assertIn(what, done.stderr)

    def test_people_act(self):
        rung = {"office": "irn", "rung": 2, "after": "15m", "mailbox": "irn/head"}
        script = self.script(
            envelope("e", "A 1", precedence="flash", ack_within="10m", info=["rus/duty"], escalate=[rung]),
            envelope("f", "A 1", follows=["e"], withdraws=["e"]),
            {"at": "+1m", "receipt": {"target": "e", "as": "irn/duty", "state": "acknowledged"}},
            {"at": "+2m", "note": {"revoke": "jor/d03"}}, {"restart": "plugin"}, {"restart": "hub"})
        done = plugkit("run", bundle("count"), script)
        self.assertEqual(done.returncode, 0, done)

    def beside(self, name, text):
        with open(os.path.join(os.path.dirname(self.file), name), "w", encoding="utf-8") as file:
            file.write(text if isinstance(text, str) else json.dumps(text))

    def whole(self, *steps, **more):
        self.script(*steps)
        with open(self.file, encoding="utf-8") as file:
            self.beside("script.json", {**json.load(file), **more})
        return plugkit("run", bundle("count"), self.file)

    ZONES = '{"database":"2024a","zones":{"UTC":[{"from_s":0,"offset_s":0}]}}'
    ROSTER = {"roster": {"mailbox": "irn/duty", "rules": {"zone": "UTC", "overrides": [], "shifts": [
        {"days": [1, 2], "from": "08:00", "until": "20:00", "devices": ["d01", "d04"]}]}}}
    LADDER = {"kind": "ladder", "id": "L-STD", "rules": {
        "ack": "any", "catch_up": "strict", "on_empty": "advance", "on_undeliverable": "advance", "repeat": 0,
        "renotify_on_handover": False,
        "rungs": [{"targets": [target], "wait_s": WAIT} for target in ("to", "addressee/head")]}}

    def test_offices_set_and_say(self):
        self.beside("zones.json", self.ZONES)
        done = self.whole(
            {"time_zones": {"file": "zones.json"}}, self.ROSTER, self.ROSTER, {"policy": self.LADDER},
            {"policy": {**self.LADDER, "version": 2, "signers": ["rus", "tur"]}}, {"note": {"certify": "irn/d09 duty"}},
            envelope("e", "L-STD 2", times=9, tags=[{"slot": "zone", "value": "z"}, {"slot": "kind", "value": "k"}]),
            {"at": "+1m", "receipt": {"target": "e/1", "as": "irn/duty d09", "state": "acknowledged"}},
            {"at": "+2m", "incident_act": {"target": "e/2", "office": "irn", "as": "irn/duty d04", "rung": 2}},
            envelope("tenth", "L-STD 1"), {"receipt": {"target": "TEN#1", "as": "tur/duty", "state": "read"}},
            begin="2026-12-01T06:00:00Z", expect=[{"at": "+2m", "code": "TEN"}])
        self.assertEqual(done.returncode, 0, done)

    def test_what_the_hub_refuses_can_be_expected(self):
        answer = {"receipt": {"target": "e", "as": "rus/duty", "state": "acknowledged"}}
        done = self.whole(envelope("e", "A 1"), {**answer, "refused": "NOT_ADDRESSED"}, {
            "policy": {**self.LADDER, "signers": ["tur"]}, "refused": "THRESHOLD"}, {"policy": self.LADDER})
        self.assertEqual(done.returncode, 0, done)
        for step, what in (({**answer, "refused": "ROLE"}, "as ROLE, and was NOT_ADDRESSED"),
                           ({**envelope("f", "A 1"), "refused": "ROLE"}, "as ROLE, and was accepted")):
            done = self.whole(envelope("e", "A 1"), step)
            self.assertEqual(done.returncode, 1, done)
            self.assertIn(what, done.stderr)

    def test_what_is_included_comes_first(self):
        self.beside("nine.json", {"steps": [envelope("e", "A 1", times=9)]})
        done = self.whole({"at": "+10m", **envelope("f", "A 1")}, include=["nine.json"], expect=[self.TENTH])
        self.assertEqual(done.returncode, 0, done)
        self.beside("nine.json", {"steps": [], "include": ["script.json"]})
        done = self.whole(include=["nine.json"])
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("steps and nothing else", done.stderr)

    def test_the_beginning_is_a_time(self):
        done = self.whole(begin="tomorrow")
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("tomorrow", done.stderr)


class Conform(Scripted):
    def passes(self, name, *script):
        done = plugkit("conform", bundle(name), *script, "--json")
        self.assertEqual(done.returncode, 0, done)
        checks = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertTrue(all(check["ok"] for check in checks), done)
        self.assertEqual([check["check"] for check in checks][-6:],
                         ["batches of 1", "batches of 7", "batches of 64", "kills", "torn batch", "torn results"])

    def fails(self, name, line, *steps):
        script = [self.script(*steps)] if steps else []
        done = plugkit("conform", bundle(name), *script)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("FAILED  " + line, done.stdout)

    def test_right_ones_pass(self):
        self.passes("example", os.path.join(os.path.dirname(__file__), "../example/script.json"))
        self.passes("count")
        self.passes("timers", self.script(
            envelope("s", "SET-60 1"), envelope("r", "REPEAT-600 1"), envelope("b", "BOTH-5 1"),
            envelope("c", "CANCEL 1"), envelope("p", "PAST-5 1"), {"at": "+25m", **envelope("t", "STOP 1")},
            {"until": "+2h"}))

    def test_a_source_of_chance_is_found_and_its_first_effect_named(self):
        self.fails("rng", "batches of 1: record 161, effect 1: put { key: \"place\" value: \"161 ")

    def test_a_lie_is_found(self):
        self.fails("liar", "script: fault CAPABILITY: ", envelope("e", "CODE 1"))
        self.fails("liar", "unknown message: it goes on")

    def test_a_crash_is_found(self):
        self.fails("poison", "script: fault CRASH: signal ", envelope("e", "POISON 1"))

    def test_a_hang_is_found(self):
        self.fails("hang", "script: fault TIMEOUT: ", envelope("e", "HANG 1"))

    def test_wrong_versions_are_found(self):
        self.fails("newer", "handshake: it speaks protocol 2, its manifest says 1")
        self.fails("schema", "handshake: it runs on schema ")


class Attack(unittest.TestCase):
    def all_stopped(self, before=()):
        done = plugkit("attack", "--json", before=before)
        self.assertEqual(done.returncode, 0, done)
        checks = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertGreater(len(checks), 40)
        for check in checks:
            self.assertRegex(check["why"], "the call was refused$|ended by signal 31", done)

    def test_the_sandbox_stops_all(self):
        self.all_stopped()

    @unittest.skipUnless(ROOT, "only root can become nobody")
    def test_the_sandbox_of_an_ordinary_user_stops_all(self):
        self.all_stopped(NOBODY)
        done = plugkit("attack", "--unconfined", before=NOBODY)
        self.assertEqual((done.returncode, done.stdout), (5, ""))

    @unittest.skipUnless(ROOT, "an ordinary user may do little anyway")
    def test_without_the_sandbox_they_work(self):
        done = plugkit("attack", "--unconfined", "--json")
        self.assertEqual(done.returncode, 0, done)
        why = {check["check"]: check["why"] for check in map(json.loads, done.stdout.splitlines())}
        for name in ("fork", "tcp", "open", "kill-hub", "exec-shell", "shared-memory", "random"):
            self.assertRegex(why[name], "it worked$")
        for name, reason in why.items():
            self.assertRegex(reason, "it worked$|; [^;]+$", name)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], sys.argv[3].capitalize()], verbosity=2)
