"""The steps of a script (plugins/plugkit/script.proto) as commands of officers and of the hub's operator."""
import datetime
import json
import pathlib
import re
import signal

import harness
import mission

UNITS_ms = {"h": 3600000, "m": 60000, "s": 1000, "ms": 1}
LABELS = {"duty": "d01", "head": "d02", "jwg": "d03"}
SIGNERS = ["irn", "rus"]  # the first two guarantors
STOPPED = (6, -signal.SIGTERM)  # exit status of a command that was stopped while it waited
CARRIER = "L-CARRIER"


def offset_ms(text):
    """"+1h30m", "+10m0.001s", "0"."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|h|m|s)", text)
    if not parts and text not in ("0", "+0"):
        raise ValueError(f"{text} is no time")
    return round(sum(float(number) * UNITS_ms[unit] for number, unit in parts))


def read_script(path):
    """With what it includes."""
    path = pathlib.Path(path)
    script = json.loads(path.read_text(encoding="utf-8"))
    included = [json.loads((path.parent / name).read_text(encoding="utf-8")) for name in script.get("include", [])]
    script["steps"] = [step for part in (*included, script) for step in part["steps"]]
    return script


def begin_ms(script):
    begin = datetime.datetime.fromisoformat(script["begin"].replace("Z", "+00:00"))
    return int(begin.timestamp()) * 1000


class Player:
    """`names`: name of an envelope -> its header's hash."""

    def __init__(self, world, script):
        self.world, self.script = world, script
        self.begin = begin_ms(script)
        self.names, self.serials, self.senders, self.files = {}, {}, {}, 0
        self.carried = []  # names of envelopes that got a ladder for the sake of their tags

    def play(self):
        self.world.set_time(self.begin)
        self.world.hub.start()
        for number, step in enumerate(self.script["steps"], 1):
            try:
                self.step(step)
            except Exception as error:
                raise AssertionError(f"step {number}, {json.dumps(step)[:200]}: {error}") from error

    def step(self, step):
        what = next(key for key in step if key != "at")
        if "at" in step:
            self.begin_instant(self.begin + offset_ms(step["at"]), what, step[what])
        getattr(self, what)(step[what])
        if self.world.hub.running is not None:
            self.world.release()

    def begin_instant(self, time_ms, what, step):
        """What people do in an instant comes before its timers. A hub that stood still is there again when
        the instant begins, and hears of it what somebody does in it."""
        if self.world.hub.running is None and what != "restart":
            self.world.hub.start()
            self.quiet_desk(step)
            self.world.settle()
            self.world.jump(time_ms)
        elif self.world.hub.running is None:
            self.world.pass_until(time_ms)
        else:
            self.world.hold(time_ms, lambda: self.quiet_desk(step))

    def quiet_desk(self, step):
        """Whoever acts has fetched before what lies there for him: its receipt would be the instant's first
        input, and bring its timers on before he acts."""
        if isinstance(step, dict) and "as" in step:
            self.desk(step["as"]).inbox()

    def desk(self, who):
        """"irn/duty", "irn/duty d04"."""
        mailbox, *label = who.split(" ")
        office, role = mailbox.split("/")
        return self.world.desk(f"{office}-{label[0] if label else LABELS[role]}")

    def file(self, rules):
        self.files += 1
        path = self.world.folder / f"rules-{self.files}.json"
        path.write_text(json.dumps(rules), encoding="utf-8")
        return path

    # The steps.

    def envelope(self, step):
        desk = self.desk(step["as"])
        if "tags" in step and "ladder" not in step:
            step = {**step, "ladder": self.carrier()}
            self.carried.append(step["name"])
        words = ["--to", *step["to"], "--ladder", step.get("ladder", "none").split(" ")[0]]
        follows = [self.serials[name] for name in step.get("follows", [])]
        if follows and self.senders[step["follows"][0]] != step["as"]:
            self.cannot_follow(desk, step, follows.pop())
        words += [word for serial in follows for word in ("--follows-up", serial)]
        words += [word for name in step.get("withdraws", []) for word in ("--cancels", self.serials[name])]
        words += ["--precedence", step.get("precedence", "routine")]
        kind = self.withdrawal if "withdraws" in step else self.violation
        sent = desk.must("send", *kind(step), *words)[0]
        ladder = sent.get("ladder", {})
        if "ladder" in step and f"{ladder.get('id')} {ladder.get('version')}" != step["ladder"]:
            raise AssertionError(f"another ladder: {sent}")
        self.serials[step["name"]], self.senders[step["name"]] = sent["serial"], step["as"]
        held = desk.must("inbox", "--offline")
        self.names[step["name"]] = next(notice["header"] for notice in held
                                        if notice.get("serial") == sent["serial"])

    def carrier(self):
        """Officers' notices have blind tags where they have a ladder, so those of a pattern get one that rings
        once and then waits longer than any script. What it has written is left out of the comparison."""
        if not self.carried:
            wait_s = {name: 30 * 86400 for name in ("flash", "immediate", "priority", "routine")}
            self.policy({"kind": "ladder", "id": CARRIER, "rules": {
                "ack": "any", "catch_up": "strict", "on_empty": "advance", "on_undeliverable": "advance",
                "renotify_on_handover": False, "repeat": 0, "rungs": [{"targets": ["to"], "wait_s": wait_s}]}})
        return f"{CARRIER} 1"

    def cannot_follow(self, desk, step, serial):
        """An officer's program follows up what his own office has sent; of others it sends an own notice."""
        answer = desk.run("send", *self.violation(step), "--to", *step["to"], "--follows-up", serial)
        if answer.error.get("reason") not in ("NO_SUCH_NOTICE", "NOT_OURS"):
            raise AssertionError(f"follows another office's notice: {answer}")

    @staticmethod
    def withdrawal(step):
        return ["administrative", "--field", "subject=withdrawn", "--text", f"instead of {step['name']}"]

    def violation(self, step):
        zone = next((tag["value"] for tag in step.get("tags", [])), "idlib")
        fields = {"kind": "mortar", "place.name": "Sarmin", "place.lat_e7": 358900000, "place.lon_e7": 367200000,
                  "place.accuracy_m": 500, "event.time_s": self.world.now_ms // 1000 - 600,
                  "event.accuracy_s": 60, "event.time_zone": "Asia/Damascus", "source": "own_observation",
                  "confidence": "confirmed"}
        return ["violation", "--zone", zone,
                *(word for name, value in fields.items() for word in ("--field", f"{name}={value}"))]

    def receipt(self, step):
        desk = self.desk(step["as"])
        desk.inbox()
        if step["state"] == "delivered":
            return None
        verb = {"acknowledged": "ack", "resolved": "resolve", "refused": "refuse"}[step["state"]]
        reason = ["--reason", step["reason"]] if step.get("reason") else []
        return desk.must(verb, self.target(desk, step["target"]), *reason)

    def target(self, desk, target):
        """A serial; of "PATTERN#2", the first digits of the second alert with this code."""
        if target in self.serials:
            return self.serials[target]
        code, number = target.split("#")
        alerts = [value for value in desk.inbox() if value.get("code") == code]
        alerts.sort(key=lambda alert: alert["index"])
        return alerts[int(number) - 1]["alert"][:8]

    def incident_act(self, step):
        desk = self.desk(step["as"])
        rung = ["--rung", str(step["rung"])] if "rung" in step else []
        desk.inbox()
        before = self.world.settle()["cursor"]
        command = harness.Lines(desk.arguments(
            "incident", "escalate", self.target(desk, step["target"]), *rung, "--reason",
            step.get("reason", "manual")))
        # It looks for the hub's word from time to time, and time stands still.
        self.world.settle(beyond=before)
        status = command.end(signal.SIGTERM)
        if status not in STOPPED:
            raise AssertionError(f"exit {status}: {command.lines}")

    def obligation_act(self, step):
        self.desk(step["as"]).must("obligation", step["act"], step["id"],
                                   *(["--reason", step["reason"]] if step.get("reason") else []))

    def policy(self, step):
        note = str(self.world.folder / f"{step['id']}-{step.get('version', 1)}.note")
        first, *others = [self.world.desk(f"{office}-d03") for office in step.get("signers", SIGNERS)]
        first.must(step["kind"], "define", step["id"], str(self.file(step["rules"])), "--out", note)
        for desk in others:
            desk.must(step["kind"], "approve", note)
        first.must(step["kind"], "submit", note)

    def roster(self, step):
        office = step["mailbox"].split("/")[0]
        self.desk(step.get("as", f"{office}/head")).must(
            "roster", "define", str(self.file({**step["rules"], "mailbox": step["mailbox"]})))

    def time_zones(self, step):
        """This machine's, as far as the script's file has them."""
        zones = json.loads((pathlib.Path(self.script["folder"]) / step["file"]).read_text())["zones"]
        words = [word for zone in zones for word in ("--zone", zone)]
        answer = self.world.hub.run("time-zones", *words)
        if answer.code != 0:
            raise AssertionError(str(answer))

    def note(self, step):
        if "revoke" in step:
            return self.revoke(step["revoke"])
        return self.certify(*step["certify"].split(" "))

    def revoke(self, device):
        paper = self.world.folder / "founding"
        name = device.replace("/", "-")
        note = str(paper / f"{name}.revoke")
        self.world.desk(f"{device.split('/')[0]}-root").run(
            "office", "revoke", device, "--certificate", str(paper / f"{name}.cert"), "--reason", "lost",
            "--out", note)
        self.world.desk("un-d03").must("office", "submit", note)

    def certify(self, device, role):
        founding = mission.found.Founding(self.world.folder)
        office, label = device.split("/")
        notes = founding.device(self.world.mission.pin, office, label, "p19", [role])
        for note in (founding.paper(f"{office}-{label}.cert"), *notes):
            self.world.desk("un-d03").must("office", "submit", note)

    def restart(self, what):
        if self.world.hub.running is not None:
            self.world.hub.kill()
        self.world.hub.start()

    def stop(self, what):
        self.world.hub.kill()

    def until(self, offset):
        self.world.pass_until(self.begin + offset_ms(offset))


def records(world, script, player, *options, config=None):
    """What the stopped hub has written since the script's beginning, and whether that is expected. `config`:
    of a copy of it."""
    path = world.folder / "names"
    path.write_text("".join(f"{name} {header}{' carried' if name in player.carried else ''}\n"
                            for name, header in player.names.items()))
    return harness.run([str(world.build.read_records), str(config or world.hub.config), str(script), str(path),
                        *options])
