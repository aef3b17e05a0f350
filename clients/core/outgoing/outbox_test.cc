#include "clients/core/outgoing/outbox.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/connection/forwarding_connection.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/trust/hub_testing.h"
#include "proto/base/error.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"
#include "proto/wire/merkle.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

TestMissionOptions WithRealRecipients(Random& random) {
  TestMissionOptions options;
  options.recipient = [&random](absl::string_view, uint64_t) {
    return AgeIdentity::Generate(random).recipient().ToString();
  };
  return options;
}

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() {
    mirror_ = std::move(Mirror::Open("mirror", mission_.ns(), mission_.charter_hash(),
                                     SodiumCrypto(), files_))
                  .value();
    EXPECT_TRUE(mirror_->Update(hub_).ok());
    OpenDatabase();
  }
  ~OutboxTest() override {
    outbox_.reset();
    database_.reset();
    DeleteDatabase();
  }
  // Also: the process died and starts again.
  void OpenDatabase() {
    outbox_.reset();
    database_.reset();
    absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(path_, Secret(32));
    ASSERT_TRUE(database.ok()) << database.status();
    database_ = std::move(database).value();
    OpenOutbox("tur/d01");
  }
  void OpenOutbox(const std::string& device) {
    Outbox::Options options;
    options.ns = mission_.ns();
    options.lock_path = "outbox.lock";
    absl::StatusOr<std::unique_ptr<Outbox>> outbox = Outbox::Open(
        options, mission_.signer(device), *database_, *mirror_, clock_, random_, files_);
    ASSERT_TRUE(outbox.ok()) << outbox.status();
    outbox_ = std::move(outbox).value();
  }
  void DeleteDatabase() {
    for (const char* suffix : {"", "-wal", "-shm"})
      std::remove(absl::StrCat(path_, suffix).c_str());
  }
  NoticeDraft Draft(Precedence precedence = Precedence::kRoutine) {
    NoticeDraft draft;
    draft.as = {"tur", Role::kDuty};
    draft.to = {{"irn", Role::kDuty}};
    draft.precedence = precedence;
    draft.kind = "violation";
    draft.lang = "tr";
    draft.form = Json(Json::Object{{"label", "mission"}, {"n", int64_t{++drafts_}}});
    return draft;
  }
  int64_t Queue(Precedence precedence = Precedence::kRoutine) {
    absl::StatusOr<OutboxItem> item = outbox_->Enqueue(Draft(precedence));
    EXPECT_TRUE(item.ok()) << item.status();
    return item.ok() ? item->id : 0;
  }
  int64_t QueueReceipt(const Hash& target, ReceiptState state = ReceiptState::kAcknowledged,
                       std::optional<LeafIndex> index = LeafIndex(7)) {
    ReceiptDraft draft;
    draft.as = {"tur", Role::kDuty};
    draft.target_mailbox = {"irn", Role::kDuty};
    draft.target = target;
    draft.index = index;
    draft.state = state;
    absl::StatusOr<OutboxItem> item = outbox_->EnqueueReceipt(draft);
    EXPECT_TRUE(item.ok()) << item.status();
    return item.ok() ? item->id : 0;
  }
  std::vector<OutboxItem> MustPack(std::vector<MailboxId> mailboxes = {}) {
    absl::StatusOr<std::vector<OutboxItem>> items = outbox_->PrepareForBag(mailboxes);
    EXPECT_TRUE(items.ok()) << items.status();
    return items.ok() ? *std::move(items) : std::vector<OutboxItem>();
  }
  FlushReport MustFlush() {
    absl::StatusOr<FlushReport> report = outbox_->Flush(hub_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : FlushReport();
  }
  std::string FlushReason() {
    const absl::Status status = outbox_->Flush(hub_).status();
    return status.ok() ? "" : ReasonOf(status);
  }
  OutboxItem Item(int64_t id) {
    absl::StatusOr<OutboxItem> item = outbox_->Get(id);
    EXPECT_TRUE(item.ok()) << item.status();
    return item.ok() ? *item : OutboxItem();
  }
  EnvelopeHeader HeaderOf(const std::string& note_bytes) {
    const absl::StatusOr<Note> note = ParseNote(note_bytes, kMaxHeaderBytes);
    EXPECT_TRUE(note.ok());
    absl::StatusOr<EnvelopeHeader> header = ParseHeader(mission_.ns(), note->text);
    EXPECT_TRUE(header.ok()) << header.status();
    return *header;
  }

  SeededRandom random_{5};
  TestMission mission_{random_, WithRealRecipients(random_)};
  ScriptedHub hub_{mission_};
  MemoryFileSystem files_;
  ManualClock clock_{absl::FromUnixSeconds(mission_.founded_s() + 3600)};
  const std::string path_ =
      absl::StrCat(testing::TempDir(), "/outbox_",
                   testing::UnitTest::GetInstance()->current_test_info()->name(), ".db");
  std::unique_ptr<Mirror> mirror_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Outbox> outbox_;
  int64_t drafts_ = 0;
};

