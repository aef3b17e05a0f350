#include "clients/core/trust/mirror.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/trust/hub_testing.h"
#include "proto/base/error.h"
#include "proto/text/map_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "proto/wire/sodium_crypto.h"
#include "proto/wire/tile_path.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

constexpr char kFolder[] = "home/mirror";

class MirrorTest : public testing::Test {
 protected:
  std::unique_ptr<Mirror> Open() {
    absl::StatusOr<std::unique_ptr<Mirror>> mirror =
        Mirror::Open(kFolder, mission_.ns(), mission_.charter_hash(), SodiumCrypto(), files_);
    EXPECT_TRUE(mirror.ok()) << mirror.status();
    return mirror.ok() ? std::move(mirror).value() : nullptr;
  }
  // The reason that Update gives, "" for ok.
  std::string UpdateReason(Mirror& mirror) {
    const absl::Status status = mirror.Update(hub_);
    return status.ok() ? "" : ReasonOf(status);
  }
  void Grow(int leaves) {
    for (int i = 0; i < leaves; ++i) hub_.AppendSealed(Sha256(absl::StrCat("body ", ++bodies_)));
  }
  size_t ForkFiles() {
    size_t count = 0;
    for (const auto& [path, bytes] : files_.files()) {
      if (absl::StrContains(path, "fork-")) ++count;
    }
    return count;
  }
  // The bundle that holds the hub's last leaf, as a mirror at `size` asks for it.
  std::string LastBundlePath() {
    const uint64_t size = hub_.size().value();
    TileId tile;
    tile.entries = true;
    tile.index = (size - 1) / kTileWidth;
    tile.width = static_cast<uint32_t>(size - tile.index * kTileWidth);
    return TilePath(tile);
  }

  SeededRandom random_{7};
  TestMission mission_{random_};
  ScriptedHub hub_{mission_};
  MemoryFileSystem files_;
  int bodies_ = 0;
};

TEST_F(MirrorTest, FoundsItselfOnThePinnedCharterAndReplaysTheDirectory) {
  const std::unique_ptr<Mirror> mirror = Open();
  EXPECT_TRUE(mirror->empty());
  EXPECT_FALSE(mirror->directory().founded());
  ASSERT_TRUE(mirror->Update(hub_).ok());
  EXPECT_EQ(mirror->size(), hub_.size());
  EXPECT_EQ(mirror->directory().charter_hash(), mission_.charter_hash());
  EXPECT_EQ(mirror->directory().Resolve({"irn", Role::kDuty}, mirror->size()).size(), 2u);
  EXPECT_EQ(mirror->seen().root, mirror->head().root());
}

TEST_F(MirrorTest, RefusesTheLogOfAnotherMission) {
  absl::StatusOr<std::unique_ptr<Mirror>> mirror =
      Mirror::Open(kFolder, mission_.ns(), Sha256("another charter"), SodiumCrypto(), files_);
  ASSERT_TRUE(mirror.ok());
  EXPECT_EQ(UpdateReason(**mirror), "CHARTER_MISMATCH");
  EXPECT_TRUE((*mirror)->empty());
}

TEST_F(MirrorTest, RefusesALogThatIsNotYetFounded) {
  hub_.Truncate(TreeSize(0));
  const std::unique_ptr<Mirror> mirror = Open();
  EXPECT_EQ(UpdateReason(*mirror), "LOG_DAMAGED");
}

TEST_F(MirrorTest, AgreesWithTheTreeAtEverySizeAcrossTileEdges) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  for (const int step : {1, 100, 255, 1, 256, 513}) {
    Grow(step);
    ASSERT_TRUE(mirror->Update(hub_).ok());
    ASSERT_EQ(mirror->size(), hub_.size());
  }
  for (uint64_t index = 0; index < hub_.size().value(); index += 37) {
    const absl::StatusOr<std::string> entry = mirror->EntryAt(LeafIndex(index));
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_EQ(*entry, hub_.Entry(LeafIndex(index)));
    const absl::StatusOr<std::vector<Hash>> proof =
        mirror->InclusionProofOf(LeafIndex(index), mirror->size());
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(CheckInclusion(LeafIndex(index), mirror->size(), LeafHash(*entry), *proof,
                               mirror->head().root())
                    .ok());
  }
  EXPECT_EQ(ReasonOf(mirror->EntryAt(LeafIndex(mirror->size().value())).status()), "NOT_MIRRORED");
  EXPECT_EQ(ReasonOf(mirror->RootAt(TreeSize(mirror->size().value() + 1)).status()),
            "NOT_MIRRORED");
}

