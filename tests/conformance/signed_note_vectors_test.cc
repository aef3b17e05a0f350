// Notes of C2SP, golang/mod and tessera.
#include <gtest/gtest.h>

#include <string>

#include "proto/text/note.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/conformance/vectors.h"

namespace liaison {
namespace {

// The number of lines in `note` that `vkey` made and that verify.
int GoodLines(const Note& note, const VKey& vkey) {
  int good = 0;
  for (const SignatureLine& line : note.signatures) {
    if (line.name != vkey.name || line.key_id != vkey.key_id) continue;
    const auto signature = FixedFromBytes<Signature>(line.signature);
    if (signature.ok() && SodiumCrypto().CheckSignature(vkey.key, note.text, *signature)) ++good;
  }
  return good;
}

TEST(SignedNoteVectors, AllFourVerifyAndPrintAsTheyWere) {
  int verified = 0;
  for (const auto& test : ReadJsonVector("signed-note/notes.json")) {
    const std::string name = TextOf(test, "name");
    const auto vkey = ParseVKey(TextOf(test, "vkey"), SodiumCrypto());
    ASSERT_TRUE(vkey.ok()) << name << ": " << vkey.status();
    EXPECT_EQ(PrintVKey(*vkey), TextOf(test, "vkey"));
    auto note = ParseNote(TextOf(test, "note"), kMaxHeaderBytes);
    ASSERT_TRUE(note.ok()) << name << ": " << note.status();
    EXPECT_EQ(PrintNote(*note), TextOf(test, "note")) << name;
    verified += GoodLines(*note, *vkey);
    note->text.front() = static_cast<char>(note->text.front() ^ 1);
    EXPECT_EQ(GoodLines(*note, *vkey), 0) << name;
  }
  EXPECT_EQ(verified, 4);
}

TEST(SignedNoteVectors, TheCosignedCheckpointIsParsed) {
  const std::string bytes = ReadVector("signed-note/c2sp-cosignature-example.txt");
  const auto note = ParseNote(bytes, kMaxHeaderBytes);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(PrintNote(*note), bytes);
  ASSERT_EQ(note->signatures.size(), 2U);
  EXPECT_EQ(note->signatures[0].signature.size(), 64U);
  EXPECT_EQ(note->signatures[1].name, "witness.example.com/w1");
  EXPECT_EQ(note->signatures[1].signature.size(), 72U);  // time and signature
  const auto checkpoint = ParseCheckpointText(note->text);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, TreeSize(20852163));
}

}  // namespace
}  // namespace liaison
