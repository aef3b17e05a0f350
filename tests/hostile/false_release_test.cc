// Releases and alerts are the hub's word and signed by nobody: what a hub can do with that, and
// what a desk makes of it. The envelopes are real ones with rungs, sealed to every rung's devices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "clients/core/incoming/alarm_list.h"
#include "clients/core/incoming/judge_release.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/hostile/hostile_world.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const MailboxId kIrnHead = {"irn", Role::kHead};
const MailboxId kRusHead = {"rus", Role::kHead};

// What an honest hub sends to a rung: the hub's own records, no envelope before its release.
Rewrite OnlyHubRecords() {
  return [](std::vector<IncomingBatch>& batches) {
    for (IncomingBatch& batch : batches) {
      std::erase_if(batch.records, [](const IncomingRecord& record) {
        return record.kind < RecordKind::kRelease;
      });
    }
  };
}

class FalseRelease : public testing::Test {
 protected:
  FalseRelease() {
    NoticeDraft draft = DraftOf(kTur, {kIrn}, "nobody answers");
    draft.escalate = {{"irn", 2, 600, kIrnHead}, {"irn", 3, 1800, kRusHead}};
    const OutboxItem queued = tur_.desk().outbox().Enqueue(draft).value();
    EXPECT_EQ(tur_.Sync(), absl::OkStatus());
    sent_ = tur_.desk().outbox().Get(queued.id).value();
    EXPECT_EQ(sent_.state, OutboxState::kAccepted);
    EXPECT_EQ(duty_.Sync(), absl::OkStatus());
    head_.lies.rewrite = OnlyHubRecords();
    EXPECT_EQ(head_.Sync(), absl::OkStatus());
  }

  ArchivedNotice Sent() { return tur_.Notices().front(); }
  Release ReleaseOf(uint32_t rung, const MailboxId& mailbox, std::string reason) {
    Release release;
    release.head.ns = world_.mission().ns();
    release.head.nonce = world_.random().Bytes<16>();
    release.envelope = Sent().header_hash;
    release.office = "irn";
    release.rung = rung;
    release.mailboxes = {mailbox};
    release.due_ms = sent_.time_ms + 600'000;
    release.reason = std::move(reason);
    return release;
  }
  ReleasedClaim Claim() {
    return {.index = *sent_.index, .time_ms = sent_.time_ms, .header = Sent().header};
  }
  // Logged so many seconds after the envelope.
  LeafIndex LogAt(int64_t after_s, const Release& release) {
    world_.hub().now_ms = sent_.time_ms + after_s * 1000;
    return world_.hub().AppendHubText(RecordKind::kRelease, PrintRelease(release), Claim(),
                                      Sent().sealed);
  }
  // No desk takes it for more than a lie.
  void ExpectRefusedByAll(absl::string_view code) {
    for (Victim* const desk : {&tur_, &duty_, &head_}) {
      ASSERT_EQ(desk->Sync(), absl::OkStatus());
      EXPECT_THAT(desk->Alarms(), ElementsAre(code));
      EXPECT_TRUE(desk->events().back().forged);
      EXPECT_THAT(JudgedOf(*desk), IsEmpty());
    }
    EXPECT_THAT(head_.Notices(), IsEmpty());
    EXPECT_THAT(head_.Receipts(), IsEmpty());
  }
  std::vector<JudgedRelease> JudgedOf(Victim& victim) {
    return JudgedReleasesOf(Sent(), victim.desk().archive(), victim.desk().mirror()).value();
  }
  static size_t ReleasesTold(const Victim& victim) {
    return static_cast<size_t>(
        std::count_if(victim.events().begin(), victim.events().end(),
                      [](const InboxEvent& event) { return event.release.has_value(); }));
  }
  void ExpectOpened(Victim& victim) {
    ASSERT_THAT(victim.Notices(), SizeIs(1));
    EXPECT_EQ(victim.Notices().front().why_closed, "");
    EXPECT_EQ(victim.Notices().front().index, sent_.index);
    EXPECT_THAT(victim.Receipts(), ElementsAre(ReceiptState::kDelivered));
  }

  CorruptHub world_;
  Victim& tur_ = world_.Join("tur/d01");
  Victim& duty_ = world_.Join("irn/d01");
  Victim& head_ = world_.Join("irn/d02");
  OutboxItem sent_;
};