TEST_F(MirrorTest, FindsASealedLeafByItsBody) {
  const std::unique_ptr<Mirror> mirror = Open();
  const LeafIndex index = hub_.AppendSealed(Sha256("a header"));
  ASSERT_TRUE(mirror->Update(hub_).ok());
  EXPECT_EQ(mirror->FindSealed(Sha256("a header")), index);
  EXPECT_EQ(mirror->FindSealed(Sha256("never logged")), std::nullopt);
}

TEST_F(MirrorTest, OpensAgainFromItsFolderWithoutTheHub) {
  Grow(700);
  ASSERT_TRUE(Open()->Update(hub_).ok());
  const std::unique_ptr<Mirror> again = Open();
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->size(), hub_.size());
  EXPECT_TRUE(again->directory().founded());
  Grow(3);
  ASSERT_TRUE(again->Update(hub_).ok());
  EXPECT_EQ(Open()->size(), hub_.size());
}

TEST_F(MirrorTest, LeavesExactlyTheFilesThatTheHubWouldServe) {
  const std::unique_ptr<Mirror> mirror = Open();
  for (const int step : {1, 300, 400}) {
    Grow(step);
    ASSERT_TRUE(mirror->Update(hub_).ok());
  }
  std::set<std::string> expected = {"checkpoint", "lock"};
  for (const TileId& tile : TilesBetween(TreeSize(0), hub_.size())) expected.insert(TilePath(tile));
  std::set<std::string> found;
  for (const auto& [path, bytes] : files_.files()) {
    const std::string name = path.substr(std::string(kFolder).size() + 1);
    found.insert(name);
    if (name == "lock") continue;
    const absl::StatusOr<std::string> served = hub_.GetResource(name);
    ASSERT_TRUE(served.ok());
    EXPECT_EQ(bytes, *served) << name;
  }
  expected.erase("lock");
  found.erase("lock");
  EXPECT_EQ(found, expected);
}

TEST_F(MirrorTest, FetchesOnlyWhatItLacks) {
  const std::unique_ptr<Mirror> mirror = Open();
  Grow(1000);
  ASSERT_TRUE(mirror->Update(hub_).ok());
  hub_.fetched.clear();
  Grow(1);
  ASSERT_TRUE(mirror->Update(hub_).ok());
  EXPECT_EQ(hub_.fetched, (std::vector<std::string>{"checkpoint", LastBundlePath()}));
}

TEST_F(MirrorTest, SurvivesEveryFailedWriteAndGoesOnAfterIt) {
  const TreeSize old_size = hub_.size();
  bool done = false;
  for (uint64_t nth = 1; !done; ++nth) {
    MemoryFileSystem files;
    const auto open = [&] {
      return Mirror::Open(kFolder, mission_.ns(), mission_.charter_hash(), SodiumCrypto(), files);
    };
    ASSERT_TRUE((*open())->Update(hub_).ok());
    Grow(260);
    absl::StatusOr<std::unique_ptr<Mirror>> mirror = open();
    ASSERT_TRUE(mirror.ok());
    files.FailChange(nth, absl::StatusCode::kResourceExhausted);
    const absl::Status failed = (*mirror)->Update(hub_);
    done = failed.ok();  // the last change of all is the removal of an old tile, which may fail
    // A crash here: only the files remain.
    absl::StatusOr<std::unique_ptr<Mirror>> again = open();
    ASSERT_TRUE(again.ok()) << "write " << nth << ": " << again.status();
    EXPECT_EQ((*again)->size(), failed.ok() ? hub_.size() : old_size) << "write " << nth;
    // And without a crash, the same object goes on.
    ASSERT_TRUE((*mirror)->Update(hub_).ok()) << "write " << nth;
    again = open();
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ((*again)->size(), hub_.size());
    for (const TileId& tile : TilesBetween(TreeSize(0), hub_.size())) {
      EXPECT_TRUE(files.files().count(JoinPath(kFolder, TilePath(tile)))) << TilePath(tile);
    }
    hub_.Truncate(old_size);
  }
}

