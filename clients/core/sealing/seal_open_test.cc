#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/open.h"
#include "clients/core/sealing/padding.h"
#include "clients/core/sealing/seal.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/text/note.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr int kCheapLogN = 4;

class SealOpen : public testing::Test {
 protected:
  AgeIdentity NewIdentity() { return AgeIdentity::Generate(random_); }
  std::vector<AgeIdentity> List(const AgeIdentity& identity) {
    std::vector<AgeIdentity> list;
    list.push_back(*AgeIdentity::Parse(identity.ToText().view()));
    return list;
  }
  std::string ReasonToOpen(absl::string_view file, const AgeIdentity& identity) {
    const absl::StatusOr<OpenedFile> opened = Open(file, List(identity));
    return opened.ok() ? "" : ReasonOf(opened.status());
  }
  Secret NewFileKey() {
    Secret key(kFileKeyBytes);
    random_.Fill(key.data(), key.size());
    return key;
  }

  SeededRandom random_{15};
};

TEST_F(SealOpen, OpensWhatWasSealedForEverySizeAroundAChunk) {
  const AgeIdentity identity = NewIdentity();
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65535}, size_t{65536}, size_t{65537},
                            size_t{131071}, size_t{131072}, size_t{131073}, size_t{300000}}) {
    const std::string plaintext(size, 'x');
    const absl::StatusOr<std::string> file = Seal(plaintext, {identity.recipient()}, random_);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->size(), AgeFileSize(size, 1));
    const absl::StatusOr<OpenedFile> opened = Open(*file, List(identity));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->plaintext.view(), plaintext);
  }
}

TEST_F(SealOpen, SaysWhichIdentityOpened) {
  std::vector<AgeIdentity> identities;
  for (int i = 0; i < 5; ++i) identities.push_back(NewIdentity());
  for (size_t i = 0; i < identities.size(); ++i) {
    const AgeRecipient other = NewIdentity().recipient();
    const auto file = Seal("x", {other, identities[i].recipient()}, random_);
    const absl::StatusOr<OpenedFile> opened = Open(*file, identities);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->identity, i);
  }
  EXPECT_EQ(ReasonOf(Open(*Seal("x", {NewIdentity().recipient()}, random_), identities).status()),
            "NO_MATCH");
  EXPECT_EQ(ReasonOf(Open(*Seal("x", {NewIdentity().recipient()}, random_), {}).status()),
            "NO_MATCH");
}

TEST_F(SealOpen, TakesOneTo256RecipientsAndEachOnce) {
  std::vector<AgeRecipient> recipients;
  std::vector<AgeIdentity> identities;
  for (size_t i = 0; i < kMaxRecipients; ++i) {
    identities.push_back(NewIdentity());
    recipients.push_back(identities.back().recipient());
  }
  const absl::StatusOr<std::string> full = Seal("x", recipients, random_);
  ASSERT_TRUE(full.ok()) << full.status();
  EXPECT_EQ(ReasonToOpen(*full, identities.front()), "");
  EXPECT_EQ(ReasonToOpen(*full, identities.back()), "");
  recipients.push_back(recipients.front());  // twice the same is one
  EXPECT_TRUE(Seal("x", recipients, random_).ok());
  recipients.push_back(NewIdentity().recipient());
  EXPECT_EQ(ReasonOf(Seal("x", recipients, random_).status()), "RECIPIENTS");
  EXPECT_EQ(ReasonOf(Seal("x", {}, random_).status()), "RECIPIENTS");
}

TEST_F(SealOpen, ShufflesTheStanzas) {
  const AgeIdentity first = NewIdentity();
  const std::vector<AgeRecipient> recipients = {first.recipient(), NewIdentity().recipient(),
                                                NewIdentity().recipient()};
  std::set<size_t> places;
  for (int i = 0; i < 60; ++i) {
    const std::string file = *Seal("x", recipients, random_);
    const AgeFile parsed = *ParseAgeFile(file);
    for (size_t place = 0; place < parsed.header.stanzas.size(); ++place) {
      AgeHeader alone;
      alone.stanzas = {parsed.header.stanzas[place]};
      if (UnwrapFileKey(alone, List(first)).ok()) places.insert(place);
    }
  }
  EXPECT_EQ(places, (std::set<size_t>{0, 1, 2}));
}

TEST_F(SealOpen, IsAFunctionOfTheInjectedRandomness) {
  const AgeRecipient recipient = NewIdentity().recipient();
  SeededRandom a(7);
  SeededRandom b(7);
  SeededRandom c(8);
  const std::string file = *Seal("x", {recipient}, a);
  EXPECT_EQ(file, *Seal("x", {recipient}, b));
  EXPECT_NE(file, *Seal("x", {recipient}, c));
}

