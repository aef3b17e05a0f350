#include "clients/core/outgoing/carried_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CarriedNotesTest : public testing::Test {
 protected:
  CarriedNotesTest() {
    database_ = *Database::Open(path_, Secret(32));
    carried_ = *CarriedNotes::Open(world_.mission().ns(), *database_);
  }
  ~CarriedNotesTest() override {
    carried_.reset();
    database_.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::remove(absl::StrCat(path_, suffix).c_str());
    }
  }
  Hash Add(const std::string& note) {
    const Hash hash = Sha256(ParseNote(note, kMaxPublicNoteBytes)->text);
    EXPECT_TRUE(carried_->Add(note, hash, 1).ok());
    return hash;
  }
  std::vector<std::string> Revoked() {
    std::vector<std::string> names;
    const std::set<std::string> devices = *carried_->RevokedDevices(world_.directory());
    for (const std::string& device : devices) {
      names.push_back(device.substr(world_.mission().ns().size() + 1));
    }
    return names;
  }
  // Renews with the device's own key, from now on.
  std::string Renew(absl::string_view device) {
    const NoteSigner& signer = world_.mission().signer(device);
    Certificate renewal = world_.NewDevice(signer);
    renewal.prev = world_.CertHash(device);
    return SignNoteBy(PrintCertificate(renewal), {&world_.mission().signer("irn/r01"), &signer});
  }

  FoundedMission world_;
  const std::string path_ = absl::StrCat(testing::TempDir(), "/carried-", getpid(), ".db");
  std::unique_ptr<Database> database_;
  std::unique_ptr<CarriedNotes> carried_;
};

TEST_F(CarriedNotesTest, ARevocationBindsUntilTheLogHasIt) {
  EXPECT_THAT(Revoked(), IsEmpty());
  const std::string revocation = world_.Revoke("irn/d04", RevokeReason::kLost, "irn/r01");
  const Hash hash = Add(revocation);
  EXPECT_EQ(Add(revocation), hash) << "once";
  EXPECT_EQ(carried_->List()->size(), 1u);
  EXPECT_THAT(Revoked(), ElementsAre("irn/d04"));
  // A hub that does not log it changes nothing about that.
  ASSERT_TRUE(carried_->MarkRefused(hash, "no").ok());
  EXPECT_THAT(Revoked(), ElementsAre("irn/d04"));
  // A renewal that the thief's friends log does not help him.
  ASSERT_TRUE(world_.Log(Renew("irn/d04")).ok());
  EXPECT_THAT(Revoked(), ElementsAre("irn/d04"));
  ASSERT_TRUE(world_.Log(revocation).ok());
  EXPECT_THAT(Revoked(), IsEmpty()) << "from here on the directory says it";
}

TEST_F(CarriedNotesTest, WhatIsReplacedEndsWithoutItsName) {
  Add(world_.Revoke("irn/d04", RevokeReason::kReplaced, "irn/r01"));
  EXPECT_THAT(Revoked(), ElementsAre("irn/d04"));
  ASSERT_TRUE(world_.Log(Renew("irn/d04")).ok());
  EXPECT_THAT(Revoked(), IsEmpty());
}

TEST_F(CarriedNotesTest, KeepsTheOrderAndForgetsWhatIsLogged) {
  const Hash first = Add(Renew("irn/d01"));
  Add(world_.Revoke("irn/d02", RevokeReason::kLeft, "irn/r01"));
  const std::vector<CarriedNote> both = *carried_->List();
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].kind, "cert");
  EXPECT_EQ(both[1].kind, "revoke");
  ASSERT_TRUE(carried_->Remove(first).ok());
  EXPECT_EQ(carried_->List()->size(), 1u);
  EXPECT_THAT(Revoked(), ElementsAre("irn/d02"));
}

}  // namespace
}  // namespace liaison
