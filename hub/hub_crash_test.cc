// Full disk, failing disk, power cuts, damaged folders: whoever was answered finds the record once
// after the next start, and damage is named, not served.
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/hub_fixture.h"
#include "hub/store/keys.h"
#include "hub/store/store.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using ::testing::SizeIs;

TEST(FullDisk, LeavesTheReserveToFlashAndReceipts) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk irn(test, "irn/d01", kIrnDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  const EnvelopeHeader first = tur.last();

  test.files().SetFreeBytes(test.options().reserve_bytes - 1);
  const Outcome refused = tur.Send({kIrnDuty}, Precedence::kImmediate);
  EXPECT_EQ(ReasonOf(refused.status), "DISK_FULL");
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(refused.refusal.empty());
  EXPECT_EQ(test.hub().GetStatus().state, "nearly-full");
  EXPECT_TRUE(tur.Send({kIrnDuty}, Precedence::kFlash).accepted.has_value());
  EXPECT_TRUE(irn.Give(first, ReceiptState::kAcknowledged).accepted.has_value());
  const auto public_note = [](std::string note) {
    return Submission{.kind = RecordKind::kNote, .note = std::move(note), .sealed = ""};
  };
  const auto prekey = [&](const std::string& device) {
    return public_note(
        test.mission().signer(device).SignNote(PrintPrekey(test.mission().PrekeyFor(device, 9))));
  };
  EXPECT_TRUE(test.Submit("irn/d01", prekey("irn/d01")).accepted.has_value());
  EXPECT_TRUE(test.Submit("rus/d01", MakeRevocation(test, "rus/d02")).accepted.has_value());

  // The last quarter is beyond the reach of any flood of flash.
  test.files().SetFreeBytes(test.options().reserve_bytes / 4 - 1);
  EXPECT_EQ(ReasonOf(tur.Send({kIrnDuty}, Precedence::kFlash).status), "DISK_FULL");
  EXPECT_EQ(test.hub().GetStatus().state, "nearly-full");
  EXPECT_TRUE(irn.Give(first, ReceiptState::kRead).accepted.has_value());
  EXPECT_TRUE(test.Submit("irn/d04", prekey("irn/d04")).accepted.has_value());
  EXPECT_TRUE(test.Submit("irn/d01", MakeRevocation(test, "irn/d02")).accepted.has_value());

  test.files().SetFreeBytes(test.options().reserve_bytes / 8 - 1);
  EXPECT_EQ(ReasonOf(test.Submit("irn/d01", MakeRevocation(test, "irn/d04")).status), "DISK_FULL");
  EXPECT_EQ(ReasonOf(tur.Send({kIrnDuty}, Precedence::kFlash).status), "DISK_FULL");
  // What is logged is answered as ever.
  EXPECT_TRUE(test.Submit("tur/d01", tur.Sign(first)).accepted.has_value());

  test.files().SetFreeBytes(test.options().reserve_bytes);
  EXPECT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  EXPECT_EQ(test.hub().GetStatus().state, "serving");
  EXPECT_EQ(test.Check(), absl::OkStatus());
}

struct Fault {
  const char* name;
  DiskFault append;
  DiskFault sync;
  bool power_cut;
};

class FailingDisk : public testing::TestWithParam<Fault> {};

TEST_P(FailingDisk, StopsAllWritesAndLosesNothingThatWasAnswered) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const Outcome before = tur.Send({kIrnDuty}, Precedence::kFlash);
  const EnvelopeHeader answered = tur.last();
  ASSERT_TRUE(before.accepted.has_value());
  const TreeSize size = test.size();

  test.disk().FailAppends(GetParam().append);
  test.disk().FailSyncs(GetParam().sync);
  const Outcome unknown = tur.Send({kIrnDuty}, Precedence::kFlash);
  const Submission unanswered = tur.Sign(tur.last());
  EXPECT_EQ(unknown.status.code(), absl::StatusCode::kUnavailable) << unknown.status;
  EXPECT_TRUE(unknown.refusal.empty()) << "nobody knows, so nothing is refused";
  EXPECT_EQ(test.hub().GetStatus().state, "read-only");
  EXPECT_EQ(test.size(), size) << "what is not known to be on disk is shown to nobody";

  // The disk is well again, but only reading it tells what is there.
  test.disk().FailAppends(DiskFault::kNone);
  test.disk().FailSyncs(DiskFault::kNone);
  EXPECT_EQ(ReasonOf(test.Submit("tur/d01", unanswered).status), "READ_ONLY");
  test.Close();
  if (GetParam().power_cut) test.disk().CutPower();
  ASSERT_EQ(test.Open(), absl::OkStatus());

  const Outcome again = test.Submit("tur/d01", unanswered);
  ASSERT_TRUE(again.accepted.has_value()) << again.status;
  EXPECT_EQ(again.accepted->index, LeafIndex(size.value()));
  EXPECT_EQ(test.size(), SizeThrough(again.accepted->index)) << "there once";
  EXPECT_EQ(test.Submit("tur/d01", tur.Sign(answered)).accepted->index, before.accepted->index);
  EXPECT_EQ(test.Check(), absl::OkStatus());
}