TEST_F(SealOpen, RefusesARecipientOfLowOrder) {
  EXPECT_EQ(ReasonOf(Seal("x", {AgeRecipient{}}, random_).status()), "LOW_ORDER");
}

TEST_F(SealOpen, EveryFlippedBitIsFound) {
  const AgeIdentity identity = NewIdentity();
  const std::string file = *Seal("the notice", {identity.recipient()}, random_);
  for (size_t at = 0; at < file.size(); ++at) {
    std::string bad = file;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_NE(ReasonToOpen(bad, identity), "") << at;
  }
}

TEST_F(SealOpen, EveryTruncationIsFound) {
  const AgeIdentity identity = NewIdentity();
  const std::string file = *Seal(std::string(200, 'x'), {identity.recipient()}, random_);
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_NE(ReasonToOpen(file.substr(0, size), identity), "") << size;
  }
  const std::string two = *Seal(std::string(65540, 'x'), {identity.recipient()}, random_);
  for (size_t cut = 1; cut < 40; ++cut) {
    EXPECT_EQ(ReasonToOpen(two.substr(0, two.size() - cut), identity), "PAYLOAD") << cut;
  }
  EXPECT_EQ(ReasonToOpen(two + "x", identity), "PAYLOAD");
}

// T-15: one file whose two stanzas wrap different file keys cannot show two people two texts.
TEST_F(SealOpen, TwoFileKeysGiveTheSecondRecipientAnHmacFailure) {
  const AgeIdentity a = NewIdentity();
  const AgeIdentity b = NewIdentity();
  const Secret key_a = NewFileKey();
  const Secret key_b = NewFileKey();
  const std::vector<AgeStanza> stanzas = {*WrapFileKey(key_a, a.recipient(), random_),
                                          *WrapFileKey(key_b, b.recipient(), random_)};
  const std::string file = FinishAgeFile(key_a, stanzas, "for a", random_);
  EXPECT_EQ(ReasonToOpen(file, a), "");
  EXPECT_EQ(ReasonToOpen(file, b), "HMAC");
}

// T-16: who got a broken stanza finds none that opens, and everybody else reads the notice.
TEST_F(SealOpen, ABrokenStanzaShutsOutOnlyItsRecipient) {
  const AgeIdentity a = NewIdentity();
  const AgeIdentity b = NewIdentity();
  const Secret key = NewFileKey();
  std::vector<AgeStanza> stanzas = {*WrapFileKey(key, a.recipient(), random_),
                                    *WrapFileKey(key, b.recipient(), random_)};
  stanzas[1].body[3] = static_cast<char>(stanzas[1].body[3] ^ 0x40);
  const std::string file = FinishAgeFile(key, stanzas, "text", random_);
  EXPECT_EQ(ReasonToOpen(file, a), "");
  const absl::StatusOr<OpenedFile> opened = Open(file, List(b));
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(opened.status()), "NO_MATCH");
}

// T-14: whoever can open a file can make another with its key; only the signed hash stops that.
TEST_F(SealOpen, ARewrappedFileHasOtherBytes) {
  const AgeIdentity a = NewIdentity();
  const AgeIdentity c = NewIdentity();
  const std::string file = *Seal("text", {a.recipient()}, random_);
  const AgeFile parsed = *ParseAgeFile(file);
  const Secret key = UnwrapFileKey(parsed.header, List(a))->file_key.Clone();
  const std::string again =
      FinishAgeFile(key, {*WrapFileKey(key, c.recipient(), random_)}, "text", random_);
  EXPECT_EQ(ReasonToOpen(again, c), "");
  EXPECT_NE(again, file);
}

TEST_F(SealOpen, ANoticeComesBackWithItsAttachmentKeysAndLiesOnABucket) {
  const AgeIdentity identity = NewIdentity();
  std::vector<AttachmentKey> keys;
  keys.push_back({Hash(), NewIdentity()});
  for (const size_t size :
       {size_t{1}, size_t{3000}, size_t{4000}, size_t{65000}, kMaxNoticeBytes}) {
    const std::string note(size, 'n');
    const absl::StatusOr<std::string> file =
        SealNotice(note, keys, {identity.recipient(), identity.recipient()}, random_);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(PadmeBucket(file->size()), file->size());
    const absl::StatusOr<OpenedNotice> opened = OpenNotice(*file, List(identity));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->plaintext.note, note);
    ASSERT_EQ(opened->plaintext.attachment_keys.size(), 1u);
    EXPECT_EQ(opened->plaintext.attachment_keys[0].identity.recipient(),
              keys[0].identity.recipient());
  }
  const std::vector<AgeRecipient> to = {identity.recipient()};
  EXPECT_EQ(ReasonOf(SealNotice("", {}, to, random_).status()), "SIZE");
  EXPECT_EQ(ReasonOf(SealNotice(std::string(kMaxNoticeBytes + 1, 'n'), {}, to, random_).status()),
            "SIZE");
  EXPECT_EQ(ReasonOf(SealNotice(std::string(3, '\0'), {}, to, random_).status()), "CONTROL");
}

