#include "clients/core/keys/prekeys.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "clients/core/keys/secret_names.h"
#include "clients/core/sealing/open.h"
#include "clients/core/sealing/seal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/rules/directory.h"
#include "proto/text/note.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

using testing::ElementsAre;

constexpr int64_t kOneDay_s = 24 * 3600;
constexpr int64_t kWeek_s = 7 * kOneDay_s;
constexpr char kDevice[] = "irn/d01";

bool All(uint64_t) { return true; }

Prekey Window(uint64_t serial, int64_t from_s) {
  Prekey prekey;
  prekey.serial = serial;
  prekey.not_before_s = from_s;
  prekey.not_after_s = from_s + kWeek_s;
  return prekey;
}
std::vector<Prekey> Weeks(uint64_t count, int64_t from_s) {
  std::vector<Prekey> weeks;
  for (uint64_t i = 0; i < count; ++i) {
    weeks.push_back(Window(i + 1, from_s + static_cast<int64_t>(i) * kWeek_s));
  }
  return weeks;
}

TEST(PlanPrekeys, BeginsWithEightWeeks) {
  const std::vector<PrekeyWindow> plan = PlanPrekeys({}, 1000, All);
  ASSERT_EQ(plan.size(), 8u);
  for (size_t i = 0; i < plan.size(); ++i) {
    const int64_t from_s = 1000 + static_cast<int64_t>(i) * kWeek_s;
    EXPECT_EQ(plan[i], (PrekeyWindow{i + 1, from_s, from_s + kWeek_s}));
  }
}

TEST(PlanPrekeys, AddsOneWeekWheneverOneHasBegun) {
  const std::vector<Prekey> eight = Weeks(8, 1000);
  EXPECT_THAT(PlanPrekeys(eight, 1000, All), ElementsAre());
  for (const int64_t later_s : {int64_t{1}, kOneDay_s, kWeek_s}) {
    EXPECT_THAT(PlanPrekeys(eight, 1000 + later_s, All),
                ElementsAre(PrekeyWindow{9, 1000 + 8 * kWeek_s, 1000 + 9 * kWeek_s}));
  }
  EXPECT_EQ(PlanPrekeys(eight, 1000 + kWeek_s + 1, All).size(), 2u);
}

TEST(PlanPrekeys, StaysOnTheGridAfterALongAbsence) {
  const std::vector<PrekeyWindow> plan =
      PlanPrekeys(Weeks(8, 1000), 1000 + 20 * kWeek_s + 3 * kOneDay_s, All);
  ASSERT_EQ(plan.size(), 9u);
  EXPECT_EQ(plan[0], (PrekeyWindow{9, 1000 + 20 * kWeek_s, 1000 + 21 * kWeek_s}));
  EXPECT_EQ(plan[8].not_after_s, 1000 + 29 * kWeek_s);
}

TEST(PlanPrekeys, ReplacesWhatCannotBeOpenedAnyMore) {
  const std::vector<Prekey> eight = Weeks(8, 1000);
  const auto lost_third = [](uint64_t serial) { return serial != 3; };
  const std::vector<PrekeyWindow> plan = PlanPrekeys(eight, 1000 + kOneDay_s, lost_third);
  ASSERT_EQ(plan.size(), 7u);
  EXPECT_EQ(plan[0], (PrekeyWindow{9, 1000 + 2 * kWeek_s, 1000 + 3 * kWeek_s}));
  // Once these are published too, the lost one is no longer taken by anybody.
  std::vector<Prekey> all = eight;
  for (const PrekeyWindow& window : plan) all.push_back(Window(window.serial, window.not_before_s));
  EXPECT_THAT(PlanPrekeys(all, 1000 + kOneDay_s, lost_third), ElementsAre());
  // A store that was lost altogether begins anew, in the week that runs.
  const auto none = [](uint64_t) { return false; };
  const std::vector<PrekeyWindow> anew = PlanPrekeys(eight, 1000 + kWeek_s + kOneDay_s, none);
  ASSERT_EQ(anew.size(), 9u);
  EXPECT_EQ(anew[0], (PrekeyWindow{9, 1000 + kWeek_s, 1000 + 2 * kWeek_s}));
}

TestMissionOptions WithoutPrekeys() {
  TestMissionOptions options;
  options.prekey_weeks = 0;
  return options;
}