TEST_F(OutboxTest, GivesGaplessSerialsPerYear) {
  EXPECT_EQ(Item(Queue()).serial, "TUR-d01-2017-000001");
  EXPECT_EQ(Item(Queue()).serial, "TUR-d01-2017-000002");
  NoticeDraft bad = Draft();
  bad.lang = "xx";
  EXPECT_FALSE(outbox_->Enqueue(bad).ok());
  OpenDatabase();
  EXPECT_EQ(Item(Queue()).serial, "TUR-d01-2017-000003");
  clock_.Advance(absl::Hours(24 * 300));
  // A new year; the certificate is judged by the log's time, which the own clock does not move.
  EXPECT_EQ(Item(Queue()).serial, "TUR-d01-2018-000001");
}

TEST_F(OutboxTest, NeverGoesBelowASerialThatWasSeen) {
  ASSERT_TRUE(outbox_->RaiseSerial({"tur", "d01", 2017, 41}).ok());
  ASSERT_TRUE(outbox_->RaiseSerial({"tur", "d02", 2017, 99}).ok());
  ASSERT_TRUE(outbox_->RaiseSerial({"tur", "d01", 2017, 12}).ok());
  EXPECT_EQ(Item(Queue()).serial, "TUR-d01-2017-000042");
}

TEST_F(OutboxTest, BringsANoticeIntoTheLogWithItsProof) {
  const int64_t id = Queue();
  EXPECT_EQ(outbox_->Waiting(), 1u);
  const FlushReport report = MustFlush();
  EXPECT_EQ(report.accepted, std::vector<int64_t>{id});
  EXPECT_EQ(report.left, 0u);
  const OutboxItem item = Item(id);
  EXPECT_EQ(item.state, OutboxState::kAccepted);
  EXPECT_EQ(mirror_->FindSealed(*item.body_hash), item.index);
  EXPECT_EQ(*mirror_->TimeAt(*item.index), item.time_ms);
  const EnvelopeHeader header = HeaderOf(item.note);
  EXPECT_EQ(header.sealed, Sha256(item.sealed));
  EXPECT_EQ(header.streams, (std::vector<StreamLine>{{"irn/duty", 1, Hash()}}));
  const absl::StatusOr<LogProof> proof = outbox_->ProofOf(id);
  ASSERT_TRUE(proof.ok());
  const absl::StatusOr<SignedCheckpoint> head =
      OpenCheckpoint(proof->checkpoint, mission_.charter().log);
  ASSERT_TRUE(head.ok());
  EXPECT_TRUE(CheckInclusion(*item.index, head->size(), *mirror_->LeafHashAt(*item.index),
                             proof->hashes, head->root())
                  .ok());
  EXPECT_EQ(outbox_->FindNotice(item.notice_hash)->id, id);
}

TEST_F(OutboxTest, SubmitsByPrecedenceAndChainsTheStream) {
  const int64_t routine = Queue(Precedence::kRoutine);
  const int64_t receipt = QueueReceipt(Sha256("target"));
  const int64_t flash = Queue(Precedence::kFlash);
  EXPECT_EQ(MustFlush().accepted, (std::vector<int64_t>{flash, routine, receipt}));
  EXPECT_EQ(HeaderOf(Item(flash).note).streams[0].counter, 1u);
  const EnvelopeHeader second = HeaderOf(Item(routine).note);
  EXPECT_EQ(second.streams[0].counter, 2u);
  EXPECT_EQ(second.streams[0].prev, *Item(flash).body_hash);
  const absl::StatusOr<Note> act = ParseNote(Item(receipt).note, kMaxActBytes);
  const absl::StatusOr<Receipt> sent = ParseReceipt(mission_.ns(), act->text);
  ASSERT_TRUE(sent.ok()) << sent.status();
  EXPECT_EQ(sent->stream.counter, 3u);
  EXPECT_EQ(sent->stream.prev, *Item(routine).body_hash);
  EXPECT_EQ(sent->state, ReceiptState::kAcknowledged);
}

