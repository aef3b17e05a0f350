// Attachments as the hub sees them: what may be named, who may fetch it, how long it is kept.
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/blobs/blob_file.h"
#include "hub/data_folder.h"
#include "hub/hub_fixture.h"
#include "hub/mailbox/record_rows.h"
#include "proto/base/error.h"
#include "proto/text/map_note.h"
#include "proto/text/record.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

using ::testing::HasSubstr;

const MailboxId kTurJwg = {"tur", Role::kJwg};

class HubBlobs : public testing::Test {
 protected:
  BlobProgress Put(const std::string& bytes, absl::string_view device = "tur/d01") {
    const auto upload = test_.hub().PutBlob(test_.PrincipalOf(device),
                                            {.sha256 = Sha256(bytes), .size = bytes.size()});
    EXPECT_TRUE(upload.ok()) << upload.status();
    EXPECT_TRUE((*upload)->Append(bytes).ok());
    return (*upload)->Pause().value();
  }
  // The attachment as this device gets it by way of `object`, or the reason why not.
  std::string Get(absl::string_view device, const Hash& object, const std::string& bytes) {
    const auto download =
        test_.hub().GetBlob(test_.PrincipalOf(device), {.sha256 = Sha256(bytes), .object = object});
    if (!download.ok()) return ReasonOf(download.status());
    return (*download)->Next().value();
  }
  EnvelopeHeader HeaderWith(const std::string& bytes) {
    EnvelopeHeader header = tur_.NextHeader({kIrnDuty}, Precedence::kImmediate);
    header.attach = {{Sha256(bytes), bytes.size()}};
    return header;
  }
  // The text hash of an accepted envelope that names the attachment.
  Hash Send(const EnvelopeHeader& header) {
    const Outcome outcome = test_.Submit("tur/d01", tur_.Sign(header));
    EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
    tur_.Advance(header);
    return Sha256(PrintHeader(header));
  }
  bool IsThere(const std::string& bytes) {
    return test_.files().Exists(BlobPath("/data/blobs", Sha256(bytes))).value();
  }
  Submission Public(absl::string_view text, const std::vector<std::string>& devices) {
    std::vector<const NoteSigner*> signers;
    for (const std::string& device : devices) signers.push_back(&test_.mission().signer(device));
    return {.kind = RecordKind::kNote, .note = SignNoteBy(text, signers), .sealed = ""};
  }
  MapHead Head(const std::string& device, const MailboxId& as) {
    return {.ns = test_.mission().ns(),
            .hub = test_.mission().ns() + "/log",
            .nonce = test_.random().Bytes<16>(),
            .map = "idlib",
            .from = test_.mission().FullName(device),
            .as = as,
            .seen = tur_.NextHeader({kIrnDuty}, Precedence::kFlash).seen};
  }
  // Logged; its text hash.
  Hash LogMapPolicy() {
    MapPolicy policy{.head = Head("tur/d03", kTurJwg)};
    policy.approve = policy.propose = {"irn", "rus", "tur"};
    policy.threshold = policy.revert_threshold = 3;
    policy.held_by_s = 3600;
    policy.max_age_s = 86400;
    policy.readers = {"irn", "rus", "tur"};
    const std::string text = PrintMapNote(policy);
    const Outcome outcome =
        test_.Submit("tur/d03", Public(text, {"irn/d03", "rus/d03", "tur/d03"}));
    EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
    return Sha256(text);
  }

  TestHub test_;
  TestDesk tur_{test_, "tur/d01", kTurDuty};
  const std::string blob_ = "age-encryption.org/v1 and so on";
};