TEST_F(FalseRelease, TrueOneOpensTheEnvelopeAndTheRungAnswers) {
  LogAt(600, ReleaseOf(2, kIrnHead, "DUE"));
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  EXPECT_THAT(head_.Alarms(), IsEmpty());
  ExpectOpened(head_);
  ASSERT_THAT(head_.desk().ListOpen({}).value(), SizeIs(1)) << "the rung owes an answer";
  const ArchivedNotice notice = head_.Notices().front();
  ASSERT_TRUE(head_.desk().QueueReceipt(notice, ReceiptState::kAcknowledged, "").ok());
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  EXPECT_THAT(head_.desk().ListOpen({}).value(), IsEmpty());

  for (Victim* const desk : {&tur_, &duty_}) {
    ASSERT_EQ(desk->Sync(), absl::OkStatus());
    EXPECT_THAT(desk->Alarms(), IsEmpty());
    EXPECT_EQ(ReleasesTold(*desk), 1u);
  }
  std::vector<ReceiptState> heard;
  for (const ArchivedReceipt& receipt :
       tur_.desk().archive().ReceiptsOf(notice.header_hash).value()) {
    if (receipt.as == kIrnHead) heard.push_back(receipt.state);
  }
  EXPECT_THAT(heard, ElementsAre(ReceiptState::kDelivered, ReceiptState::kAcknowledged));
}

TEST_F(FalseRelease, DeskThatComesLateSeesTheSame) {
  LogAt(600, ReleaseOf(2, kIrnHead, "DUE"));
  LogAt(601, ReleaseOf(3, kRusHead, "DUE"));  // too early
  Victim& late = world_.Join("rus/d02");
  ASSERT_THAT(JudgedOf(late), SizeIs(1));
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  ASSERT_THAT(JudgedOf(tur_), IsEmpty());
  ASSERT_EQ(tur_.Sync(), absl::OkStatus());
  ASSERT_THAT(JudgedOf(tur_), SizeIs(2));
  EXPECT_EQ(JudgedOf(tur_)[0].lie, "");
  EXPECT_EQ(JudgedOf(tur_)[1].lie, JudgedOf(late).front().lie);
  EXPECT_EQ(JudgedOf(late).front().lie, "RELEASE_EARLY");
}