TEST_F(OutboxTest, KeepsEverythingWhileTheHubIsAway) {
  const int64_t id = Queue();
  hub_.unreachable = true;
  EXPECT_EQ(FlushReason(), "HUB_UNREACHABLE");
  OpenDatabase();
  EXPECT_EQ(Item(id).state, OutboxState::kQueued);
  hub_.unreachable = false;
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{id});
}

// CRYPTO 1.11: same id, same counter, same bytes.
TEST_F(OutboxTest, SendsTheIdenticalBytesAgainWhereTheOutcomeIsUnknown) {
  for (int* lost : {&hub_.lose_before, &hub_.lose_after}) {
    hub_.submissions.clear();
    const int64_t id = Queue();
    *lost = 1;
    EXPECT_EQ(FlushReason(), "HUB_UNREACHABLE");
    EXPECT_EQ(Item(id).state, OutboxState::kSubmitted);
    OpenDatabase();  // and the process dies in between
    const int64_t flash = Queue(Precedence::kFlash);
    EXPECT_EQ(MustFlush().accepted, (std::vector<int64_t>{id, flash}));
    ASSERT_EQ(hub_.submissions.size(), 3u);
    EXPECT_EQ(hub_.submissions[0].note, hub_.submissions[1].note);
    EXPECT_EQ(hub_.submissions[0].sealed, hub_.submissions[1].sealed);
  }
}

// T-05.
TEST_F(OutboxTest, AlarmsWhereTheHubSaysOkWithoutProof) {
  const int64_t id = Queue();
  hub_.without_proof = true;
  EXPECT_EQ(FlushReason(), "UNPROVEN");
  EXPECT_EQ(Item(id).state, OutboxState::kSubmitted);
  hub_.without_proof = false;
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{id});
}

TEST_F(OutboxTest, AlarmsWhereARefusalIsNotSignedByTheHub) {
  const int64_t id = Queue();
  hub_.forge_refusals = true;
  hub_.refuse = {{"INVALID_ARGUMENT", "to", "UNKNOWN_MAILBOX"}};
  EXPECT_EQ(FlushReason(), "UNPROVEN");
  EXPECT_EQ(Item(id).state, OutboxState::kSubmitted);
}

TEST_F(OutboxTest, KeepsASignedRefusalAndGoesOnWithTheOthers) {
  const int64_t refused = Queue(Precedence::kFlash);
  const int64_t accepted = Queue();
  hub_.refuse = {{"PERMISSION_DENIED", "as", "NOT_YOUR_MAILBOX"}};
  const FlushReport report = MustFlush();
  EXPECT_EQ(report.refused, std::vector<int64_t>{refused});
  EXPECT_EQ(report.accepted, std::vector<int64_t>{accepted});
  EXPECT_EQ(Item(refused).refusal_reason, "PERMISSION_DENIED as NOT_YOUR_MAILBOX");
  EXPECT_FALSE(Item(refused).refusal.empty());
  EXPECT_EQ(HeaderOf(Item(accepted).note).streams[0].counter, 1u);
}

TEST_F(OutboxTest, HealsAStaleTransitPartOnceAndNotTwice) {
  const int64_t once = Queue();
  hub_.refuse = {{"INVALID_ARGUMENT", "expires", "EXPIRES_PAST"}};
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{once});
  EXPECT_EQ(HeaderOf(hub_.submissions[0].note).id, HeaderOf(hub_.submissions[1].note).id);
  EXPECT_NE(hub_.submissions[0].note, hub_.submissions[1].note);
  const int64_t twice = Queue();
  hub_.refuse = {{"INVALID_ARGUMENT", "seen", "SEEN_AHEAD"},
                 {"INVALID_ARGUMENT", "seen", "SEEN_AHEAD"}};
  EXPECT_EQ(MustFlush().refused, std::vector<int64_t>{twice});
}

