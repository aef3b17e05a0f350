#include "hub/hub.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/hub_fixture.h"
#include "proto/base/error.h"
#include "proto/text/hub_note.h"
#include "proto/text/verified_note.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// Everything there is for the device, from `cursors` on.
std::vector<InboxRecord> ReadAll(const TestHub& test, absl::string_view device,
                                 InboxCursors& cursors) {
  std::vector<InboxRecord> all;
  while (true) {
    absl::StatusOr<InboxBatch> batch = test.hub().ReadInbox(test.PrincipalOf(device), cursors);
    EXPECT_TRUE(batch.ok()) << batch.status();
    if (!batch.ok() || batch->records.empty()) return all;
    for (InboxRecord& record : batch->records) all.push_back(std::move(record));
  }
}
std::vector<InboxRecord> ReadAll(const TestHub& test, absl::string_view device) {
  InboxCursors cursors;
  return ReadAll(test, device, cursors);
}

// The proof of an answer, against the log's key and the entry that the submitter rebuilds.
void ExpectProven(const TestHub& test, const Submission& submission, const Accepted& accepted) {
  const absl::StatusOr<SignedCheckpoint> head =
      OpenCheckpoint(accepted.checkpoint, test.mission().charter().log);
  ASSERT_TRUE(head.ok()) << head.status();
  const Note note = ParseNote(submission.note, kMaxPublicNoteBytes).value();
  LeafEntry entry{.time_ms = accepted.time_ms,
                  .is_public = submission.kind == RecordKind::kNote,
                  .body_hash = Hash(),
                  .body = ""};
  if (entry.is_public) {
    entry.body = submission.note;
  } else {
    entry.body_hash = Sha256(note.text);
  }
  EXPECT_EQ(CheckInclusion(accepted.index, head->size(),
                           LeafHash(PrintLeafEntry(test.mission().ns(), entry)), accepted.proof,
                           head->root()),
            absl::OkStatus());
}

// Who owes an answer must hear that the matter is over: from the sender, or from his own head.
TEST(Hub, TellsTheAddresseesThatANoticeIsResolved) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk irn_head(test, "irn/d02", kIrnHead);
  const MailboxId rus_duty{"rus", Role::kDuty};
  const auto heard = [&](absl::string_view device) {
    std::vector<std::string> by;
    for (const InboxRecord& record : ReadAll(test, device)) {
      if (record.kind == RecordKind::kAct) {
        by.push_back(ParseReceipt(test.mission().ns(), ParseNote(record.body, kMaxActBytes)->text)
                         ->as.ToString());
      }
    }
    return by;
  };
  ASSERT_TRUE(tur.Send({kIrnDuty, rus_duty}, Precedence::kRoutine).accepted.has_value());
  ASSERT_TRUE(irn_head.Give(tur.last(), ReceiptState::kResolved).accepted.has_value());
  EXPECT_THAT(heard("irn/d01"), ElementsAre("irn/head"));
  EXPECT_THAT(heard("rus/d01"), ElementsAre());  // another office's head speaks for himself
  ASSERT_TRUE(tur.Give(tur.last(), ReceiptState::kResolved).accepted.has_value());
  EXPECT_THAT(heard("irn/d01"), ElementsAre("irn/head", "tur/duty"));
  EXPECT_THAT(heard("rus/d01"), ElementsAre("tur/duty"));
}

