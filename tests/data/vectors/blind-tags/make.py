#!/usr/bin/env python3
"""Writes tags.txt: blind tags computed from the words of CRYPTO 1.13 by Python's hmac and hashlib
alone. A line: seed, ns, Unix time, slot, value, and the tags to be sent at that
time, sorted."""
import hashlib
import hmac
import pathlib
import random

WEEK = 7 * 24 * 3600
DAY = 24 * 3600


def hkdf(key, salt, info, size):
    prk = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    out, block = b"", b""
    while len(out) < size:
        block = hmac.new(prk, block + info + bytes([len(out) // 32 + 1]), hashlib.sha256).digest()
        out += block
    return out[:size]


def tag(seed, ns, week, slot, value):
    key = hkdf(seed, b"", f"{ns}/tag".encode() + week.to_bytes(8, "big"), 32)
    return hmac.new(key, slot.encode() + b"\0" + value.encode(), hashlib.sha256).hexdigest()[:32]


def place(lat_e7, lon_e7):
    return f"{lat_e7 // 450000},{lon_e7 // 550000}"


VALUES = [("zone", "idlib"), ("zone", "northern-homs"), ("kind", "mortar"), ("kind", "uav"),
          ("party", "side-a"), ("party", "группа-север"), ("place", place(359306000, 366339000)),
          ("place", place(-1, 0)), ("place", place(-450000, -550001)),
          ("place", place(900000000, -1800000000))]
MONDAY = 2500 * WEEK
TIMES = [0, DAY - 1, DAY, MONDAY - 1, MONDAY, MONDAY + DAY - 1, MONDAY + DAY, 1494000000, 1796079600]

draw = random.Random(5)
lines = []
for number, time in enumerate(TIMES):
    seed = bytes([7] * 32) if number == 0 else draw.randbytes(32)
    ns = "deescalation.example" if number % 2 == 0 else "m.example"
    for slot, value in VALUES:
        week = time // WEEK
        weeks = [week, week - 1] if time % WEEK < DAY and week > 0 else [week]
        tags = sorted(tag(seed, ns, one, slot, value) for one in weeks)
        lines.append(" ".join([seed.hex(), ns, str(time), slot, value, *tags]))
pathlib.Path(__file__).with_name("tags.txt").write_text("\n".join(lines) + "\n")