TEST_F(MirrorTest, SaysSoWhereItsOwnFilesWereChanged) {
  Grow(300);
  std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  const std::string path = JoinPath(kFolder, "tile/entries/000");
  std::string bytes = *files_.Read(path, 1 << 24);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  ASSERT_TRUE(files_.Write(path, bytes).ok());
  EXPECT_EQ(ReasonOf(mirror->EntryAt(LeafIndex(255)).status()), "MIRROR_DAMAGED");
  EXPECT_TRUE(mirror->EntryAt(LeafIndex(299)).ok());
  EXPECT_EQ(
      ReasonOf(Mirror::Open(kFolder, mission_.ns(), mission_.charter_hash(), SodiumCrypto(), files_)
                   .status()),
      "MIRROR_DAMAGED");
}

TEST_F(MirrorTest, TakesOverWhatAnotherProcessFetched) {
  const std::unique_ptr<Mirror> one = Open();
  const std::unique_ptr<Mirror> two = Open();
  Grow(3);
  ASSERT_TRUE(one->Update(hub_).ok());
  ASSERT_TRUE(two->Update(hub_).ok());
  Grow(300);
  ASSERT_TRUE(two->Update(hub_).ok());
  // `one` still stands at its old size, whose partial bundle is gone.
  const absl::StatusOr<std::string> entry = one->EntryAt(LeafIndex(one->size().value() - 1));
  ASSERT_TRUE(entry.ok()) << entry.status();
  hub_.fetched.clear();
  ASSERT_TRUE(one->Update(hub_).ok());
  EXPECT_EQ(hub_.fetched, std::vector<std::string>{"checkpoint"});
  EXPECT_EQ(one->size(), two->size());
}

TEST_F(MirrorTest, RefusesAHeadThatTheLogDidNotSign) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  const TreeSize before = mirror->size();
  Grow(2);
  const absl::StatusOr<Hash> root = mirror->RootAt(before);
  hub_.serve["checkpoint"] =
      SignCheckpoint({mission_.ns() + "/log", hub_.size(), *root}, mission_.hub_signer());
  EXPECT_EQ(UpdateReason(*mirror), "SIGNATURE");
  EXPECT_EQ(mirror->size(), before);
}

// T-09: a second tree of the same size.
TEST_F(MirrorTest, KeepsBothHeadsOfAForkAndStops) {
  const std::unique_ptr<Mirror> mirror = Open();
  Grow(5);
  ASSERT_TRUE(mirror->Update(hub_).ok());
  const std::string ours = mirror->head().bytes();
  hub_.Truncate(TreeSize(hub_.size().value() - 1));
  hub_.AppendSealed(Sha256("another body"));
  EXPECT_EQ(UpdateReason(*mirror), "FORK");
  ASSERT_EQ(ForkFiles(), 2u);
  std::set<std::string> kept;
  for (const auto& [path, bytes] : files_.files()) {
    if (absl::StrContains(path, "fork-")) kept.insert(bytes);
  }
  EXPECT_EQ(kept, (std::set<std::string>{ours, hub_.Head()}));
  EXPECT_TRUE(absl::IsDataLoss(mirror->Usable()));
  EXPECT_EQ(UpdateReason(*mirror), "FORK");
  EXPECT_TRUE(absl::IsDataLoss(Open()->Usable()));
}

// T-09, T-36: a longer tree with another past; only the time of one leaf differs.
TEST_F(MirrorTest, FindsAForkInsideALongerTree) {
  const std::unique_ptr<Mirror> mirror = Open();
  Grow(5);
  ASSERT_TRUE(mirror->Update(hub_).ok());
  hub_.Truncate(TreeSize(hub_.size().value() - 1));
  ++hub_.now_ms;
  hub_.AppendSealed(Sha256("body 5"));
  Grow(400);
  EXPECT_EQ(UpdateReason(*mirror), "FORK");
  EXPECT_EQ(ForkFiles(), 2u);
}

