// Documents on their way to a desk: a scripted hub, a real store, a real database.
#include "clients/core/maps/map_keeper.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/maps/map_papers.h"
#include "clients/core/trust/hub_testing.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

constexpr char kMap[] = "z";

MapFeature Zone(int32_t lon, const std::string& id) {
  const auto at = [lon](int32_t dx, int32_t dy) {
    return MapPoint{.lon = lon + dx, .lat = 359000000 + dy};
  };
  return {
      .id = id,
      .geometry = MapMultiPolygon{{{at(0, 0), at(800000, 0), at(800000, 800000), at(0, 800000)}}},
      .names = {{"en", id}}};
}

class MapKeeperTest : public testing::Test {
 protected:
  MapKeeperTest() {
    mirror_ = std::move(Mirror::Open("mirror", mission_.ns(), mission_.charter_hash(),
                                     SodiumCrypto(), files_))
                  .value();
    database_ = std::move(Database::Open(path_, Secret(32))).value();
    store_ = std::move(MapStore::Open(*database_)).value();
    carried_ = std::move(CarriedNotes::Open(mission_.ns(), *database_)).value();
    keeper_ = std::make_unique<MapKeeper>(MapKeeper::Parts{*mirror_, *database_, *store_, received_,
                                                           *carried_, mission_.signer("un/d01"),
                                                           clock_, random_});
    LogPolicy();
  }
  ~MapKeeperTest() override {
    keeper_.reset();
    database_.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::remove(absl::StrCat(path_, suffix).c_str());
    }
  }

  MapSigner Jwg(const std::string& office) {
    return {.mirror = *mirror_,
            .device = mission_.signer(office + "/d03"),
            .as = {.office = office, .role = Role::kJwg},
            .random = random_};
  }
  void LogPolicy() {
    EXPECT_TRUE(mirror_->Update(hub_).ok());
    const std::vector<std::string> guarantors = {"irn", "rus", "tur"};
    const MapPolicy policy{.head = NewMapHead(Jwg("rus"), kMap),
                           .approve = guarantors,
                           .threshold = 2,
                           .propose = guarantors,
                           .revert_threshold = 2,
                           .held_by_s = 86400,
                           .max_age_s = 600,
                           .readers = {"un"}};
    hub_.AppendNote(SignNoteBy(
        PrintMapNote(policy),
        {&mission_.signer("irn/d03"), &mission_.signer("rus/d03"), &mission_.signer("tur/d03")}));
  }
  MapBook Book() {
    const absl::Status updated = mirror_->Update(hub_);
    EXPECT_TRUE(updated.ok()) << updated;
    return ReadMapBook(*mirror_, hub_.now_ms + 1).value();
  }
  // Of rus, by the book as it is; `spoil` may change what is signed. The hub gets the blob, this
  // desk the key.
  Hash Propose(const std::function<void(MapProposal&)>& spoil = nullptr) {
    const MapBook book = Book();
    const MapRecord& record = *book.Find(kMap);
    const ProposalWish wish{.title = {{"en", "Test"}},
                            .provenance = {.by = "rus", .source = "sketch"},
                            .open_until_s = hub_.now_ms / 1000 + 86400};
    const MapDocument document = NextDocument(record, {Zone(360000000, "zone-a")}, wish, random_);
    SignedProposal made = SignProposal(Jwg("rus"), record, document, wish, sent_).value();
    EXPECT_TRUE(sent_.Upload(hub_, made.said.blob.sha256, nullptr).ok());
    EXPECT_TRUE(AttachmentKeys::Open(*database_)->Add(made.sealed.key).ok());
    if (spoil) spoil(made.said);
    const std::string text = PrintMapNote(made.said);
    hub_.AppendNote(mission_.signer("rus/d03").SignNote(text));
    return Sha256(text);
  }
  void Approve(const Hash& proposal) {
    for (const char* office : {"rus", "tur"}) {
      const MapBook book = Book();
      hub_.AppendNote(
          SignStep(Jwg(office), *book.Find(kMap)->Find(proposal), MapVerb::kApprove, std::nullopt));
    }
  }
  // One document came or not, and why.
  std::string Fetched() {
    const absl::StatusOr<std::vector<MapNews>> news = keeper_->Fetch(Book(), hub_);
    EXPECT_TRUE(news.ok()) << news.status();
    if (!news.ok() || news->empty()) return "nothing";
    EXPECT_EQ(news->size(), 1U);
    return news->front().status.ok() ? "ok" : ReasonOf(news->front().status);
  }
  // States of the receipts that wait, in order.
  std::vector<std::string> Receipts() {
    EXPECT_TRUE(keeper_->QueueReceipts(Book(), {.office = "un", .role = Role::kDuty}).ok());
    std::vector<std::string> states;
    const std::vector<CarriedNote> waiting = carried_->List().value();
    for (const CarriedNote& carried : waiting) {
      const Note note = ParseNote(carried.note, kMaxPublicNoteBytes).value();
      const MapNote held = ParseMapNote(mission_.ns(), note.text).value();
      states.emplace_back(MapHeldStateName(std::get<MapHeld>(held).state));
      // What it says every mirror accepts.
      if (logged_.insert(carried.hash).second) hub_.AppendNote(carried.note);
    }
    Book();
    return states;
  }

  SeededRandom random_{5};
  TestMission mission_{random_};
  ScriptedHub hub_{mission_};
  ManualClock clock_{absl::FromUnixSeconds(1493942400)};
  MemoryFileSystem files_;
  std::set<Hash> logged_;  // receipts
  AttachmentStore sent_{"sender", files_, random_};
  AttachmentStore received_{"reader", files_, random_};
  std::unique_ptr<Mirror> mirror_;
  const std::string path_ =
      absl::StrCat(testing::TempDir(), "map_keeper_",
                   testing::UnitTest::GetInstance()->current_test_info()->name(), ".db");
  std::unique_ptr<Database> database_;
  std::unique_ptr<MapStore> store_;
  std::unique_ptr<CarriedNotes> carried_;
  std::unique_ptr<MapKeeper> keeper_;
};