TEST(Hub, CarriesANoticeAndItsReceipt) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk irn(test, "irn/d01", kIrnDuty);
  const Outcome sent = tur.Send({kIrnDuty}, Precedence::kFlash);
  ASSERT_TRUE(sent.accepted.has_value()) << sent.status;

  InboxCursors cursors;
  const std::vector<InboxRecord> received = ReadAll(test, "irn/d01", cursors);
  ASSERT_THAT(received, SizeIs(1));
  EXPECT_EQ(received[0].index, sent.accepted->index);
  EXPECT_EQ(received[0].time_ms, sent.accepted->time_ms);
  EXPECT_EQ(received[0].body, tur.Sign(tur.last()).note);
  EXPECT_EQ(received[0].sealed, tur.Sign(tur.last()).sealed);
  EXPECT_EQ(received[0].precedence, Precedence::kFlash);

  const Outcome given = irn.Give(tur.last(), ReceiptState::kAcknowledged);
  ASSERT_TRUE(given.accepted.has_value()) << given.status;
  for (const char* device : {"tur/d01", "irn/d01", "irn/d04"}) {
    const std::vector<InboxRecord> all = ReadAll(test, device);
    ASSERT_THAT(all, SizeIs(2)) << device;
    EXPECT_EQ(all[1].kind, RecordKind::kAct) << device;
    EXPECT_EQ(all[1].precedence, Precedence::kFlash) << device;
  }
  for (const char* device : {"un/d01", "rus/d01", "irn/d02"}) {
    EXPECT_THAT(ReadAll(test, device), SizeIs(0)) << device;
  }
  EXPECT_THAT(ReadAll(test, "tur/d02"), SizeIs(1)) << "what the own office sent";
  EXPECT_EQ(test.Check(), absl::OkStatus());
}

TEST(Hub, ProvesEveryAnswer) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  std::vector<Submission> group;
  for (int i = 0; i < 17; ++i) {
    const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
    tur.Advance(header);
    group.push_back(tur.Sign(header));
  }
  const TreeSize before = test.size();
  const std::vector<Outcome> outcomes = test.SubmitAll("tur/d01", group);
  for (size_t i = 0; i < group.size(); ++i) {
    ASSERT_TRUE(outcomes[i].accepted.has_value()) << outcomes[i].status;
    EXPECT_EQ(outcomes[i].accepted->index, LeafIndex(before.value() + i));
    ExpectProven(test, group[i], *outcomes[i].accepted);
  }
}

TEST(Hub, CommitsAGroupWithOneSync) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  std::vector<Submission> group;
  for (int i = 0; i < 40; ++i) {
    const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
    tur.Advance(header);
    group.push_back(tur.Sign(header));
  }
  const uint64_t syncs = test.disk().syncs();
  test.SubmitAll("tur/d01", group);
  EXPECT_EQ(test.disk().syncs(), syncs + 1);
}

TEST(Hub, CapsAGroupByRecordsAndByBytes) {
  TestHub test;
  test.options().group_records_max = 4;
  test.options().group_bytes_max = 3 * 4096;
  test.Close();
  ASSERT_EQ(test.Open(), absl::OkStatus());
  TestDesk tur(test, "tur/d01", kTurDuty);
  size_t answered = 0;
  for (int i = 0; i < 5; ++i) {
    const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
    tur.Advance(header);
    test.hub().Submit(test.PrincipalOf("tur/d01"), tur.Sign(header), [&](Outcome outcome) {
      EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
      ++answered;
    });
  }
  EXPECT_EQ(test.hub().RunSequencer(), 2u) << "two bodies of 4 KiB with their headers";
  EXPECT_EQ(answered, 2u);
  EXPECT_EQ(test.hub().RunSequencer(), 2u);
  EXPECT_EQ(test.hub().RunSequencer(), 1u);
  EXPECT_EQ(test.hub().RunSequencer(), 0u);
}

TEST(Hub, AnswersTheSameBytesWithTheSamePlace) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
  const Submission submission = tur.Sign(header);
  // Twice in one group, then twice afterwards, by another device too.
  std::vector<Outcome> outcomes = test.SubmitAll("tur/d01", {submission, submission});
  tur.Advance(header);
  test.clock().Advance(absl::Seconds(5));
  ASSERT_TRUE(tur.Send({kRusDuty}, Precedence::kRoutine).accepted.has_value());
  outcomes.push_back(test.Submit("tur/d01", submission));
  outcomes.push_back(test.Submit("rus/d01", submission));
  for (const Outcome& outcome : outcomes) {
    ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
    EXPECT_EQ(outcome.accepted->index, outcomes[0].accepted->index);
    EXPECT_EQ(outcome.accepted->time_ms, outcomes[0].accepted->time_ms);
    ExpectProven(test, submission, *outcome.accepted);
  }
  EXPECT_THAT(ReadAll(test, "irn/d01"), SizeIs(1));
  // And after a restart.
  test.Close();
  ASSERT_EQ(test.Open(), absl::OkStatus());
  EXPECT_EQ(test.Submit("tur/d01", submission).accepted->index, outcomes[0].accepted->index);
}