TEST_F(MirrorTest, StopsWhereTheHubGoesBack) {
  const std::unique_ptr<Mirror> mirror = Open();
  Grow(5);
  ASSERT_TRUE(mirror->Update(hub_).ok());
  hub_.Truncate(TreeSize(hub_.size().value() - 2));
  EXPECT_EQ(UpdateReason(*mirror), "ROLLBACK");
  EXPECT_EQ(ForkFiles(), 2u);
}

TEST_F(MirrorTest, GoesOnOnceAPersonHasMovedTheEvidenceAway) {
  std::unique_ptr<Mirror> mirror = Open();
  Grow(5);
  ASSERT_TRUE(mirror->Update(hub_).ok());
  hub_.serve["checkpoint"] = hub_.HeadAt(TreeSize(hub_.size().value() - 2));
  EXPECT_EQ(UpdateReason(*mirror), "ROLLBACK");
  hub_.serve.clear();
  for (const auto& [path, bytes] : files_.files()) {
    if (absl::StrContains(path, "fork-")) {
      ASSERT_TRUE(files_.Remove(path).ok());
    }
  }
  mirror = Open();
  EXPECT_EQ(UpdateReason(*mirror), "");
}

TEST_F(MirrorTest, TellsADamagedTransferFromAFork) {
  const std::unique_ptr<Mirror> mirror = Open();
  Grow(5);
  ASSERT_TRUE(mirror->Update(hub_).ok());
  Grow(5);
  const std::string path = LastBundlePath();
  std::string bundle = *hub_.GetResource(path);
  bundle[bundle.size() - 10] = static_cast<char>(bundle[bundle.size() - 10] ^ 1);
  hub_.serve[path] = bundle;
  EXPECT_EQ(UpdateReason(*mirror), "LOG_DAMAGED");
  hub_.serve[path] = "cut";
  EXPECT_EQ(UpdateReason(*mirror), "LOG_DAMAGED");
  EXPECT_EQ(ForkFiles(), 0u);
  hub_.serve.clear();
  EXPECT_EQ(UpdateReason(*mirror), "");
  EXPECT_EQ(Open()->size(), hub_.size());
}

// T-08.
TEST_F(MirrorTest, RefusesTimesThatRunBackwards) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  const TreeSize before = mirror->size();
  hub_.now_ms -= 2;
  Grow(1);
  EXPECT_EQ(UpdateReason(*mirror), "TIME_BACKWARDS");
  EXPECT_EQ(mirror->size(), before);
  EXPECT_EQ(mirror->directory().size(), before);
}

TEST_F(MirrorTest, KnowsThePoliciesOfMapsAndRefusesANoteOfAMapThatNobodySigned) {
  const std::unique_ptr<Mirror> mirror = Open();
  MapPolicy policy{.head = {.ns = mission_.ns(),
                            .hub = absl::StrCat(mission_.ns(), "/log"),
                            .map = "z",
                            .from = mission_.FullName("irn/d03"),
                            .as = {"irn", Role::kJwg},
                            .seen = {.size = TreeSize(1), .root = {}}},
                   .approve = {"irn", "rus", "tur"},
                   .held_by_s = 1,
                   .max_age_s = 1};
  hub_.AppendNote(SignNoteBy(
      PrintMapNote(policy),
      {&mission_.signer("irn/d03"), &mission_.signer("rus/d03"), &mission_.signer("tur/d03")}));
  EXPECT_EQ(UpdateReason(*mirror), "");
  ASSERT_NE(mirror->directory().FindMapPolicy("z"), nullptr);
  EXPECT_EQ(mirror->directory().FindMapPolicy("z")->policy, policy);
  const MapStep step{.head = policy.head, .verb = MapVerb::kRefuse};
  hub_.AppendNote(SignNoteBy(PrintMapNote(step), {&mission_.hub_signer()}));
  EXPECT_EQ(UpdateReason(*mirror), "BAD_PUBLIC_LEAF");
}

