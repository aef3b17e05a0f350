#include "proto/text/verified_note.h"

#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

SignatureLine SignedBy(const VKey& key, absl::string_view text) {
  return {key.name, key.key_id, std::string(TestCrypto().Sign(key.key, text).view())};
}

class VerifiedNoteTest : public testing::Test {
 protected:
  const VKey author_ = TestKey("tur/d07", 1);
  const VKey releaser_ = TestKey("tur/d02", 2);
  Note note_{"text\n", {SignedBy(author_, "text\n"), SignedBy(releaser_, "text\n")}};

  std::string ReasonWith(const std::vector<VKey>& signers) {
    return ReasonOf(Verify(note_, signers, TestCrypto()).status());
  }
};

TEST_F(VerifiedNoteTest, HoldsTheNoteItsHashAndItsSigners) {
  const absl::StatusOr<VerifiedNote> verified = Verify(note_, {author_, releaser_}, TestCrypto());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->note(), note_);
  EXPECT_EQ(verified->hash(), TestCrypto().Sha256("text\n"));
  EXPECT_EQ(verified->signers(), (std::vector<VKey>{author_, releaser_}));
}

TEST_F(VerifiedNoteTest, NeedsExactlyTheRequiredLinesInOrder) {
  EXPECT_EQ(ReasonWith({}), "SIGNERS");
  EXPECT_EQ(ReasonWith({author_}), "SIGNERS");
  EXPECT_EQ(ReasonWith({releaser_, author_}), "SIGNERS");
  EXPECT_EQ(ReasonWith({author_, author_}), "SIGNERS");
  EXPECT_EQ(ReasonWith({author_, releaser_, releaser_}), "SIGNERS");
  EXPECT_EQ(ReasonWith({author_, TestKey("tur/d02", 3)}), "SIGNERS");
  note_.signatures.pop_back();
  EXPECT_EQ(ReasonWith({author_, releaser_}), "SIGNERS");
}

TEST_F(VerifiedNoteTest, NeedsNameAndKeyIdToBeTheKeys) {
  note_.signatures[1].name = author_.name;
  EXPECT_EQ(ReasonWith({author_, releaser_}), "SIGNERS");
  note_.signatures[1] = SignedBy(releaser_, "text\n");
  note_.signatures[1].key_id ^= 1;
  EXPECT_EQ(ReasonWith({author_, releaser_}), "SIGNERS");
}

TEST_F(VerifiedNoteTest, DoesNotTakeACosignatureKeyForASigner) {
  const VKey witness = TestKey("tur/d07", 1, kTypeCosignature);
  note_.signatures = {SignedBy(witness, "text\n")};
  EXPECT_EQ(ReasonWith({witness}), "SIGNERS");
}

TEST_F(VerifiedNoteTest, CallsEveryChangedBitForgedOrDamaged) {
  for (size_t byte = 0; byte < Signature::kSize; ++byte) {
    note_.signatures[1].signature[byte] ^= 1;
    const absl::Status status = Verify(note_, {author_, releaser_}, TestCrypto()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ReasonOf(status), "SIGNATURE");
    note_.signatures[1].signature[byte] ^= 1;
  }
  note_.text = "Text\n";
  EXPECT_EQ(ReasonWith({author_, releaser_}), "SIGNATURE");
}

TEST_F(VerifiedNoteTest, CallsASignatureOfAnotherLengthDamaged) {
  note_.signatures[0].signature.push_back('\0');
  EXPECT_EQ(ReasonWith({author_, releaser_}), "SIGNATURE");
  note_.signatures[0].signature.resize(63);
  EXPECT_EQ(ReasonWith({author_, releaser_}), "SIGNATURE");
}

}  // namespace
}  // namespace liaison
