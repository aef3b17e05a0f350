#include "clients/core/trust/monitor.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

class MonitorTest : public testing::Test {
 protected:
  MonitorTest() {
    for (const std::string& note : mission_.notes()) Log(note);
    absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(path_, Secret(32));
    EXPECT_TRUE(database.ok()) << database.status();
    database_ = std::move(database).value();
    absl::StatusOr<std::unique_ptr<Monitor>> monitor = Monitor::Open("tur", *database_);
    EXPECT_TRUE(monitor.ok()) << monitor.status();
    monitor_ = std::move(monitor).value();
  }
  ~MonitorTest() override {
    database_.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::remove(absl::StrCat(path_, suffix).c_str());
    }
  }
  // One file a process: CTest runs these side by side.
  const std::string path_ = absl::StrCat(testing::TempDir(), "/monitor-", getpid(), ".db");

  void Log(const std::string& bytes) {
    const absl::StatusOr<Note> note = ParseNote(bytes, kMaxPublicNoteBytes);
    ASSERT_TRUE(note.ok());
    const absl::Status applied =
        directory_.Apply(LeafIndex(directory_.size().value()), mission_.founded_ms(), *note);
    ASSERT_TRUE(applied.ok()) << applied;
  }
  // A new duty device of `office`; the hash of its certificate.
  Hash Certify(const std::string& office) {
    const NoteSigner device(mission_.FullName(office + "/d09"), SigningKey::Generate(random_));
    const std::string text = PrintCertificate(mission_.CertificateFor(
        office + "/d09", "p90", CertRole::kDevice, {Role::kDuty}, device.vkey().key));
    Log(SignNoteBy(text, {&mission_.signer(office + "/r01"), &device}));
    return Sha256(text);
  }
  std::vector<DirectoryEvent> News(const std::string& scope) {
    absl::StatusOr<std::vector<DirectoryEvent>> news = monitor_->News(scope, directory_);
    EXPECT_TRUE(news.ok());
    return std::move(news).value();
  }

  SeededRandom random_{3};
  TestMission mission_{random_};
  Directory directory_{mission_.ns(), SodiumCrypto()};
  std::unique_ptr<Database> database_;
  std::unique_ptr<Monitor> monitor_;
};

TEST_F(MonitorTest, NamesADeviceThatCameSinceTheLastLook) {
  ASSERT_TRUE(monitor_->MarkShown("send irn", directory_.size()).ok());
  EXPECT_TRUE(News("send irn").empty());
  Certify("irn");
  const std::vector<DirectoryEvent> news = News("send irn");
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].subject, mission_.FullName("irn/d09"));
  EXPECT_EQ(news[0].kind, DirectoryEvent::Kind::kCertified);
  EXPECT_FALSE(news[0].not_ours);
  EXPECT_GT(News("status").size(), 1u);  // another scope remembers for itself
}

TEST_F(MonitorTest, NeverForgetsWhatWasShown) {
  ASSERT_TRUE(monitor_->MarkShown("status", directory_.size()).ok());
  ASSERT_TRUE(monitor_->MarkShown("status", TreeSize(3)).ok());
  EXPECT_TRUE(News("status").empty());
}

TEST_F(MonitorTest, NamesARevocationAtItsOwnPlace) {
  const Hash cert = Certify("irn");
  ASSERT_TRUE(monitor_->MarkShown("status", directory_.size()).ok());
  Revocation revocation;
  revocation.ns = mission_.ns();
  revocation.charter = mission_.charter_hash();
  revocation.cert = cert;
  revocation.reason = RevokeReason::kLost;
  revocation.by = mission_.FullName("irn/r01");
  Log(mission_.signer("irn/r01").SignNote(PrintRevocation(revocation)));
  const std::vector<DirectoryEvent> news = News("status");
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].kind, DirectoryEvent::Kind::kRevoked);
  EXPECT_EQ(news[0].subject, mission_.FullName("irn/d09"));
  EXPECT_EQ(SizeThrough(news[0].index), directory_.size());
}

// T-30.
TEST_F(MonitorTest, AlarmsOfAnOwnCertificateThatNobodyConfirmed) {
  absl::StatusOr<std::vector<DirectoryEvent>> unconfirmed = monitor_->Unconfirmed(directory_);
  ASSERT_TRUE(unconfirmed.ok());
  EXPECT_EQ(unconfirmed->size(), 5u);  // two registrars, three devices: none confirmed yet
  for (const DirectoryEvent& event : *unconfirmed) {
    ASSERT_TRUE(monitor_->Confirm(event.certificate).ok());
  }
  ASSERT_TRUE(monitor_->MarkShown("status", directory_.size()).ok());
  const Hash rogue = Certify("tur");
  ASSERT_EQ(News("status").size(), 1u);
  EXPECT_TRUE(News("status")[0].not_ours);
  unconfirmed = monitor_->Unconfirmed(directory_);
  ASSERT_EQ(unconfirmed->size(), 1u);
  EXPECT_EQ((*unconfirmed)[0].certificate, rogue);
  ASSERT_TRUE(monitor_->Confirm(rogue).ok());
  EXPECT_FALSE(News("status")[0].not_ours);
  EXPECT_TRUE(monitor_->Unconfirmed(directory_)->empty());
}

}  // namespace
}  // namespace liaison