INSTANTIATE_TEST_SUITE_P(
    Faults, FailingDisk,
    testing::Values(
        Fault{"NoSpaceOnAppend", DiskFault::kNoSpace, DiskFault::kNone, false},
        Fault{"IoErrorOnAppend", DiskFault::kIoError, DiskFault::kNone, false},
        Fault{"IoErrorOnSync", DiskFault::kNone, DiskFault::kIoError, false},
        Fault{"NoSpaceOnAppendThenPowerCut", DiskFault::kNoSpace, DiskFault::kNone, true},
        Fault{"IoErrorOnSyncThenPowerCut", DiskFault::kNone, DiskFault::kIoError, true}),
    [](const testing::TestParamInfo<Fault>& test) { return std::string(test.param.name); });

TEST(PowerCut, LosesNothingThatWasAnswered) {
  TestHub test(7);
  TestDesk tur(test, "tur/d01", kTurDuty);
  std::vector<std::pair<Submission, LeafIndex>> answered;
  for (int round = 0; round < 10; ++round) {
    for (uint64_t i = test.random().Below(4); i > 0; --i) {
      const Outcome outcome = tur.Send({kIrnDuty}, Precedence::kPriority);
      ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
      answered.emplace_back(tur.Sign(tur.last()), outcome.accepted->index);
    }
    const TreeSize size = test.size();
    test.Close();
    test.disk().CutPower();
    ASSERT_EQ(test.Open(), absl::OkStatus()) << "round " << round;
    ASSERT_EQ(test.size(), size) << "round " << round;
    for (const auto& [submission, index] : answered) {
      const Outcome outcome = test.Submit("tur/d01", submission);
      ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
      EXPECT_EQ(outcome.accepted->index, index);
    }
  }
  EXPECT_EQ(test.Check(), absl::OkStatus());
}

// A hub with a bit of everything, closed; then one row is changed behind its back.
class DamagedFolder : public testing::TestWithParam<Family> {
 protected:
  DamagedFolder() {
    TestDesk tur(test_, "tur/d01", kTurDuty);
    TestDesk irn(test_, "irn/d01", kIrnDuty);
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(tur.Send({kIrnDuty}, Precedence::kFlash).accepted.has_value());
      EXPECT_TRUE(irn.Give(tur.last(), ReceiptState::kDelivered).accepted.has_value());
    }
    EXPECT_EQ(test_.Check(), absl::OkStatus());
    test_.Close();
  }

  std::unique_ptr<Store> OpenStore() {
    return Store::Open("/data/log", /*create=*/false, test_.disk().env()).value();
  }
  std::vector<std::pair<std::string, std::string>> Rows() {
    std::vector<std::pair<std::string, std::string>> rows;
    EXPECT_TRUE(OpenStore()
                    ->Scan(GetParam(), "", "\xff",
                           [&](absl::string_view key, absl::string_view value) {
                             rows.emplace_back(key, value);
                             return true;
                           })
                    .ok());
    return rows;
  }
  void Put(const std::string& key, const std::string& value) {
    const std::unique_ptr<Store> store = OpenStore();
    StoreBatch batch(*store);
    batch.Put(GetParam(), key, value);
    ASSERT_EQ(store->Commit(batch, Store::Durability::kSynced), absl::OkStatus());
  }
  absl::Status Check() {
    return CheckHub(test_.options(), test_.clock(), test_.random(), test_.files(),
                    test_.disk().env());
  }

  TestHub test_;
};

TEST_P(DamagedFolder, IsFoundWhereverAByteIsFlipped) {
  size_t tried = 0;
  for (const auto& [key, value] : Rows()) {
    if (value.empty() || test_.random().Below(8) != 0) continue;
    std::string damaged = value;
    damaged[test_.random().Below(damaged.size())] ^= 0x04;
    Put(key, damaged);
    const absl::Status status = Check();
    EXPECT_TRUE(absl::IsDataLoss(status) || ReasonOf(status) == "FORMAT")
        << FamilyName(GetParam()) << " row " << EncodeHex(key) << ": " << status;
    Put(key, value);
    ++tried;
  }
  if (tried == 0) {
    const auto [key, value] = Rows().front();
    Put(key, value + "x");
    EXPECT_TRUE(absl::IsDataLoss(Check()));
    Put(key, value);
  }
  EXPECT_EQ(Check(), absl::OkStatus());
}

TEST_P(DamagedFolder, IsFoundWhereARowIsTooMany) {
  Put(std::string(9, '\x50'), "x");
  EXPECT_TRUE(absl::IsDataLoss(Check())) << Check();
}

INSTANTIATE_TEST_SUITE_P(Families, DamagedFolder,
                         testing::Values(Family::kLog, Family::kSealed, Family::kTree,
                                         Family::kIndex),
                         [](const testing::TestParamInfo<Family>& test) {
                           return std::string(FamilyName(test.param));
                         });

}  // namespace
}  // namespace liaison