TEST(Hub, NeverLetsTimeGoBack) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  int64_t last_ms = 0;
  for (const int64_t jump_s : {0, 100, -3600, 7, -86400, 90000}) {
    test.clock().Set(test.clock().Now() + absl::Seconds(jump_s));
    EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
    header.expires_s = test.mission().founded_s() + 3 * 86400;
    const Outcome outcome = test.Submit("tur/d01", tur.Sign(header));
    ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
    tur.Advance(header);
    EXPECT_GE(outcome.accepted->time_ms, last_ms);
    last_ms = outcome.accepted->time_ms;
  }
  EXPECT_EQ(last_ms, absl::ToUnixMillis(test.clock().Now()));
  EXPECT_EQ(test.Check(), absl::OkStatus());
}

TEST(Inbox, DeliversTheHigherPrecedenceFirst) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  for (const Precedence precedence :
       {Precedence::kRoutine, Precedence::kFlash, Precedence::kPriority, Precedence::kImmediate}) {
    ASSERT_TRUE(tur.Send({kIrnDuty}, precedence).accepted.has_value());
  }
  std::vector<Precedence> seen;
  for (const InboxRecord& record : ReadAll(test, "irn/d01")) seen.push_back(record.precedence);
  EXPECT_THAT(seen, ElementsAre(Precedence::kFlash, Precedence::kImmediate, Precedence::kPriority,
                                Precedence::kRoutine));
}

TEST(Inbox, SaysHowFarItIsComplete) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const uint64_t founded = test.size().value();
  for (int i = 0; i < 70; ++i) {  // more than one batch
    ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kPriority).accepted.has_value());
  }
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  const TreeSize head = test.size();
  const Principal irn = test.PrincipalOf("irn/d01");
  InboxCursors cursors;

  InboxBatch batch = test.hub().ReadInbox(irn, cursors).value();
  EXPECT_THAT(batch.records, SizeIs(64));
  EXPECT_THAT(batch.through, ElementsAre(head, head, TreeSize(founded + 64), TreeSize(0)));
  batch = test.hub().ReadInbox(irn, cursors).value();
  EXPECT_THAT(batch.records, SizeIs(6));
  EXPECT_THAT(batch.through, ElementsAre(head, head, head, TreeSize(0)));
  batch = test.hub().ReadInbox(irn, cursors).value();
  EXPECT_THAT(batch.records, SizeIs(1));
  EXPECT_THAT(batch.through, Each(head));
  batch = test.hub().ReadInbox(irn, cursors).value();
  EXPECT_THAT(batch.records, SizeIs(0));
  EXPECT_THAT(batch.through, Each(head));

  // A record that comes later is above every `through` that was said.
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kFlash).accepted.has_value());
  batch = test.hub().ReadInbox(irn, cursors).value();
  ASSERT_THAT(batch.records, SizeIs(1));
  EXPECT_EQ(batch.records[0].index, LeafIndex(head.value()));
}

TEST(Inbox, CutsABatchByBytesAndGoesOn) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  constexpr int kNotices = 3;
  for (int i = 0; i < kNotices; ++i) {
    EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kPriority);
    Submission submission = tur.Sign(header);
    submission.sealed = std::string(500 * 1024, 'x');
    header.sealed = Sha256(submission.sealed);
    header.sealed_size = submission.sealed.size();
    submission.note = tur.Sign(header).note;
    ASSERT_TRUE(test.Submit("tur/d01", submission).accepted.has_value());
    tur.Advance(header);
  }
  InboxCursors cursors;
  const Principal irn = test.PrincipalOf("irn/d01");
  EXPECT_THAT(test.hub().ReadInbox(irn, cursors)->records, SizeIs(2));
  EXPECT_THAT(test.hub().ReadInbox(irn, cursors)->records, SizeIs(1));
}