// A device of a founded mission whose prekeys come from here, checked by the real directory.
class Prekeys : public testing::Test {
 protected:
  Prekeys() : mission_(random_, WithoutPrekeys()), directory_(mission_.ns(), SodiumCrypto()) {
    for (const std::string& note : mission_.notes()) Log(note);
    store_ = *KeyStore::Create("/keys", Secret::CopyOf("p"), 4, files_, random_);
  }
  void Log(const std::string& bytes) {
    const absl::Status status =
        directory_.Apply(LeafIndex(directory_.size().value()), now_s_ * 1000,
                         *ParseNote(bytes, kMaxPublicNoteBytes));
    ASSERT_TRUE(status.ok()) << status;
  }
  std::vector<Prekey> Published() const {
    std::vector<Prekey> published;
    for (const PrekeyFact* fact : directory_.PrekeysOf(mission_.FullName(kDevice))) {
      published.push_back(fact->prekey);
    }
    return published;
  }
  std::vector<std::string> Make() {
    absl::StatusOr<std::vector<std::string>> notes =
        MakePrekeys(mission_.ns(), mission_.charter_hash(), mission_.signer(kDevice), Published(),
                    now_s_, *store_, random_);
    EXPECT_TRUE(notes.ok()) << notes.status();
    return *std::move(notes);
  }
  std::string CurrentRecipient() const {
    for (const DeviceKey& key : directory_.Resolve({"irn", Role::kDuty}, directory_.size())) {
      if (key.device == mission_.FullName(kDevice)) return key.recipient;
    }
    return "";
  }

  SeededRandom random_{19};
  TestMission mission_;
  Directory directory_;
  MemoryFileSystem files_;
  std::unique_ptr<KeyStore> store_;
  int64_t now_s_ = mission_.founded_s();
};

TEST_F(Prekeys, AreAcceptedByTheDirectoryWeekAfterWeek) {
  EXPECT_EQ(Make().size(), 8u);
  for (int day = 0; day < 75; day += 3, now_s_ += 3 * kOneDay_s) {
    for (const std::string& note : Make()) Log(note);
    ASSERT_TRUE(DestroyExpiredPrekeys(Published(), now_s_, *store_).ok());
    const std::string file = *Seal("x", {*AgeRecipient::Parse(CurrentRecipient())}, random_);
    const LivePrekeys live = *LoadPrekeys(*store_);
    EXPECT_TRUE(Open(file, live.identities).ok()) << day;
    // 8 weeks ahead, and 30 days behind.
    EXPECT_LE(live.identities.size(), 9u + 5u) << day;
  }
}

TEST_F(Prekeys, AreInTheStoreBeforeTheyAreHandedOut) {
  files_.FailChange(3, absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(MakePrekeys(mission_.ns(), mission_.charter_hash(), mission_.signer(kDevice), {},
                           now_s_, *store_, random_)
                   .ok());
  for (const std::string& note : Make()) {
    const Prekey prekey = *ParsePrekey(mission_.ns(), ParseNote(note, kMaxPublicNoteBytes)->text);
    const Secret text = *store_->Get(PrekeySecretName(prekey.serial));
    EXPECT_EQ(AgeIdentity::Parse(text.view())->recipient().ToString(), prekey.recipient);
  }
}

// The answer to the first submission was lost: whichever of the two notes the hub logged, it opens.
TEST_F(Prekeys, KeepTheirIdentityWhenMadeAgain) {
  const std::vector<std::string> first = Make();
  EXPECT_EQ(Make(), first);
}

// T-19: what was recorded before stays closed to who takes the device after the grace period.
TEST_F(Prekeys, AreDestroyedThirtyDaysAfterTheirEnd) {
  for (const std::string& note : Make()) Log(note);
  const std::string recorded = *Seal("x", {*AgeRecipient::Parse(CurrentRecipient())}, random_);
  const std::vector<Prekey> published = Published();
  now_s_ += kWeek_s + 30 * kOneDay_s - 1;
  EXPECT_THAT(*DestroyExpiredPrekeys(published, now_s_, *store_), ElementsAre());
  EXPECT_TRUE(Open(recorded, LoadPrekeys(*store_)->identities).ok());
  now_s_ += 1;
  EXPECT_THAT(*DestroyExpiredPrekeys(published, now_s_, *store_), ElementsAre(1));
  EXPECT_THAT(*DestroyExpiredPrekeys(published, now_s_, *store_), ElementsAre());
  EXPECT_FALSE(Open(recorded, LoadPrekeys(*store_)->identities).ok());
  EXPECT_FALSE(files_.files().contains("/keys/prekey-1.age"));
}

TEST_F(Prekeys, OpenEvenIfOneIsDamagedAndAreReplaced) {
  for (const std::string& note : Make()) Log(note);
  ASSERT_TRUE(files_.Write("/keys/prekey-2.age", "junk").ok());
  const LivePrekeys live = *LoadPrekeys(*store_);
  EXPECT_THAT(live.serials, ElementsAre(8, 7, 6, 5, 4, 3, 1));
  EXPECT_THAT(live.damaged, ElementsAre(2));
  for (const std::string& note : Make()) Log(note);
  now_s_ += kWeek_s;  // the damaged one's week
  Log(Make().at(0));
  const std::string file = *Seal("x", {*AgeRecipient::Parse(CurrentRecipient())}, random_);
  EXPECT_TRUE(Open(file, LoadPrekeys(*store_)->identities).ok());
}

TEST(SecretNames, RoundTripAndNothingElse) {
  EXPECT_EQ(PrekeySecretName(17), "prekey-17");
  EXPECT_EQ(PrekeySerialOf("prekey-17"), 17u);
  for (const absl::string_view name : {"prekey-", "prekey-017", "prekey-x", "prekey", "signing"}) {
    EXPECT_EQ(PrekeySerialOf(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace liaison