TEST_F(HubBlobs, ARecordNamesOnlyWhatIsHereWhole) {
  const EnvelopeHeader header = HeaderWith(blob_);
  EXPECT_EQ(ReasonOf(test_.Submit("tur/d01", tur_.Sign(header)).status), "BLOB_MISSING");
  {
    const auto upload =
        test_.hub()
            .PutBlob(test_.PrincipalOf("tur/d01"), {.sha256 = Sha256(blob_), .size = blob_.size()})
            .value();
    ASSERT_TRUE(upload->Append(blob_).ok());
    EXPECT_EQ(ReasonOf(test_.Submit("tur/d01", tur_.Sign(header)).status), "BLOB_MISSING");
    ASSERT_TRUE(upload->Pause()->complete);
  }
  EnvelopeHeader longer = header;
  longer.attach[0].size += 1;
  EXPECT_EQ(ReasonOf(test_.Submit("tur/d01", tur_.Sign(longer)).status), "BLOB_MISSING");
  Send(header);
  EXPECT_EQ(test_.hub().GetStatus().blob_bytes, blob_.size());
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

TEST_F(HubBlobs, IsFetchedByWhoeverMayReadTheEnvelope) {
  Put(blob_);
  Put("another");
  const Hash object = Send(HeaderWith(blob_));
  EXPECT_EQ(Get("irn/d01", object, blob_), blob_);
  EXPECT_EQ(Get("irn/d04", object, blob_), blob_) << "the second desk of irn/duty";
  EXPECT_EQ(Get("tur/d02", object, blob_), blob_) << "the sender's office";
  EXPECT_EQ(Get("irn/d02", object, blob_), "BLOB_NOT_YOURS") << "irn/head: no rung was released";
  EXPECT_EQ(Get("rus/d01", object, blob_), "BLOB_NOT_YOURS");
  EXPECT_EQ(Get("irn/d01", object, "another"), "NO_BLOB") << "the envelope does not name it";
  EXPECT_EQ(Get("irn/d01", Sha256("nothing"), blob_), "NO_BLOB");
}

TEST_F(HubBlobs, IsFetchedByARungThatWasReleased) {
  Put(blob_);
  EnvelopeHeader header = HeaderWith(blob_);
  header.escalate = {{"irn", 2, 600, kIrnHead}};
  const Hash object = Send(header);
  EXPECT_EQ(Get("irn/d02", object, blob_), "BLOB_NOT_YOURS");
  Release release;
  release.head.ns = test_.mission().ns();
  release.envelope = object;
  release.office = "irn";
  release.rung = 2;
  release.mailboxes = {kIrnHead};
  release.reason = "DUE";
  test_.Close();
  {
    const auto folder =
        OpenDataFolder(test_.options(), /*create=*/false, test_.files(), test_.disk().env())
            .value();
    const LogHead head = folder->log->head();
    release.due_ms = head.time_ms;
    const std::string body = PrintRelease(release);
    const RecordPlace place{LeafIndex(head.size.value()), head.time_ms, Sha256(body)};
    ASSERT_EQ(folder->log->Append(head.size, {.time_ms = place.time_ms,
                                              .records = {{.kind = RecordKind::kRelease,
                                                           .is_public = false,
                                                           .body_hash = place.hash,
                                                           .body = body}},
                                              .rows = RowsOf(release, header, place)}),
              AppendOutcome::kStored);
  }
  ASSERT_EQ(test_.Open(), absl::OkStatus());
  EXPECT_EQ(Get("irn/d02", object, blob_), blob_);
  EXPECT_EQ(Get("rus/d02", object, blob_), "BLOB_NOT_YOURS");
}

TEST_F(HubBlobs, OfAMapAreEverybodys) {
  MapProposal proposal{.head = Head("tur/d03", kTurJwg),
                       .content = {.sha256 = Sha256("document"), .size = 8},
                       .blob = {.sha256 = Sha256(blob_), .size = blob_.size()},
                       .open_until_s = absl::ToUnixSeconds(test_.clock().Now()) + 3600,
                       .policy = LogMapPolicy()};
  proposal.head.seen = Head("tur/d03", kTurJwg).seen;
  const std::string text = PrintMapNote(proposal);
  const Submission submission = Public(text, {"tur/d03"});
  EXPECT_EQ(ReasonOf(test_.Submit("tur/d03", submission).status), "BLOB_MISSING");
  Put(blob_, "tur/d03");
  const Outcome outcome = test_.Submit("tur/d03", submission);
  ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
  EXPECT_EQ(Get("rus/d01", Sha256(text), blob_), blob_);
  EXPECT_EQ(Get("un/d01", Sha256(text), blob_), blob_);
  test_.clock().Advance(absl::Hours(48));
  test_.hub().DropStaleBlobs();
  EXPECT_TRUE(IsThere(blob_));
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

TEST_F(HubBlobs, AreKeptAsLongAsTheirRecordAndElseForADay) {
  Put(blob_);
  Put("unnamed");
  const Hash object = Send(HeaderWith(blob_));
  test_.Close();
  test_.disk().CutPower();
  test_.files().Restart(/*power_cut=*/true);
  ASSERT_EQ(test_.Open(), absl::OkStatus());
  test_.clock().Advance(absl::Hours(24));
  test_.hub().DropStaleBlobs();
  EXPECT_TRUE(IsThere(blob_));
  EXPECT_FALSE(IsThere("unnamed"));
  EXPECT_EQ(Get("irn/d01", object, blob_), blob_);
}

TEST_F(HubBlobs, AreKeptWhileTheRecordThatNamesThemWaits) {
  Put(blob_);
  const EnvelopeHeader header = HeaderWith(blob_);
  Outcome outcome;
  test_.hub().Submit(test_.PrincipalOf("tur/d01"), tur_.Sign(header),
                     [&](Outcome answer) { outcome = std::move(answer); });
  test_.clock().Advance(absl::Hours(48));
  test_.hub().DropStaleBlobs();
  ASSERT_TRUE(IsThere(blob_));
  while (test_.hub().RunSequencer() != 0) {
  }
  test_.hub().DropStaleBlobs();
  ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
  EXPECT_TRUE(IsThere(blob_));
}

TEST_F(HubBlobs, AreNotDroppedWhileNobodyKnowsWhatIsLogged) {
  Put(blob_);
  test_.disk().FailSyncs(DiskFault::kIoError);
  const EnvelopeHeader header = HeaderWith(blob_);
  EXPECT_TRUE(absl::IsUnavailable(test_.Submit("tur/d01", tur_.Sign(header)).status));
  test_.clock().Advance(absl::Hours(48));
  test_.hub().DropStaleBlobs();
  EXPECT_TRUE(IsThere(blob_));
}

TEST_F(HubBlobs, AreReadByCheck) {
  Put(blob_);
  Send(HeaderWith(blob_));
  const std::string path = BlobPath("/data/blobs", Sha256(blob_));
  std::string damaged = blob_;
  damaged[3] ^= 1;
  ASSERT_TRUE(test_.files().Write(path, damaged).ok());
  absl::Status status = test_.Check();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("is another one"));
  ASSERT_TRUE(test_.files().Remove(path).ok());
  status = test_.Check();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("is missing"));
}

TEST_F(HubBlobs, AreNothingForWhoWasRevoked) {
  const Principal device = test_.PrincipalOf("irn/d01");
  Put(blob_);
  const Hash object = Send(HeaderWith(blob_));
  ASSERT_TRUE(test_.Submit("irn/d04", MakeRevocation(test_, "irn/d01")).accepted.has_value());
  const BlobRange range{.sha256 = Sha256(blob_), .object = object};
  EXPECT_TRUE(absl::IsUnauthenticated(test_.hub().GetBlob(device, range).status()));
  EXPECT_TRUE(absl::IsUnauthenticated(
      test_.hub().PutBlob(device, {.sha256 = Sha256("x"), .size = 1}).status()));
  EXPECT_TRUE(absl::IsUnauthenticated(test_.hub().GetBlobProgress(device, Sha256(blob_)).status()));
}

}  // namespace
}  // namespace liaison