// T-02, T-11: the hub logs a certificate that no registrar signed.
TEST_F(MirrorTest, RefusesAPublicLeafThatTheRulesRefuse) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  const TreeSize before = mirror->size();
  const Certificate rogue = mission_.CertificateFor(
      "irn/d09", "p99", CertRole::kDevice, {Role::kDuty}, mission_.hub_signer().vkey().key);
  const std::string text = PrintCertificate(rogue);
  hub_.AppendNote(SignNoteBy(text, {&mission_.hub_signer(), &mission_.log_signer()}));
  Grow(300);
  EXPECT_EQ(UpdateReason(*mirror), "BAD_PUBLIC_LEAF");
  EXPECT_EQ(mirror->size(), before);
  EXPECT_EQ(ForkFiles(), 0u);
}

TEST_F(MirrorTest, RefusesALeafThatIsOfNoForm) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  hub_.AppendEntry("anything");
  EXPECT_EQ(UpdateReason(*mirror), "BAD_LEAF");
}

TEST_F(MirrorTest, PassesOverPublicLeavesOfLaterEditions) {
  const std::unique_ptr<Mirror> mirror = Open();
  hub_.AppendNote(mission_.hub_signer().SignNote(mission_.ns() + "/map-proposal/v1\nid zone-1\n"));
  EXPECT_EQ(UpdateReason(*mirror), "");
  EXPECT_EQ(mirror->directory().size(), hub_.size());
}

TEST_F(MirrorTest, ChecksAnAnswerFromTheOwnTextAndTheHubsTime) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  const std::string note = mission_.signer("tur/d01").SignNote(mission_.ns() + "/test/v1\n");
  const absl::StatusOr<SubmitAnswer> answer = hub_.Submit({RecordKind::kNote, note, ""});
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(mirror->CheckAnswer(*answer, RecordKind::kNote, note).ok());
  const auto reason = [&](SubmitAnswer wrong) {
    return ReasonOf(mirror->CheckAnswer(wrong, RecordKind::kNote, note));
  };
  SubmitAnswer wrong = *answer;
  wrong.proof.clear();
  EXPECT_EQ(reason(wrong), "UNPROVEN");
  wrong = *answer;
  ++wrong.time_ms;
  EXPECT_EQ(reason(wrong), "UNPROVEN");
  wrong = *answer;
  wrong.index = LeafIndex(0);
  EXPECT_EQ(reason(wrong), "UNPROVEN");
  wrong = *answer;
  wrong.checkpoint = absl::StrReplaceAll(wrong.checkpoint, {{"NS", "XX"}, {"/log ", "/lug "}});
  EXPECT_EQ(reason(wrong), "UNPROVEN");
  const std::string other = mission_.signer("tur/d02").SignNote(mission_.ns() + "/other/v1\n");
  EXPECT_EQ(ReasonOf(mirror->CheckAnswer(*answer, RecordKind::kNote, other)), "UNPROVEN");
  EXPECT_TRUE(mirror->Usable().ok());
}

TEST_F(MirrorTest, HoldsTheHubToTheHeadsOfItsAnswers) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  Grow(3);
  const std::string promised = hub_.Head();
  ASSERT_TRUE(mirror->CheckHead(promised).ok());
  // The log goes on without what was promised.
  hub_.Truncate(TreeSize(hub_.size().value() - 1));
  hub_.AppendSealed(Sha256("in its place"));
  EXPECT_EQ(UpdateReason(*mirror), "FORK");
}

TEST_F(MirrorTest, HoldsTheHubToTheSizeThatItSigned) {
  const std::unique_ptr<Mirror> mirror = Open();
  ASSERT_TRUE(mirror->Update(hub_).ok());
  Grow(3);
  ASSERT_TRUE(mirror->CheckHead(hub_.Head()).ok());
  hub_.Truncate(TreeSize(hub_.size().value() - 1));
  EXPECT_EQ(UpdateReason(*mirror), "ROLLBACK");
}

TEST_F(MirrorTest, ReplaysAHundredThousandLeaves) {
  Grow(100000);
  ASSERT_TRUE(Open()->Update(hub_).ok());
  EXPECT_EQ(Open()->size(), hub_.size());
}

}  // namespace
}  // namespace liaison
