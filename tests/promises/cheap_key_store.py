"""Lowers the scrypt work of a key store's root.age from 2^18 to 2^1.

By design every opening of a key store costs 0.8 s and 256 MiB (CRYPTO 1.12), which these tests
would pay a thousand times. An age file says its work factor itself; any program that knows the
passphrase may wrap the same file key again under another one. That is done here, from the
specification alone and with the standard library only, so it also checks our file against it.
Source: age-encryption.org/v1, RFC 8439.
"""
import base64
import hashlib
import hmac
import pathlib
import shutil
import struct
import sys

WORK = 1
INTRO = b"age-encryption.org/v1\n"


def _rotate(value, count):
    return ((value << count) & 0xFFFFFFFF) | (value >> (32 - count))


def _chacha_block(key, counter):
    """RFC 8439, 2.3, with the nonce of zeros that age wraps a file key under."""
    start = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key)
                 + (counter, 0, 0, 0))
    state = start[:]
    rounds = [(i, 4 + i, 8 + i, 12 + i) for i in range(4)]
    rounds += [(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4) for i in range(4)]
    for a, b, c, d in rounds * 10:
        for x, y, z, count in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[x] = (state[x] + state[y]) & 0xFFFFFFFF
            state[z] = _rotate(state[z] ^ state[x], count)
    return struct.pack("<16I", *((x + y) & 0xFFFFFFFF for x, y in zip(state, start)))


def _poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(message), 16):
        block = message[i:i + 16] + b"\x01"
        total = (total + int.from_bytes(block, "little")) * r % ((1 << 130) - 5)
    return ((total + int.from_bytes(key[16:32], "little")) % (1 << 128)).to_bytes(16, "little")


def _crypt(key, text):
    return bytes(a ^ b for a, b in zip(text, _chacha_block(key, 1)))


def _tag(key, sealed):
    # Sixteen bytes without associated data need no padding.
    return _poly1305(_chacha_block(key, 0), sealed + struct.pack("<QQ", 0, len(sealed)))


def _wrap_key(passphrase, salt, work):
    return hashlib.scrypt(passphrase, salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << work, r=8,
                          p=1, dklen=32, maxmem=(1 << work) * 1024 + (1 << 20))


def _hkdf(secret, info):
    key = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(key, info + b"\x01", "sha256")


def _unpadded(data):
    return base64.b64encode(data).rstrip(b"=")


def _from_unpadded(text):
    return base64.b64decode(text + b"=" * (-len(text) % 4))


def _mac(file_key, head):
    return _unpadded(hmac.digest(_hkdf(file_key, b"header"), head + b"---", "sha256"))


def cheapen(file, passphrase):
    """`file`: an age file under this passphrase. Returns the same file with little work."""
    intro, stanza, body, mac, payload = file.split(b"\n", 4)
    words = stanza.split(b" ")
    if intro + b"\n" != INTRO or words[:2] != [b"->", b"scrypt"] or len(words) != 4:
        raise ValueError("not an age file under a passphrase")
    salt, sealed = _from_unpadded(words[2]), _from_unpadded(body)
    old = _wrap_key(passphrase, salt, int(words[3]))
    if not hmac.compare_digest(_tag(old, sealed[:16]), sealed[16:]):
        raise ValueError("not this passphrase")
    file_key = _crypt(old, sealed[:16])
    if mac != b"--- " + _mac(file_key, b"\n".join([intro, stanza, body, b""])):
        raise ValueError("the header's MAC is wrong")
    new = _wrap_key(passphrase, salt, WORK)
    sealed = _crypt(new, file_key)
    head = b"%s-> scrypt %s %d\n%s\n" % (INTRO, words[2], WORK,
                                         _unpadded(sealed + _tag(new, sealed)))
    return head + b"--- " + _mac(file_key, head) + b"\n" + payload


def begin_store(folder, cheap):
    """An empty store, which the command that makes keys takes up, under the root of another one."""
    folder = pathlib.Path(folder)
    folder.mkdir(mode=0o700, parents=True)
    for name in ("root.age", "root.pub"):
        shutil.copy(pathlib.Path(cheap) / name, folder / name)


def cheapen_store(folder, passphrase_file):
    root = pathlib.Path(folder) / "root.age"
    passphrase = pathlib.Path(passphrase_file).read_bytes().split(b"\n")[0]
    root.write_bytes(cheapen(root.read_bytes(), passphrase))


if __name__ == "__main__":
    cheapen_store(sys.argv[1], sys.argv[2])