TEST_F(OutboxTest, LeavesThingsQueuedWhereTheHubIsFullButStillSendsActs) {
  MustFlush();
  const int64_t notice = Queue();
  const int64_t another = Queue();
  const int64_t act = QueueReceipt(Sha256("target"));
  hub_.refuse = {{"RESOURCE_EXHAUSTED", "", "DISK_FULL"}};
  EXPECT_EQ(FlushReason(), "DISK_FULL");
  EXPECT_EQ(Item(notice).state, OutboxState::kQueued);
  EXPECT_EQ(Item(another).state, OutboxState::kQueued);
  EXPECT_EQ(Item(act).state, OutboxState::kAccepted);
  EXPECT_EQ(MustFlush().accepted, (std::vector<int64_t>{notice, another}));
}

// These bytes may wait in the hub's queue from an attempt whose answer was lost.
TEST_F(OutboxTest, SendsTheIdenticalBytesAgainWhereTheHubHadNoTimeForThem) {
  for (const char* rule : {"QUOTA", "QUEUE_FULL"}) {
    hub_.submissions.clear();
    const int64_t id = Queue();
    hub_.refuse = {{"RESOURCE_EXHAUSTED", "", rule}};
    EXPECT_EQ(FlushReason(), rule);
    EXPECT_EQ(Item(id).state, OutboxState::kSubmitted);
    EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{id});
    ASSERT_EQ(hub_.submissions.size(), 2u);
    EXPECT_EQ(hub_.submissions[0].note, hub_.submissions[1].note);
  }
}

TEST_F(OutboxTest, IsDoneWithADeliveredThatTheLogHolds) {
  MustFlush();
  const int64_t delivered = QueueReceipt(Sha256("target"), ReceiptState::kDelivered);
  hub_.refuse = {{"ALREADY_EXISTS", "state", "DELIVERED_BEFORE"}};
  const FlushReport report = MustFlush();
  EXPECT_EQ(report.accepted, std::vector<int64_t>{delivered});
  EXPECT_TRUE(report.refused.empty());
  EXPECT_EQ(Item(delivered).state, OutboxState::kAccepted);
  EXPECT_EQ(Item(delivered).index, std::nullopt);
  EXPECT_EQ(hub_.submissions.size(), 1u);
}

// CRYPTO 1.11: a restored key store first fetches its own streams' heads.
TEST_F(OutboxTest, LearnsItsHeadsFromTheHubWhereItHasNone) {
  Queue();
  Queue();
  const FlushReport first = MustFlush();
  outbox_.reset();
  database_.reset();
  DeleteDatabase();
  OpenDatabase();
  const int64_t id = Queue();
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{id});
  EXPECT_EQ(HeaderOf(Item(id).note).streams[0].counter, 3u);
  EXPECT_EQ(hub_.submissions.size(), 3u);
}

TEST_F(OutboxTest, HealsAnOldCopyOfItsDatabaseByTheHubsRefusal) {
  Queue();
  MustFlush();
  ASSERT_TRUE(database_->Run("CREATE TABLE copy AS SELECT * FROM outbox_stream").ok());
  Queue();
  MustFlush();
  ASSERT_TRUE(database_->Run("DELETE FROM outbox_stream").ok());
  ASSERT_TRUE(database_->Run("INSERT INTO outbox_stream SELECT * FROM copy").ok());
  const int64_t id = Queue();
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{id});
  EXPECT_EQ(HeaderOf(Item(id).note).streams[0].counter, 3u);
}

TEST_F(OutboxTest, SettlesAnEntryThatTheLogAlreadyHolds) {
  const int64_t id = Queue();
  hub_.lose_after = 1;
  EXPECT_EQ(FlushReason(), "HUB_UNREACHABLE");
  // A copy from before the submission is restored: the entry waits as if it was never sent.
  ASSERT_TRUE(database_->Run("UPDATE outbox SET state = 1, note = '', sealed = x''").ok());
  ASSERT_TRUE(database_->Run("DELETE FROM outbox_fact").ok());
  MustFlush();
  EXPECT_EQ(Item(id).state, OutboxState::kAccepted);
  EXPECT_EQ(hub_.submissions.size(), 1u);
  EXPECT_TRUE(outbox_->ProofOf(id).ok());
}