TEST(Inbox, BeginsAtTheFirstPrekeyOfTheDevice) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kPriority).accepted.has_value());
  // A third duty device of irn arrives: certificate first, its prekey later.
  const NoteSigner device("deescalation.example/irn/d05", SigningKey::Generate(test.random()));
  const SigningKey tls = SigningKey::Generate(test.random());
  Certificate certificate = test.mission().CertificateFor("irn/d05", "p90", CertRole::kDevice,
                                                          {Role::kDuty}, device.key().public_key());
  certificate.tls = SpkiPinOf(tls.public_key());
  const Submission cert{.kind = RecordKind::kNote,
                        .note = SignNoteBy(PrintCertificate(certificate),
                                           {&test.mission().signer("irn/r01"), &device}),
                        .sealed = ""};
  Outcome outcome = test.Submit("tur/d01", cert);  // anybody carries it
  ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
  ExpectProven(test, cert, *outcome.accepted);
  const Principal principal = test.hub().Authenticate(SpkiPinOf(tls.public_key())).value();
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kPriority).accepted.has_value());
  InboxCursors cursors;
  EXPECT_THAT(test.hub().ReadInbox(principal, cursors)->records, SizeIs(0));

  Prekey prekey = test.mission().PrekeyFor("irn/d05", 1);
  outcome = test.Submit("irn/d01", {.kind = RecordKind::kNote,
                                    .note = SignNoteBy(PrintPrekey(prekey), {&device}),
                                    .sealed = ""});
  ASSERT_TRUE(outcome.accepted.has_value()) << outcome.status;
  const Outcome last = tur.Send({kIrnDuty}, Precedence::kPriority);
  const InboxBatch batch = test.hub().ReadInbox(principal, cursors).value();
  ASSERT_THAT(batch.records, SizeIs(1));
  EXPECT_EQ(batch.records[0].index, last.accepted->index);
  InboxCursors from_zero;
  EXPECT_THAT(test.hub().ReadInbox(principal, from_zero)->records, SizeIs(1));
}

TEST(Hub, RespectsARevocationWithinTheSameGroup) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const EnvelopeHeader before = tur.NextHeader({kIrnDuty}, Precedence::kFlash);
  tur.Advance(before);
  const EnvelopeHeader after = tur.NextHeader({kIrnDuty}, Precedence::kFlash);
  const Principal principal = test.PrincipalOf("tur/d01");
  const std::vector<Outcome> outcomes = test.SubmitAll(
      "tur/d01", {tur.Sign(before), MakeRevocation(test, "tur/d01"), tur.Sign(after)});
  EXPECT_TRUE(outcomes[0].accepted.has_value()) << outcomes[0].status;
  EXPECT_TRUE(outcomes[1].accepted.has_value()) << outcomes[1].status;
  EXPECT_EQ(ReasonOf(outcomes[2].status), "REVOKED");
  EXPECT_FALSE(outcomes[2].refusal.empty());

  InboxCursors cursors;
  EXPECT_EQ(test.hub().ReadInbox(principal, cursors).status().code(),
            absl::StatusCode::kUnauthenticated);
  // It carries nothing for others either, though its connection may still be open.
  TestDesk rus(test, "rus/d01", kRusDuty);
  test.hub().Submit(principal, rus.Sign(rus.NextHeader({kIrnDuty}, Precedence::kFlash)),
                    [](const Outcome& outcome) {
                      EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnauthenticated);
                      EXPECT_EQ(ReasonOf(outcome.status), "REVOKED");
                    });
  EXPECT_EQ(test.hub()
                .Authenticate(SpkiPinOf(test.mission().tls_key("tur/d01").public_key()))
                .status()
                .code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(test.Check(), absl::OkStatus());
}

TEST(Hub, CutsADeviceWhoseCertificateExpired) {
  TestHub test;
  const Principal principal = test.PrincipalOf("tur/d01");
  test.clock().Advance(absl::Hours(24 * 400));
  InboxCursors cursors;
  const absl::Status status = test.hub().ReadInbox(principal, cursors).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), "EXPIRED");
}

TEST(Hub, AnswersEverybodyWhenItStops) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  Outcome outcome;
  test.hub().Submit(test.PrincipalOf("tur/d01"),
                    tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kFlash)),
                    [&](Outcome answer) { outcome = std::move(answer); });
  test.Close();
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(outcome.refusal.empty());
}

