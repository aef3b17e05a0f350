// The npm package age-encryption behind the command line of the stock age tool, so that the same
// tests run against both:
//   age.mjs -R RECIPIENTS -o OUT IN        age.mjs -d -i IDENTITY -o OUT IN
//   age.mjs --passphrase FILE -o OUT IN    age.mjs -d --passphrase FILE -o OUT IN
//   age.mjs keygen -o OUT                  age.mjs keygen -y IDENTITY
import { webcrypto } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

globalThis.crypto ??= webcrypto; // Node 18 has it, but not there
const age = await import("age-encryption");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    decrypt: { type: "boolean", short: "d" },
    identity: { type: "string", short: "i" },
    recipients: { type: "string", short: "R" },
    passphrase: { type: "string" },
    output: { type: "string", short: "o" },
    public: { type: "string", short: "y" },
  },
});

// Without the comments that age-keygen writes.
function firstLine(file) {
  return readFileSync(file, "utf8").split("\n").find((line) => line !== "" && !line.startsWith("#"));
}

async function makeKey() {
  if (values.public === undefined) {
    return writeFileSync(values.output, (await age.generateIdentity()) + "\n");
  }
  process.stdout.write((await age.identityToRecipient(firstLine(values.public))) + "\n");
}

async function open(bytes) {
  const opener = new age.Decrypter();
  if (values.passphrase !== undefined) opener.addPassphrase(firstLine(values.passphrase));
  if (values.identity !== undefined) opener.addIdentity(firstLine(values.identity));
  return opener.decrypt(bytes);
}

async function seal(bytes) {
  const sealer = new age.Encrypter();
  if (values.passphrase !== undefined) {
    sealer.setPassphrase(firstLine(values.passphrase));
    sealer.setScryptWorkFactor(10);
  }
  if (values.recipients !== undefined) sealer.addRecipient(firstLine(values.recipients));
  return sealer.encrypt(bytes);
}

if (positionals[0] === "keygen") {
  await makeKey();
} else {
  const bytes = new Uint8Array(readFileSync(positionals[0]));
  writeFileSync(values.output, await (values.decrypt ? open(bytes) : seal(bytes)));
}