TEST_F(OutboxTest, TakesNoHeadsFromRecordsThatAreNotItsOwnOrNotInTheLog) {
  Queue();
  MustFlush();
  IncomingRecord record;
  record.kind = RecordKind::kEnvelope;
  record.index = LeafIndex(3);
  record.body = hub_.submissions[0].note;
  ASSERT_TRUE(database_->Run("DELETE FROM outbox_stream").ok());
  ASSERT_TRUE(outbox_->RecoverStreams({record}).ok());  // wrong index
  record.index = *Item(1).index;
  record.body[record.body.size() - 10] ^= 1;  // no longer our signature
  ASSERT_TRUE(outbox_->RecoverStreams({record}).ok());
  int64_t heads = -1;
  const auto count = [&] {
    EXPECT_TRUE(database_
                    ->Query("SELECT count(*) FROM outbox_stream", {},
                            [&](const SqlRow& row) { heads = row.Integer(0); })
                    .ok());
    return heads;
  };
  EXPECT_EQ(count(), 0);
  record.body = hub_.submissions[0].note;
  ASSERT_TRUE(outbox_->RecoverStreams({record}).ok());
  EXPECT_EQ(count(), 1);
}

// Without a hub: numbers, seals and signatures as for a submission, each link on the one before.
TEST_F(OutboxTest, PacksWhatASubmissionWouldSendAndThenSendsTheseBytes) {
  MustFlush();  // learns that its streams are empty
  const int64_t routine = Queue();
  const int64_t flash = Queue(Precedence::kFlash);
  const int64_t receipt = QueueReceipt(Sha256("target"));
  hub_.unreachable = true;
  const std::vector<OutboxItem> first = MustPack();
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(HeaderOf(first[0].note).streams, (std::vector<StreamLine>{{"irn/duty", 1, Hash()}}));
  EXPECT_EQ(HeaderOf(first[1].note).streams,
            (std::vector<StreamLine>{{"irn/duty", 2, *first[0].body_hash}}));

  // The process died before the file was written; a later notice goes into the second bag.
  OpenDatabase();
  const int64_t later = Queue(Precedence::kFlash);
  const std::vector<OutboxItem> second = MustPack();
  ASSERT_EQ(second.size(), 4u);
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(second[i].note, first[i].note);
    EXPECT_EQ(second[i].sealed, first[i].sealed);
  }
  EXPECT_EQ(HeaderOf(second[3].note).streams,
            (std::vector<StreamLine>{{"irn/duty", 4, *first[2].body_hash}}));

  hub_.unreachable = false;
  EXPECT_EQ(MustFlush().accepted, (std::vector<int64_t>{flash, routine, receipt, later}));
  ASSERT_EQ(hub_.submissions.size(), 4u);
  for (size_t i = 0; i < second.size(); ++i) EXPECT_EQ(hub_.submissions[i].note, second[i].note);
  EXPECT_TRUE(MustPack().empty());
}

TEST_F(OutboxTest, PacksForSomeAndLeavesTheRestQueued) {
  MustFlush();
  NoticeDraft draft = Draft();
  draft.to = {{"un", Role::kDuty}};
  const absl::StatusOr<OutboxItem> other = outbox_->Enqueue(draft);
  ASSERT_TRUE(other.ok()) << other.status();
  const int64_t wanted = Queue();
  const std::vector<OutboxItem> packed = MustPack({{"irn", Role::kDuty}});
  ASSERT_EQ(packed.size(), 1u);
  EXPECT_EQ(packed[0].id, wanted);
  EXPECT_EQ(Item(other->id).state, OutboxState::kQueued);
}

// A copy of an old database must not sign numbers again that the original has used.
TEST_F(OutboxTest, PacksNothingBeforeItKnowsItsOwnNumbers) {
  Queue();
  EXPECT_EQ(ReasonOf(outbox_->PrepareForBag({}).status()), "HEADS_UNKNOWN");
}

TEST_F(OutboxTest, NumbersWhatFollowsARefusedPackedNoticeAnew) {
  MustFlush();
  const int64_t refused = Queue();
  const int64_t next = Queue();
  const std::vector<OutboxItem> packed = MustPack();
  hub_.refuse = {{"PERMISSION_DENIED", "as", "ROLE"}};
  const FlushReport report = MustFlush();
  EXPECT_EQ(report.refused, std::vector<int64_t>{refused});
  EXPECT_EQ(report.accepted, std::vector<int64_t>{next});
  EXPECT_EQ(HeaderOf(packed[1].note).streams[0].counter, 2u);
  EXPECT_EQ(HeaderOf(Item(next).note).streams[0].counter, 1u);
  EXPECT_EQ(Item(next).notice_hash, packed[1].notice_hash);
}