TEST_F(FalseRelease, RungThatTheHeaderDoesNotHaveOpensNothing) {  // T-31
  LogAt(999'999, ReleaseOf(4, kIrnHead, "DUE"));
  ExpectRefusedByAll("RELEASE_RUNG");
}

TEST_F(FalseRelease, MailboxOfAnotherRungOpensNothing) {  // T-31
  LogAt(600, ReleaseOf(2, kRusHead, "DUE"));
  Victim& rus = world_.Join("rus/d02");
  EXPECT_THAT(rus.Alarms(), ElementsAre("RELEASE_MAILBOX"));
  ASSERT_THAT(rus.Notices(), SizeIs(1));
  EXPECT_EQ(rus.Notices().front().why_closed, "NOT_RELEASED") << "although it holds a key to it";
  ASSERT_EQ(tur_.Sync(), absl::OkStatus());
  EXPECT_THAT(tur_.Alarms(), ElementsAre("RELEASE_MAILBOX"));
  EXPECT_TRUE(tur_.events().back().forged);
}

TEST_F(FalseRelease, TooEarlyWithoutReasonIsShownAsALieAndReadAllTheSame) {  // T-31
  LogAt(599, ReleaseOf(2, kIrnHead, "DUE"));
  for (Victim* const desk : {&tur_, &duty_, &head_}) {
    ASSERT_EQ(desk->Sync(), absl::OkStatus());
    EXPECT_THAT(desk->Alarms(), ElementsAre("RELEASE_EARLY"));
    EXPECT_EQ(desk->desk().archive().Evidence()->size(), 1u);
    ASSERT_THAT(JudgedOf(*desk), SizeIs(1));
    EXPECT_EQ(JudgedOf(*desk).front().lie, "RELEASE_EARLY");
  }
  ExpectOpened(head_);
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  EXPECT_THAT(head_.Alarms(), SizeIs(1)) << "told once";
}

TEST_F(FalseRelease, HandReleaseStandsOnAnActThatItsReadersCanLookUp) {
  ASSERT_TRUE(duty_.desk().QueueReceipt(duty_.Notices().front(), ReceiptState::kPassedOn, "").ok());
  ASSERT_EQ(duty_.Sync(), absl::OkStatus());
  ASSERT_EQ(duty_.Sync(), absl::OkStatus());
  const std::vector<ArchivedReceipt> receipts =
      duty_.desk().archive().ReceiptsOf(Sent().header_hash).value();
  const auto passed_on = std::find_if(
      receipts.begin(), receipts.end(),
      [](const ArchivedReceipt& receipt) { return receipt.state == ReceiptState::kPassedOn; });
  ASSERT_NE(passed_on, receipts.end());
  Release release = ReleaseOf(2, kIrnHead, "MANUAL");
  release.evidence = passed_on->index;
  release.due_ms = sent_.time_ms;
  LogAt(60, release);
  for (Victim* const desk : {&tur_, &duty_, &head_}) {
    ASSERT_EQ(desk->Sync(), absl::OkStatus());
    EXPECT_THAT(desk->Alarms(), IsEmpty());
    ASSERT_THAT(JudgedOf(*desk), SizeIs(1));
  }
  EXPECT_EQ(JudgedOf(tur_).front().unchecked, "");
  EXPECT_EQ(JudgedOf(head_).front().unchecked, "EVIDENCE_UNKNOWN") << "it has no copy of the act";
  ExpectOpened(head_);
}

TEST_F(FalseRelease, HandReleaseOnSomethingElseIsALie) {
  Release release = ReleaseOf(2, kIrnHead, "MANUAL");
  release.evidence = LeafIndex(1);  // a certificate
  release.due_ms = sent_.time_ms;
  LogAt(60, release);
  for (Victim* const desk : {&tur_, &duty_, &head_}) {
    ASSERT_EQ(desk->Sync(), absl::OkStatus());
    EXPECT_THAT(desk->Alarms(), ElementsAre("RELEASE_EVIDENCE"));
  }
  ExpectOpened(head_);
}

TEST_F(FalseRelease, SaidTwiceItIsThereOnce) {
  LogAt(600, ReleaseOf(2, kIrnHead, "DUE"));
  LogAt(601, ReleaseOf(2, kIrnHead, "DUE"));  // another text: its nonce differs
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  ASSERT_TRUE(head_.desk().FetchAgain({}).ok());
  EXPECT_EQ(ReleasesTold(head_), 1u);
  EXPECT_THAT(JudgedOf(head_), SizeIs(1));
  ExpectOpened(head_);
}

TEST_F(FalseRelease, EnvelopeThatCameBeforeItsReleaseStaysClosedUntilThen) {
  head_.lies.rewrite = nullptr;
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  ASSERT_THAT(head_.Notices(), SizeIs(1));
  EXPECT_EQ(head_.Notices().front().why_closed, "NOT_RELEASED");
  world_.hub().now_ms = sent_.time_ms + 600'000;
  world_.hub().AppendHubText(RecordKind::kRelease, PrintRelease(ReleaseOf(2, kIrnHead, "DUE")));
  head_.lies.rewrite = OnlyHubRecords();
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  ExpectOpened(head_);
}

TEST_F(FalseRelease, ReleaseWithoutItsEnvelopeIsALie) {
  world_.hub().now_ms = sent_.time_ms + 600'000;
  world_.hub().AppendHubText(RecordKind::kRelease, PrintRelease(ReleaseOf(2, kIrnHead, "DUE")));
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  EXPECT_THAT(head_.Alarms(), ElementsAre("RELEASE_ENVELOPE"));
  EXPECT_TRUE(head_.events().back().forged);
}

TEST_F(FalseRelease, AnotherHeaderOrPlaceThanTheReleasedOnesIsALie) {
  Release another = ReleaseOf(2, kIrnHead, "DUE");
  another.envelope = Sha256("another envelope");
  LogAt(600, another);
  ReleasedClaim moved = Claim();
  moved.time_ms -= 600'000;  // so that an early release would be in time
  world_.hub().AppendHubText(RecordKind::kRelease, PrintRelease(ReleaseOf(2, kIrnHead, "DUE")),
                             moved, Sent().sealed);
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  EXPECT_THAT(head_.Alarms(), ElementsAre("RELEASE_ENVELOPE", "NOT_LOGGED"));
  EXPECT_THAT(head_.Notices(), IsEmpty());
}

TEST_F(FalseRelease, BodyThatIsKeptBackIsAskedForAgain) {
  const Rewrite only_hub = OnlyHubRecords();
  LogAt(600, ReleaseOf(2, kIrnHead, "DUE"));
  head_.lies.rewrite = [&](std::vector<IncomingBatch>& batches) {
    only_hub(batches);
    EachRecord([](IncomingRecord& record) { record.sealed.clear(); })(batches);
  };
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  ASSERT_THAT(head_.Notices(), SizeIs(1));
  EXPECT_EQ(head_.Notices().front().why_closed, "NOT_FETCHED");
  head_.lies.rewrite = only_hub;
  ASSERT_EQ(head_.Sync(), absl::OkStatus());
  ExpectOpened(head_);
}

// What rings at a desk that cannot open it: not before the release, and until the rung answers.
TEST_F(FalseRelease, ReleasedEnvelopeRingsAtALockedDeskOfTheRung) {
  const Mirror& mirror = head_.desk().mirror();
  const ReleasedClaim claim = Claim();
  const CheckedEnvelope envelope =
      CheckEnvelope(claim.header, {.index = claim.index, .time_ms = claim.time_ms}, mirror,
                    SodiumCrypto())
          .value();
  const LogPlace place{.index = claim.index, .time_ms = claim.time_ms};
  const Release release = ReleaseOf(2, kIrnHead, "DUE");
  const Hash hash = Sha256(PrintRelease(release));
  AlarmList head(world_.mission().ns(), head_.desk().reader(), 0, {});
  head.Accept(envelope, claim.header, place);
  EXPECT_EQ(head.Rings(), std::nullopt) << "not released";
  head.AcceptReleased(hash, release, envelope, claim.header, place);
  EXPECT_EQ(head.Rings(),
            (Ringing{.header_hash = release.envelope, .precedence = Precedence::kFlash}));

  AlarmList rus(world_.mission().ns(), world_.Join("rus/d02").desk().reader(), 0, {});
  rus.AcceptReleased(hash, release, envelope, claim.header, place);
  EXPECT_EQ(rus.Rings(), std::nullopt) << "released to another rung";
}

class HubsAlert : public testing::Test {
 protected:
  LeafIndex Log(std::vector<MailboxId> mailboxes, bool is_public = false) {
    Alert alert;
    alert.head.ns = world_.mission().ns();
    alert.head.nonce = world_.random().Bytes<16>();
    alert.code = "PLUGIN_DOWN";
    alert.precedence = Precedence::kImmediate;
    alert.mailboxes = std::move(mailboxes);
    return world_.hub().AppendHubText(RecordKind::kAlert, PrintAlert(alert), std::nullopt, "",
                                      is_public);
  }

  CorruptHub world_;
  Victim& irn_ = world_.Join("irn/d01");
};

TEST_F(HubsAlert, IsOpenUntilItIsAcknowledgedOverTheHubsStream) {
  Log({kIrn});
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_EQ(std::count_if(irn_.events().begin(), irn_.events().end(),
                          [](const InboxEvent& event) { return event.alert.has_value(); }),
            1);
  const std::vector<ArchivedAlert> open = irn_.desk().ListOpenAlerts().value();
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_EQ(open.front().alert.code, "PLUGIN_DOWN");
  ASSERT_TRUE(irn_.desk().QueueReceipt(open.front(), ReceiptState::kAcknowledged, "").ok());
  EXPECT_THAT(irn_.desk().ListOpenAlerts().value(), IsEmpty()) << "the answer is under way";
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
  EXPECT_THAT(irn_.Receipts(), ElementsAre(ReceiptState::kAcknowledged));
  EXPECT_THAT(irn_.desk().ListOpenAlerts().value(), IsEmpty());
  EXPECT_THAT(irn_.desk().archive().ReceiptsOf(open.front().hash).value(), SizeIs(1));
}

TEST_F(HubsAlert, MayStandInItsLeafInFull) {
  Log({kIrn}, /*is_public=*/true);
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
  EXPECT_THAT(irn_.desk().ListOpenAlerts().value(), SizeIs(1));
}

TEST_F(HubsAlert, OfAnotherMailboxIsNotTaken) {
  Log({kTur});
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), ElementsAre("NOT_ADDRESSED"));
  EXPECT_THAT(irn_.desk().ListOpenAlerts().value(), IsEmpty());
}

TEST_F(HubsAlert, ThatWasNeverLoggedIsALie) {
  Log({kIrn});
  irn_.lies.rewrite = EachRecord([](IncomingRecord& record) {
    record.body.back() = '\n';
    record.body += "\n";
  });
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), ElementsAre("NOT_LOGGED"));
  EXPECT_THAT(irn_.desk().ListOpenAlerts().value(), IsEmpty());
}

}  // namespace
}  // namespace liaison
