// The hub's own records, RELEASE and ALERT and the silent ones: whose inbox they are in, what comes
// with them, and that `check` computes their rows again.
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/data_folder.h"
#include "hub/hub_fixture.h"
#include "hub/mailbox/record_rows.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HubRecords : public testing::Test {
 protected:
  HubRecords() {
    EnvelopeHeader header = tur_.NextHeader({kIrnDuty, kRusDuty}, Precedence::kImmediate);
    header.escalate = {{"irn", 2, 600, kIrnHead}};
    const Outcome outcome = test_.Submit("tur/d01", tur_.Sign(header));
    EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
    envelope_ = header;
    envelope_place_ = {outcome.accepted->index, outcome.accepted->time_ms,
                       Sha256(PrintHeader(header))};
  }

  Release ReleaseOf(std::vector<MailboxId> mailboxes) const {
    Release release;
    release.head.ns = test_.mission().ns();
    release.envelope = envelope_place_.hash;
    release.office = "irn";
    release.rung = 2;
    release.mailboxes = std::move(mailboxes);
    release.due_ms = envelope_place_.time_ms + 600'000;
    release.reason = "DUE";
    return release;
  }
  Alert AlertTo(std::vector<MailboxId> mailboxes) const {
    Alert alert;
    alert.head.ns = test_.mission().ns();
    alert.code = "CLOCK_STEP";
    alert.precedence = Precedence::kFlash;
    alert.mailboxes = std::move(mailboxes);
    return alert;
  }

  // As the sequencer appends it; its place. The hub is stopped meanwhile.
  template <typename MakeRows>
  RecordPlace Append(RecordKind kind, const std::string& body, MakeRows make_rows,
                     const std::string& data = "") {
    test_.Close();
    const auto folder =
        OpenDataFolder(test_.options(), /*create=*/false, test_.files(), test_.disk().env())
            .value();
    const LogHead head = folder->log->head();
    const RecordPlace place{LeafIndex(head.size.value()), head.time_ms, Sha256(body)};
    EXPECT_EQ(folder->log->Append(head.size, {.time_ms = place.time_ms,
                                              .records = {{.kind = kind,
                                                           .is_public = false,
                                                           .body_hash = place.hash,
                                                           .body = body,
                                                           .sealed = data}},
                                              .rows = make_rows(place)}),
              AppendOutcome::kStored);
    return place;
  }
  RecordPlace Append(const Release& release) {
    return Append(RecordKind::kRelease, PrintRelease(release),
                  [&](const RecordPlace& place) { return RowsOf(release, envelope_, place); });
  }

  // What of the hub's own the device finds.
  std::vector<InboxRecord> HubRecordsOf(absl::string_view device) {
    std::vector<InboxRecord> found;
    InboxCursors cursors;
    while (true) {
      InboxBatch batch = test_.hub().ReadInbox(test_.PrincipalOf(device), cursors).value();
      if (batch.records.empty()) return found;
      for (InboxRecord& record : batch.records) {
        if (record.kind >= RecordKind::kRelease) found.push_back(std::move(record));
      }
    }
  }

  TestHub test_;
  TestDesk tur_{test_, "tur/d01", kTurDuty};
  EnvelopeHeader envelope_;
  RecordPlace envelope_place_;
};

TEST_F(HubRecords, ReleaseReachesWhomItNamesTheSenderAndTheAddresseeOfItsOffice) {
  EXPECT_THAT(DeliveryOf(ReleaseOf({kIrnHead}), envelope_).inboxes,
              ElementsAre("irn/duty", "irn/head", "tur/duty"));
  EXPECT_EQ(DeliveryOf(ReleaseOf({kIrnHead}), envelope_).precedence, Precedence::kImmediate);
}

TEST_F(HubRecords, AlertReachesItsMailboxesAtItsOwnPrecedence) {
  EXPECT_THAT(DeliveryOf(AlertTo({kIrnDuty, kTurHead})).inboxes,
              ElementsAre("irn/duty", "tur/head"));
  EXPECT_EQ(DeliveryOf(AlertTo({kIrnDuty})).precedence, Precedence::kFlash);
}