TEST_F(OutboxTest, IsSettledWhereSomebodyElseBroughtItsBagToTheHub) {
  MustFlush();
  const int64_t id = Queue();
  const std::vector<OutboxItem> packed = MustPack();
  ASSERT_TRUE(hub_.Submit({RecordKind::kEnvelope, packed[0].note, packed[0].sealed}).ok());
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{id});
  EXPECT_EQ(Item(id).index, mirror_->FindSealed(*packed[0].body_hash));
}

TEST_F(OutboxTest, KeepsAReceiptWhoseTargetCameByBagUntilTheLogHasTheTarget) {
  MustFlush();
  const int64_t id = QueueReceipt(Sha256("target"), ReceiptState::kDelivered, std::nullopt);
  const std::vector<OutboxItem> packed = MustPack();
  hub_.refuse = {{"FAILED_PRECONDITION", "target", "TARGET_UNKNOWN"}};
  FlushReport report = MustFlush();
  EXPECT_EQ(report.left, 1u);
  EXPECT_TRUE(report.refused.empty());
  // Others need not wait for it, and its bytes stay what they were.
  hub_.refuse = {{"FAILED_PRECONDITION", "target", "TARGET_UNKNOWN"}};
  const int64_t other = Queue();
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{other});
  EXPECT_EQ(Item(id).note, packed[0].note);
  EXPECT_EQ(MustFlush().accepted, std::vector<int64_t>{id});
}

TEST_F(OutboxTest, GivesUpAReceiptWhoseTargetHasExpired) {
  MustFlush();
  const int64_t id = QueueReceipt(Sha256("target"), ReceiptState::kDelivered, std::nullopt);
  clock_.Advance(absl::Hours(24 * 31));
  hub_.refuse = {{"FAILED_PRECONDITION", "target", "TARGET_UNKNOWN"}};
  EXPECT_EQ(MustFlush().refused, std::vector<int64_t>{id});
}

TEST_F(OutboxTest, SaysOfTheLoggedEnvelopeWhatItSaidOfTheOneInTheBag) {
  QueueReceipt(Sha256("bag"), ReceiptState::kDelivered, std::nullopt);
  const int64_t said = QueueReceipt(Sha256("bag"), ReceiptState::kAcknowledged, std::nullopt);
  const int64_t of_another = QueueReceipt(Sha256("other"));
  ASSERT_TRUE(outbox_->Redirect(Sha256("bag"), Sha256("logged")).ok());
  EXPECT_EQ(Item(said).state, OutboxState::kRefused);
  EXPECT_EQ(Item(of_another).state, OutboxState::kQueued);
  const std::vector<OutboxItem> queued = *outbox_->List(OutboxState::kQueued);
  ASSERT_EQ(queued.size(), 2u);
  EXPECT_EQ(queued[1].receipt->target, Sha256("logged"));
  EXPECT_EQ(queued[1].receipt->state, ReceiptState::kAcknowledged);
}

TEST_F(OutboxTest, RefersToAnOwnNoticeOnlyOnceItIsInTheLog) {
  const int64_t first = Queue();
  NoticeDraft draft = Draft();
  draft.form = Json(Json::Object{
      {"refs", Json::Array{Json(Json::Object{{"verb", "cancels"},
                                             {"hash", ToBase64(Item(first).notice_hash)}})}}});
  EXPECT_EQ(ReasonOf(outbox_->Enqueue(draft).status()), "NOT_SUBMITTED_YET");
  MustFlush();
  const absl::StatusOr<OutboxItem> second = outbox_->Enqueue(draft);
  ASSERT_TRUE(second.ok()) << second.status();
  MustFlush();
  EXPECT_EQ(HeaderOf(Item(second->id).note).withdraws, std::vector<Hash>{*Item(first).body_hash});
}

TEST_F(OutboxTest, RefusesAMailboxThatTheCertificateDoesNotName) {
  NoticeDraft draft = Draft();
  draft.as = {"tur", Role::kHead};
  EXPECT_EQ(ReasonOf(outbox_->Enqueue(draft).status()), "NOT_YOUR_MAILBOX");
  draft.as = {"irn", Role::kDuty};
  EXPECT_EQ(ReasonOf(outbox_->Enqueue(draft).status()), "NOT_YOUR_MAILBOX");
  draft = Draft();
  draft.to = {{"xyz", Role::kDuty}};
  EXPECT_EQ(ReasonOf(outbox_->Enqueue(draft).status()), "UNKNOWN_OFFICE");
}