TEST_F(SealOpen, OpensUnderThePassphraseOnly) {
  const Secret right = Secret::CopyOf("correct horse");
  const absl::StatusOr<std::string> file = SealWithPassphrase("secret", right, kCheapLogN, random_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(OpenWithPassphrase(*file, right, kMaxScryptLogN)->view(), "secret");
  for (const absl::string_view wrong : {"correct hors", "Correct horse", "correct horse ", ""}) {
    EXPECT_EQ(ReasonOf(OpenWithPassphrase(*file, Secret::CopyOf(wrong), kMaxScryptLogN).status()),
              "NO_MATCH")
        << wrong;
  }
  EXPECT_EQ(ReasonToOpen(*file, NewIdentity()), "NO_MATCH");
  EXPECT_EQ(ReasonOf(SealWithPassphrase("x", Secret(), kCheapLogN, random_).status()),
            "PASSPHRASE");
}

// A file that asks for a terabyte must be refused before any of it is taken.
TEST_F(SealOpen, BoundsThePassphraseWorkBeforeDoingIt) {
  const Secret passphrase = Secret::CopyOf("p");
  const std::string file = *SealWithPassphrase("secret", passphrase, kCheapLogN, random_);
  EXPECT_EQ(ReasonOf(OpenWithPassphrase(file, passphrase, kCheapLogN - 1).status()), "HEADER");
  std::string greedy = file;
  greedy.replace(greedy.find(" 4\n"), 3, " 40\n");
  EXPECT_EQ(ReasonOf(OpenWithPassphrase(greedy, passphrase, 63).status()), "HEADER");
  for (const int log_n : {-1, 0, kMaxScryptLogN + 1}) {
    EXPECT_EQ(ReasonOf(SealWithPassphrase("x", passphrase, log_n, random_).status()), "LOG_N");
  }
}

std::string SealInChunks(const std::string& plaintext, const AgeRecipient& recipient) {
  SeededRandom random(77);
  absl::StatusOr<SealStream> stream = SealStream::Open(recipient, random);
  EXPECT_TRUE(stream.ok());
  std::string file = stream->head();
  for (size_t at = 0;; at += kAgeChunkBytes) {
    const bool last = plaintext.size() - at <= kAgeChunkBytes;
    file += stream->Chunk(absl::string_view(plaintext).substr(at, kAgeChunkBytes), last);
    if (last) return file;
  }
}

TEST(SealStream, MakesTheFilesThatOpenOpensAndOpensThemChunkByChunkInAnyOrder) {
  SeededRandom random(5);
  const AgeIdentity identity = AgeIdentity::Generate(random);
  for (const size_t size : {size_t{0}, size_t{1}, kAgeChunkBytes, kAgeChunkBytes + 1,
                            3 * kAgeChunkBytes, 3 * kAgeChunkBytes + 17}) {
    std::string plaintext(size, 'x');
    for (size_t i = 0; i < size; i += 997) plaintext[i] = static_cast<char>(i / 997);
    const std::string file = SealInChunks(plaintext, identity.recipient());
    const absl::StatusOr<OpenedFile> opened = Open(file, {&identity, 1});
    ASSERT_TRUE(opened.ok()) << size << opened.status();
    EXPECT_EQ(opened->plaintext.view(), plaintext);

    absl::StatusOr<OpenStream> stream =
        OpenStream::Open(absl::string_view(file).substr(0, kMaxAgeHeaderBytes), identity);
    ASSERT_TRUE(stream.ok()) << stream.status();
    const absl::string_view payload = absl::string_view(file).substr(stream->payload());
    const size_t chunks = (payload.size() + kSealedChunkBytes - 1) / kSealedChunkBytes;
    for (size_t i = chunks; i-- > 0;) {
      const absl::string_view sealed = payload.substr(i * kSealedChunkBytes, kSealedChunkBytes);
      const absl::StatusOr<absl::string_view> part = stream->Chunk(i, i + 1 == chunks, sealed);
      ASSERT_TRUE(part.ok()) << part.status();
      EXPECT_EQ(*part, absl::string_view(plaintext).substr(i * kAgeChunkBytes, kAgeChunkBytes));
      // Neither in another place, nor as the last one where it is not.
      EXPECT_EQ(ReasonOf(stream->Chunk(i + 1, i + 1 == chunks, sealed).status()), "PAYLOAD");
      EXPECT_EQ(ReasonOf(stream->Chunk(i, i + 1 != chunks, sealed).status()), "PAYLOAD");
    }
  }
}

}  // namespace
}  // namespace liaison