TEST_F(HubRecords, ReleasedEnvelopeComesWithItsReleaseToWhomItNamesOnly) {
  const RecordPlace place = Append(ReleaseOf({kIrnHead}));
  ASSERT_EQ(test_.Open(), absl::OkStatus());
  const std::vector<InboxRecord> head = HubRecordsOf("irn/d02");
  ASSERT_EQ(head.size(), 1u);
  EXPECT_EQ(head[0].index, place.index);
  EXPECT_EQ(head[0].precedence, Precedence::kImmediate);
  ASSERT_TRUE(head[0].released.has_value());
  EXPECT_EQ(head[0].released->index, envelope_place_.index);
  EXPECT_EQ(head[0].released->time_ms, envelope_place_.time_ms);
  EXPECT_EQ(head[0].released->header, tur_.Sign(envelope_).note);
  EXPECT_EQ(head[0].sealed, tur_.Sign(envelope_).sealed);
  for (const absl::string_view device : {"irn/d01", "tur/d01"}) {
    const std::vector<InboxRecord> told = HubRecordsOf(device);
    ASSERT_EQ(told.size(), 1u) << device;
    EXPECT_FALSE(told[0].released.has_value()) << device;
    EXPECT_THAT(told[0].sealed, IsEmpty()) << device;
  }
  EXPECT_THAT(HubRecordsOf("rus/d01"), IsEmpty()) << "another addressee's rung";
}

TEST_F(HubRecords, CheckComputesTheirRowsAgain) {
  Append(ReleaseOf({kIrnHead}));
  const Alert alert = AlertTo({kIrnDuty});
  Append(RecordKind::kAlert, PrintAlert(alert),
         [&](const RecordPlace& place) { return RowsOf(alert, place); });
  Timer timer;
  timer.head.ns = test_.mission().ns();
  timer.plugin = "escalation";
  timer.key = "k";
  Append(RecordKind::kTimer, PrintTimer(timer), RowsOfSilent);
  Control control;
  control.head.ns = test_.mission().ns();
  control.kind = "ENABLED";
  control.data = Sha256("{}");
  control.data_size = 2;
  Append(RecordKind::kControl, PrintControl(control), RowsOfSilent, "{}");
  ASSERT_EQ(test_.Open(), absl::OkStatus());
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

TEST_F(HubRecords, CheckFindsAReleaseThatLiesInAnotherInbox) {
  const Release release = ReleaseOf({kIrnHead});
  Append(RecordKind::kRelease, PrintRelease(release),
         [&](const RecordPlace& place) { return RowsOf(ReleaseOf({kTurHead}), envelope_, place); });
  ASSERT_EQ(test_.Open(), absl::OkStatus());
  EXPECT_EQ(ReasonOf(test_.Check()), "CHECK");
}

TEST_F(HubRecords, CheckFindsAReleaseOfNothing) {
  Release release = ReleaseOf({kIrnHead});
  release.envelope.bytes[0] ^= 1;
  Append(release);
  ASSERT_EQ(test_.Open(), absl::OkStatus());
  const absl::Status checked = test_.Check();
  EXPECT_EQ(ReasonOf(checked), "CHECK") << checked;
}

TEST_F(HubRecords, AlertIsAnsweredOverTheStreamToTheHub) {
  const Alert alert = AlertTo({kIrnDuty});
  const RecordPlace place = Append(RecordKind::kAlert, PrintAlert(alert),
                                   [&](const RecordPlace& at) { return RowsOf(alert, at); });
  ASSERT_EQ(test_.Open(), absl::OkStatus());
  ASSERT_EQ(HubRecordsOf("irn/d01").size(), 1u);
  TestDesk irn(test_, "irn/d01", kIrnDuty);
  Receipt receipt = irn.NextReceipt(envelope_, ReceiptState::kAcknowledged);
  receipt.target = place.hash;
  receipt.index = place.index;
  receipt.stream = {.to = "hub", .counter = 1, .prev = Hash()};
  const Outcome outcome = test_.Submit("irn/d01", irn.Sign(receipt));
  EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

}  // namespace
}  // namespace liaison