TEST_F(OutboxTest, NamesUndeliverableMailboxesAtOnce) {
  NoticeDraft draft = Draft();
  draft.to.push_back({"rus", Role::kEditor});
  const absl::StatusOr<OutboxItem> item = outbox_->Enqueue(draft);
  ASSERT_TRUE(item.ok());
  EXPECT_EQ(item->undeliverable, (std::vector<MailboxId>{{"rus", Role::kEditor}}));
  MustFlush();
  EXPECT_EQ(Item(item->id).undeliverable, item->undeliverable);
}

TEST_F(OutboxTest, QueuesNothingBeforeTheFirstFetchOrAfterAFork) {
  MemoryFileSystem empty;
  mirror_ = std::move(Mirror::Open("mirror", mission_.ns(), mission_.charter_hash(), SodiumCrypto(),
                                   empty))
                .value();
  OpenOutbox("tur/d01");
  EXPECT_EQ(ReasonOf(outbox_->Enqueue(Draft()).status()), "NOT_SYNCED");
  ASSERT_TRUE(mirror_->Update(hub_).ok());
  EXPECT_TRUE(outbox_->Enqueue(Draft()).ok());
  hub_.Truncate(TreeSize(hub_.size().value() - 1));
  EXPECT_EQ(FlushReason(), "ROLLBACK");
  EXPECT_EQ(ReasonOf(outbox_->Enqueue(Draft()).status()), "ROLLBACK");
  EXPECT_TRUE(hub_.submissions.empty());
}

// The answer's head must lie on the log that the hub goes on to serve.
TEST_F(OutboxTest, AlarmsWhereTheHubShowsTheSenderAnotherBranch) {
  MustFlush();
  const int64_t id = Queue();
  class Splitter final : public ForwardingConnection {
   public:
    explicit Splitter(ScriptedHub& hub) : hub_(hub) {}
    absl::StatusOr<SubmitAnswer> Submit(const OutgoingRecord& record) override {
      absl::StatusOr<SubmitAnswer> answer = hub_.Submit(record);
      hub_.Truncate(TreeSize(hub_.size().value() - 1));
      hub_.AppendSealed(Sha256("what the others see"));
      return answer;
    }

   private:
    HubConnection& hub() override { return hub_; }
    ScriptedHub& hub_;
  } two_headed(hub_);
  EXPECT_EQ(ReasonOf(outbox_->Flush(two_headed).status()), "FORK");
  EXPECT_FALSE(mirror_->Usable().ok());
  EXPECT_GT(id, 0);
}

TEST_F(OutboxTest, AnIncidentActFollowsOnTheStreamOfTheMailboxThatSpoke) {
  const Hash incident = Sha256("a header");
  QueueReceipt(incident);
  const IncidentAct act{.head = {.as = {"tur", Role::kDuty}},
                        .incident = incident,
                        .office = "tur",
                        .reason = "no_answer"};
  const absl::StatusOr<OutboxItem> queued =
      outbox_->EnqueueOfficeAct(act, MailboxId{"irn", Role::kDuty}, Precedence::kFlash);
  ASSERT_TRUE(queued.ok()) << queued.status();
  const absl::StatusOr<OutboxItem> roster =
      outbox_->EnqueueOfficeAct(RosterAct{.head = {.as = {"tur", Role::kDuty}},
                                          .id = "R-DUTY",
                                          .roster = R"({"mailbox":"tur/duty"})"},
                                std::nullopt, Precedence::kPriority);
  ASSERT_TRUE(roster.ok()) << roster.status();
  EXPECT_EQ(MustFlush().accepted.size(), 3u);
  const absl::StatusOr<Note> note = ParseNote(Item(queued->id).note, kMaxActBytes);
  ASSERT_TRUE(note.ok());
  const absl::StatusOr<OfficeAct> sent = ParseOfficeAct(mission_.ns(), note->text);
  ASSERT_TRUE(sent.ok()) << sent.status();
  // The flash goes first.
  EXPECT_EQ(HeadOf(*sent).stream.to, "irn/duty");
  EXPECT_EQ(HeadOf(*sent).stream.counter, 1u);
  EXPECT_EQ(HeadOf(*sent).from, mission_.signer("tur/d01").vkey().name);
  EXPECT_EQ(HeadOf(*Item(roster->id).office_act).stream.to, "hub");
}

}  // namespace
}  // namespace liaison