TEST_F(MapKeeperTest, FetchesWhatIsOpenAndSaysHeldOnceItIsApprovedAndOnce) {
  const Hash proposal = Propose();
  EXPECT_EQ(Fetched(), "ok");
  EXPECT_EQ(Fetched(), "nothing") << "it is here";
  EXPECT_TRUE(Receipts().empty()) << "it is not approved";
  Approve(proposal);
  EXPECT_EQ(Receipts(), (std::vector<std::string>{"held"}));
  EXPECT_EQ(Receipts(), (std::vector<std::string>{"held"})) << "said once";
  const MapBook book = Book();
  EXPECT_EQ(book.Find(kMap)->state.held.at(mission_.FullName("un/d01")).version, 1U);
  const MapEntry& entry = *book.Find(kMap)->Find(proposal);
  EXPECT_TRUE(store_->Document(entry.note().content.sha256)->has_value());
  ASSERT_TRUE(keeper_->QueueSeen(entry, {.office = "un", .role = Role::kDuty}).ok());
  ASSERT_TRUE(keeper_->QueueSeen(entry, {.office = "un", .role = Role::kDuty}).ok());
  EXPECT_EQ(carried_->List()->size(), 2U);
}

TEST_F(MapKeeperTest, JudgesADocumentThatIsHereByEveryHeaderThatNamesIt) {
  const Hash first = Propose();
  EXPECT_EQ(Fetched(), "ok");
  const MapBook book = Book();
  MapProposal other = book.Find(kMap)->Find(first)->note();
  other.head.nonce[0] ^= 1;
  other.expiry_s = other.open_until_s + 86400;  // the document says nothing of it
  hub_.AppendNote(mission_.signer("rus/d03").SignNote(PrintMapNote(other)));
  EXPECT_EQ(Fetched(), "HEADER_MISMATCH");
  EXPECT_EQ(Fetched(), "nothing") << "said once";
}

TEST_F(MapKeeperTest, ABlobThatTheHubHasLostKeepsNobodyFromTheOthers) {
  const Hash lost = Propose();
  hub_.blobs.erase(Book().Find(kMap)->Find(lost)->note().blob.sha256);
  const Hash other = Propose();
  const auto news = keeper_->Fetch(Book(), hub_);
  ASSERT_TRUE(news.ok()) << news.status();
  ASSERT_EQ(news->size(), 2U);
  EXPECT_FALSE(news->at(0).status.ok());
  EXPECT_EQ(news->at(1).proposal, other);
  EXPECT_TRUE(news->at(1).status.ok()) << news->at(1).status;
}

TEST_F(MapKeeperTest, LooksAgainForADocumentWhoseKeyHasNotCome) {
  Propose();
  ASSERT_TRUE(database_->Run("ALTER TABLE attachment_key RENAME TO gone").ok());
  EXPECT_EQ(Fetched(), "nothing");
  ASSERT_TRUE(database_->Run("DROP TABLE attachment_key").ok());
  ASSERT_TRUE(database_->Run("ALTER TABLE gone RENAME TO attachment_key").ok());
  EXPECT_EQ(Fetched(), "ok");
}

TEST_F(MapKeeperTest, RefusesADocumentThatIsNotWhatWasSignedForAndKeepsTheOlderOne) {
  const Hash first = Propose();
  Approve(first);
  EXPECT_EQ(Fetched(), "ok");
  EXPECT_EQ(Receipts(), (std::vector<std::string>{"held"}));
  const Hash second = Propose([](MapProposal& said) { said.content.sha256.bytes[0] ^= 1; });
  EXPECT_EQ(Fetched(), "ATTACHMENT_MISMATCH");
  EXPECT_EQ(Fetched(), "nothing") << "told once";
  Approve(second);
  EXPECT_EQ(Receipts(), (std::vector<std::string>{"held", "cannot_open"}));
  const MapBook book = Book();
  EXPECT_EQ(book.Find(kMap)->InForceAt(hub_.now_ms)->Name(), "v2") << "what counts says the log";
  EXPECT_FALSE(*store_->Has(book.Find(kMap)->Find(second)->note().content.sha256));
  EXPECT_TRUE(*store_->Has(book.Find(kMap)->Find(first)->note().content.sha256));
}

TEST_F(MapKeeperTest, RefusesADocumentThatSaysSomethingElseThanItsProposal) {
  Propose([](MapProposal& said) { said.expiry_s = 1795000000; });
  EXPECT_EQ(Fetched(), "HEADER_MISMATCH");
}

TEST_F(MapKeeperTest, ComesToTheEndAfterALineThatBreaks) {
  Propose();
  hub_.break_blob_after = 100;
  EXPECT_TRUE(absl::IsUnavailable(keeper_->Fetch(Book(), hub_).status()));
  EXPECT_EQ(Fetched(), "ok");
}

TEST_F(MapKeeperTest, AsksAgainWhereTheHubServesDamagedBytes) {
  Propose();
  const auto blobs = hub_.blobs;
  for (auto& [hash, bytes] : hub_.blobs) bytes.back() ^= 1;
  EXPECT_EQ(Fetched(), "BLOB_HASH");
  hub_.blobs = blobs;
  EXPECT_EQ(Fetched(), "ok");
}

}  // namespace
}  // namespace liaison