TEST(Hub, SignsABeaconOfItsHead) {
  TestHub test;
  const Note note = ParseNote(test.hub().MakeBeacon(), kMaxPublicNoteBytes).value();
  const std::vector<VKey> hub_key = {test.mission().charter().hub};
  ASSERT_TRUE(Verify(note, hub_key, SodiumCrypto()).ok());
  const Beacon beacon = ParseBeacon(test.mission().ns(), note.text).value();
  EXPECT_EQ(beacon.size, test.size());
  EXPECT_EQ(beacon.time_ms, NowMs(test.clock()));
}

TEST(Hub, SaysWhenEachOfficeWasHeard) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  test.clock().Advance(absl::Minutes(1));
  const Outcome outcome = tur.Send({kIrnDuty}, Precedence::kRoutine);
  for (int round = 0; round < 2; ++round) {
    for (const auto& [office, heard_ms] : test.hub().GetStatus().offices_heard_ms) {
      EXPECT_EQ(heard_ms, office == "tur" ? outcome.accepted->time_ms : 0) << office;
    }
    test.Close();
    ASSERT_EQ(test.Open(), absl::OkStatus());
  }
}

TEST(Hub, SaysWhatTimeItIsAlsoWhereNothingIsLogged) {
  TestHub test;
  test.clock().Advance(absl::Minutes(7));
  const int64_t now_ms = NowMs(test.clock());
  EXPECT_EQ(test.hub().GetStatus().time_ms, now_ms);
  TestDesk tur(test, "tur/d01", kTurDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  test.clock().Set(test.clock().Now() - absl::Minutes(3));
  EXPECT_EQ(test.hub().GetStatus().time_ms, now_ms) << "never before the last leaf";
}

TEST(InitHub, ChangesNothingWhereAKeyOrALogIs) {
  for (const char* found :
       {"/new/public.txt", "/new/log", "/new/keys/log.seed", "/new/keys/hub.seed",
        "/new/keys/tls.key.pem", "/new/keys/tls.cert.pem"}) {
    TestHub test;
    HubOptions options = test.options();
    options.data_path = "/new";
    ASSERT_TRUE(test.files().MakeDirectories("/new/keys").ok());
    ASSERT_TRUE(test.files().Create(found, "kept").ok());
    const auto init = [&] {
      return ReasonOf(InitHub(options, "hub.example", test.clock(), test.random(), test.files()));
    };
    EXPECT_EQ(init(), "INITIALISED") << found;
    for (const auto& [path, bytes] : test.files().files()) {
      EXPECT_TRUE(path.find("/new/") != 0 || path == found || path == "/new/lock") << path;
    }
    EXPECT_EQ(test.files().files().at(found), "kept");
    const auto lock = test.files().Lock("/new/lock", /*wait=*/false);
    EXPECT_EQ(init(), "IN_USE");
  }
}

TEST(InitHub, MakesKeysOnce) {
  TestHub test;
  test.Close();
  EXPECT_EQ(
      InitHub(test.options(), "hub.example", test.clock(), test.random(), test.files()).code(),
      absl::StatusCode::kAlreadyExists);
}

TEST(FoundHub, FoundsOnce) {
  TestHub test;
  test.Close();
  EXPECT_EQ(ReasonOf(FoundHub(test.options(), test.mission().notes(), test.clock(), test.random(),
                              test.files(), test.disk().env())),
            "FOUNDED");
}

TEST(FoundHub, RefusesACharterWithAnotherHubsKeys) {
  TestHub test;
  HubOptions other = test.options();
  other.data_path = "/other";
  ASSERT_EQ(InitHub(other, "hub.example", test.clock(), test.random(), test.files()),
            absl::OkStatus());
  EXPECT_EQ(ReasonOf(FoundHub(other, test.mission().notes(), test.clock(), test.random(),
                              test.files(), test.disk().env())),
            "HUB_KEYS");
  EXPECT_EQ(
      ReasonOf(
          Hub::Open(other, test.clock(), test.random(), test.files(), test.disk().env()).status()),
      "NOT_FOUNDED");
}

TEST(HubOpen, SaysThatTheFolderIsInUse) {
  TestHub test;
  EXPECT_EQ(ReasonOf(Hub::Open(test.options(), test.clock(), test.random(), test.files(),
                               test.disk().env())
                         .status()),
            "IN_USE");
}

}  // namespace
}  // namespace liaison
