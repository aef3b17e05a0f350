// Bad input never changes the log; the refusal is signed and names field and rule.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "hub/hub_fixture.h"
#include "proto/base/error.h"
#include "proto/text/hub_note.h"
#include "proto/text/verified_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr int64_t kDay_s = 24 * 3600;

// Refused, with a refusal that a third party verifies, about these very bytes; nothing was logged.
void ExpectRefused(const TestHub& test, TreeSize before, const Submission& submission,
                   const Outcome& outcome, absl::string_view field, absl::string_view rule) {
  EXPECT_FALSE(outcome.accepted.has_value());
  EXPECT_EQ(test.size(), before);
  const ErrorDetail detail = DetailOf(outcome.status).value_or(ErrorDetail());
  EXPECT_EQ(detail.field, field) << outcome.status;
  EXPECT_EQ(detail.reason, rule) << outcome.status;
  const absl::StatusOr<Note> note = ParseNote(outcome.refusal, kMaxPublicNoteBytes);
  ASSERT_TRUE(note.ok()) << note.status();
  const std::vector<VKey> hub_key = {test.mission().charter().hub};
  EXPECT_TRUE(Verify(*note, hub_key, SodiumCrypto()).ok());
  const absl::StatusOr<Refusal> refusal = ParseRefusal(test.mission().ns(), note->text);
  ASSERT_TRUE(refusal.ok()) << refusal.status();
  EXPECT_EQ(refusal->object, Sha256(submission.note));
  EXPECT_EQ(refusal->field, field);
  EXPECT_EQ(refusal->rule, rule);
  EXPECT_EQ(refusal->code, absl::StatusCodeToString(outcome.status.code()));
}

// Turned away unjudged: without a refusal, because the very bytes may be in the log already.
void ExpectNoTime(const Outcome& outcome, absl::string_view rule) {
  EXPECT_FALSE(outcome.accepted.has_value());
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(outcome.status), rule);
  EXPECT_EQ(outcome.refusal, "");
}

// Signs also what no NoteSigner would: an attacker is not so kind.
std::string SignAnything(const NoteSigner& signer, const std::string& text) {
  const SignatureLine line{.name = signer.vkey().name,
                           .key_id = signer.vkey().key_id,
                           .signature = std::string(signer.key().Sign(text).view())};
  return PrintNote({.text = text, .signatures = {line}});
}

// Replacements in a good header's text, which is then signed as it is.
struct BadText {
  const char* name;
  std::vector<std::pair<std::string, std::string>> replace;
  const char* field;
  const char* rule;
};

class HubRefusesText : public testing::TestWithParam<BadText> {};

TEST_P(HubRefusesText, AndNamesFieldAndRule) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
  Submission submission = tur.Sign(header);
  std::string text = PrintHeader(header);
  for (const auto& [from, to] : GetParam().replace) {
    ASSERT_GT(absl::StrReplaceAll({{from, to}}, &text), 0) << from;
  }
  submission.note = SignAnything(test.mission().signer("tur/d01"), text);
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("tur/d01", submission), GetParam().field,
                GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(
    BadInput, HubRefusesText,
    testing::Values(
        BadText{"UnknownField", {{"expires ", "colour red\nexpires "}}, "expires", "ORDER"},
        BadText{"FieldThatNoGrammarNames",
                {{"expires ", "co:l:our red\nexpires "}},
                "expires",
                "ORDER"},
        BadText{"LineOutOfOrder",
                {{"precedence routine\n", ""},
                 {"ack-within -\n", "ack-within -\nprecedence routine\n"}},
                "precedence",
                "ORDER"},
        BadText{"DuplicateLine",
                {{"precedence routine\n", "precedence routine\nprecedence routine\n"}},
                "precedence",
                "DUPLICATE"},
        BadText{"NonCanonicalBase64",
                {{"AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAB="}},
                "stream",
                "BASE64"},
        BadText{"BadUtf8", {{"pouch none", "pouch \xff\xfe"}}, "text", "UTF8"},
        BadText{"BidiControl", {{"pouch none", "pouch \xe2\x80\xaenone"}}, "pouch", "POUCH"},
        BadText{"CarriageReturn", {{"pouch none\n", "pouch none\r\n"}}, "text", "CONTROL"},
        BadText{"NineKibibytes",
                {{"pouch none\n", "pouch none\n" + std::string(9 * 1024, 'x') + "\n"}},
                "note",
                "SIZE"},
        BadText{"WrongHub", {{"hub deescalation", "hub other"}}, "hub", "ORIGIN"},
        BadText{"UnknownMailbox", {{"irn/duty", "xyz/duty"}}, "to", "UNKNOWN_MAILBOX"},
        BadText{"UnknownRole", {{"to irn/duty", "to irn/boss"}}, "to", "MAILBOX"},
        BadText{"RoleThatTheDeviceDoesNotHold", {{"as tur/duty", "as tur/head"}}, "as", "ROLE"},
        BadText{"MailboxOfAnotherOffice", {{"as tur/duty", "as rus/duty"}}, "as", "ROLE"},
        BadText{"UnknownDevice", {{"tur/d01", "tur/d77"}}, "from", "UNKNOWN_SIGNER"},
        BadText{"AnotherDevicesName",
                {{"tur/d01", "rus/d01"}, {"as tur", "as rus"}},
                "signature",
                "SIGNERS"}),
    [](const testing::TestParamInfo<BadText>& test) { return std::string(test.param.name); });

struct BadHeader {
  const char* name;
  std::function<void(EnvelopeHeader&)> change;
  const char* field;
  const char* rule;
};

class HubRefusesHeader : public testing::TestWithParam<BadHeader> {};

TEST_P(HubRefusesHeader, AndNamesFieldAndRule) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
  GetParam().change(header);
  const Submission submission = tur.Sign(header);
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("tur/d01", submission), GetParam().field,
                GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(
    BadInput, HubRefusesHeader,
    testing::Values(
        BadHeader{"CounterSkipped", [](EnvelopeHeader& h) { h.streams[0].counter = 3; }, "stream",
                  "COUNTER_SKIPPED"},
        BadHeader{"CounterUsed",
                  [](EnvelopeHeader& h) {
                    h.streams[0].counter = 1;
                    h.streams[0].prev = Hash();
                  },
                  "stream", "COUNTER_USED"},
        BadHeader{"OtherPredecessor", [](EnvelopeHeader& h) { h.streams[0].prev.bytes[5] ^= 1; },
                  "stream", "PREV"},
        BadHeader{"Expired", [](EnvelopeHeader& h) { h.expires_s -= 2 * kDay_s; }, "expires",
                  "EXPIRES_PAST"},
        BadHeader{"ExpiresTooFar", [](EnvelopeHeader& h) { h.expires_s += 30 * kDay_s; }, "expires",
                  "EXPIRES_FAR"},
        BadHeader{"SeenNothing", [](EnvelopeHeader& h) { h.seen.size = TreeSize(0); }, "seen",
                  "INTEGER"},
        BadHeader{"SeenTheFuture", [](EnvelopeHeader& h) { h.seen.size = TreeSize(1'000'000); },
                  "seen", "SEEN_AHEAD"},
        BadHeader{"OtherSealedHash", [](EnvelopeHeader& h) { h.sealed.bytes[0] ^= 1; }, "sealed",
                  "SEALED_HASH"},
        BadHeader{"OtherSealedSize", [](EnvelopeHeader& h) { h.sealed_size += 1; }, "sealed",
                  "SEALED_SIZE"},
        BadHeader{"AttachmentThatTheHubDoesNotHold",
                  [](EnvelopeHeader& h) {
                    h.attach.push_back({Hash(), 100});
                  },
                  "attach", "BLOB_MISSING"},
        BadHeader{"UnknownInfoMailbox",
                  [](EnvelopeHeader& h) {
                    h.info = {{"xyz", Role::kDuty}};
                    h.streams.push_back({.to = "xyz/duty", .counter = 1, .prev = Hash()});
                  },
                  "info", "UNKNOWN_MAILBOX"},
        BadHeader{
            "UnknownEscalateMailbox",
            [](EnvelopeHeader& h) {
              h.escalate = {
                  {.office = "irn", .rung = 2, .after_s = 600, .mailbox = {"xyz", Role::kHead}}};
            },
            "escalate", "UNKNOWN_MAILBOX"},
        BadHeader{"ResealOfNothing",
                  [](EnvelopeHeader& h) {
                    h.reseal = Hash();
                    h.streams.clear();
                  },
                  "reseal", "RESEAL"}),
    [](const testing::TestParamInfo<BadHeader>& test) { return std::string(test.param.name); });

TEST(HubRefuses, AUsedIdWithOtherContent) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kFlash);
  header.id = tur.last().id;
  const TreeSize before = test.size();
  const Submission submission = tur.Sign(header);
  ExpectRefused(test, before, submission, test.Submit("tur/d01", submission), "id", "ID_USED");
}

TEST(HubRefuses, ASignatureThatDoesNotVerify) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  Submission submission = tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kRoutine));
  Note note = ParseNote(submission.note, kMaxHeaderBytes).value();
  note.signatures[0].signature[40] ^= 1;
  submission.note = PrintNote(note);
  const TreeSize before = test.size();
  const Outcome outcome = test.Submit("tur/d01", submission);
  ExpectRefused(test, before, submission, outcome, "signature", "SIGNATURE");
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kDataLoss);
}

TEST(HubRefuses, ASecondSignatureLine) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  Submission submission = tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kRoutine));
  Note note = ParseNote(submission.note, kMaxHeaderBytes).value();
  note.signatures.push_back(note.signatures[0]);
  submission.note = PrintNote(note);
  const TreeSize before = test.size();
  EXPECT_FALSE(test.Submit("tur/d01", submission).accepted.has_value());
  EXPECT_EQ(test.size(), before);
}

TEST(HubRefuses, ABodyOfAHundredMebibytes) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
  Submission submission = tur.Sign(header);
  submission.sealed.assign(size_t{100} << 20, 'x');
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("tur/d01", submission), "sealed", "SIZE");
}

TEST(HubRefuses, ARevokedDevicesEnvelopeFromAnothersBag) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  ASSERT_TRUE(test.Submit("rus/d01", MakeRevocation(test, "tur/d01")).accepted.has_value());
  const Submission submission = tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kRoutine));
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("rus/d01", submission), "from", "REVOKED");
}

TEST(HubRefuses, AnExpiredDevicesEnvelopeFromAnothersBag) {
  TestHub test;
  const NoteSigner device("deescalation.example/irn/d05", SigningKey::Generate(test.random()));
  Certificate certificate = test.mission().CertificateFor("irn/d05", "p90", CertRole::kDevice,
                                                          {Role::kDuty}, device.key().public_key());
  certificate.not_after_s = certificate.not_before_s + kDay_s;
  const Outcome certified =
      test.Submit("irn/d01", {.kind = RecordKind::kNote,
                              .note = SignNoteBy(PrintCertificate(certificate),
                                                 {&test.mission().signer("irn/r01"), &device}),
                              .sealed = ""});
  ASSERT_TRUE(certified.accepted.has_value()) << certified.status;
  test.clock().Advance(absl::Hours(48));
  TestDesk desk(test, "irn/d01", kIrnDuty);
  EnvelopeHeader header = desk.NextHeader({kTurDuty}, Precedence::kRoutine);
  header.from = device.vkey().name;
  Submission submission = desk.Sign(header);
  submission.note = device.SignNote(PrintHeader(header));
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("rus/d01", submission), "from", "EXPIRED");
}

TEST(HubRefuses, ADeviceWhoseCertificateExpiredWhileItWasConnected) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const Principal principal = test.PrincipalOf("tur/d01");
  test.clock().Advance(absl::Hours(24 * 400));
  const Submission submission = tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kRoutine));
  const TreeSize before = test.size();
  Outcome outcome;
  test.hub().Submit(principal, submission, [&](Outcome answer) { outcome = std::move(answer); });
  ExpectRefused(test, before, submission, outcome, "", "EXPIRED");
}

TEST(HubRefuses, EnvelopesOnTheLocalSocket) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const Submission submission = tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kRoutine));
  Outcome outcome;
  test.hub().Submit({.device = "", .office = "", .mailboxes = {}, .local = true}, submission,
                    [&](Outcome answer) { outcome = std::move(answer); });
  EXPECT_EQ(ReasonOf(outcome.status), "LOCAL_NOTES_ONLY");
}

TEST(HubRefuses, MoreThanTheQuotaBeforeLookingAtAnything) {
  TestHub test;
  test.options().submits_per_minute_max = 3;
  test.Close();
  ASSERT_EQ(test.Open(), absl::OkStatus());
  const Submission junk{.kind = RecordKind::kEnvelope, .note = "junk", .sealed = ""};
  for (int i = 0; i < 3; ++i) {
    EXPECT_NE(ReasonOf(test.Submit("tur/d01", junk).status), "QUOTA");
  }
  const Outcome outcome = test.Submit("tur/d01", junk);
  ExpectNoTime(outcome, "QUOTA");
  EXPECT_EQ(DetailOf(outcome.status)->retry_after_ms, 20'001);
  EXPECT_NE(ReasonOf(test.Submit("rus/d01", junk).status), "QUOTA") << "others are not touched";
  test.clock().Advance(absl::Seconds(20));
  EXPECT_NE(ReasonOf(test.Submit("tur/d01", junk).status), "QUOTA");
  EXPECT_EQ(ReasonOf(test.Submit("tur/d01", junk).status), "QUOTA");
}

TEST(HubRefuses, WhatTheQueueCannotHold) {
  TestHub test;
  test.options().queue_records_max = 1;
  test.Close();
  ASSERT_EQ(test.Open(), absl::OkStatus());
  TestDesk tur(test, "tur/d01", kTurDuty);
  const Principal principal = test.PrincipalOf("tur/d01");
  const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
  tur.Advance(header);
  const Submission second = tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kRoutine));
  Outcome outcome;
  test.hub().Submit(principal, tur.Sign(header), [](const Outcome&) {});
  test.hub().Submit(principal, second, [&](Outcome answer) { outcome = std::move(answer); });
  ExpectNoTime(outcome, "QUEUE_FULL");
}

TEST(HubRefuses, MoreThanAnEighthOfTheQueueToOneDevice) {
  TestHub test;
  test.options().queue_records_max = 16;
  test.Close();
  ASSERT_EQ(test.Open(), absl::OkStatus());
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk rus(test, "rus/d01", {"rus", Role::kDuty});
  std::vector<std::string> reasons;
  const auto submit = [&](TestDesk& desk) {
    const EnvelopeHeader header = desk.NextHeader({kIrnDuty}, Precedence::kRoutine);
    const size_t answered = reasons.size();
    test.hub().Submit(
        test.PrincipalOf(desk.device()), desk.Sign(header),
        [&reasons](const Outcome& outcome) { reasons.push_back(ReasonOf(outcome.status)); });
    if (reasons.size() == answered) desk.Advance(header);
  };
  submit(tur);
  submit(tur);
  EXPECT_EQ(reasons, std::vector<std::string>{});
  submit(tur);
  EXPECT_EQ(reasons, std::vector<std::string>{"QUEUE_FULL"});
  submit(rus);
  while (test.hub().RunSequencer() != 0) {
  }
  EXPECT_EQ(reasons, (std::vector<std::string>{"QUEUE_FULL", "", "", ""}));
  submit(tur);
  EXPECT_EQ(test.hub().RunSequencer(), 1u) << "what was taken from the queue frees its share";
}

// CRYPTO 1.9: "revoke within minutes", also where no desk of the office is at hand.
TEST(Hub, LetsARegistrarRevokeOverItsOwnLine) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  const NoteSigner signer("deescalation.example/tur/r09", SigningKey::Generate(test.random()));
  const SigningKey tls = SigningKey::Generate(test.random());
  Certificate certificate = test.mission().CertificateFor("tur/r09", "p91", CertRole::kRegistrar,
                                                          {}, signer.key().public_key());
  certificate.tls = SpkiPinOf(tls.public_key());
  const Outcome certified =
      test.Submit("tur/d01", {.kind = RecordKind::kNote,
                              .note = SignNoteBy(PrintCertificate(certificate),
                                                 {&test.mission().signer("tur/root"), &signer}),
                              .sealed = ""});
  ASSERT_TRUE(certified.accepted.has_value()) << certified.status;
  const Principal registrar = test.hub().Authenticate(SpkiPinOf(tls.public_key())).value();
  Outcome outcome;
  const auto submit = [&](const Submission& submission) {
    test.hub().Submit(registrar, submission, [&](Outcome answer) { outcome = std::move(answer); });
    while (test.hub().RunSequencer() != 0) {
    }
  };
  const TreeSize before = test.size();
  const Submission envelope = tur.Sign(tur.NextHeader({kIrnDuty}, Precedence::kRoutine));
  submit(envelope);
  ExpectRefused(test, before, envelope, outcome, "from", "NOT_A_DEVICE");
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kPermissionDenied);
  InboxCursors cursors;
  EXPECT_EQ(ReasonOf(test.hub().ReadInbox(registrar, cursors).status()), "NOT_A_DEVICE");
  submit(MakeRevocation(test, "tur/d01"));
  EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
}

struct BadReceipt {
  const char* name;
  std::function<void(Receipt&)> change;
  const char* field;
  const char* rule;
};

class HubRefusesReceipt : public testing::TestWithParam<BadReceipt> {};

TEST_P(HubRefusesReceipt, AndNamesFieldAndRule) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk irn(test, "irn/d01", kIrnDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  Receipt receipt = irn.NextReceipt(tur.last(), ReceiptState::kAcknowledged);
  GetParam().change(receipt);
  const Submission submission = irn.Sign(receipt);
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("irn/d01", submission), GetParam().field,
                GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(
    BadInput, HubRefusesReceipt,
    testing::Values(
        BadReceipt{"UnknownTarget", [](Receipt& r) { r.target.bytes[0] ^= 1; }, "target",
                   "TARGET_UNKNOWN"},
        BadReceipt{"OtherIndex", [](Receipt& r) { r.index = LeafIndex(0); }, "index",
                   "TARGET_INDEX"},
        BadReceipt{"OtherStream", [](Receipt& r) { r.stream.to = "tur/head"; }, "stream",
                   "STREAM_TARGET"},
        BadReceipt{"ResolvedByTheAddresseesDutyOfficer",
                   [](Receipt& r) { r.state = ReceiptState::kResolved; }, "as", "RESOLVE"},
        BadReceipt{
            "OnBehalfWithoutDelegation",
            [](Receipt& r) { r.on_behalf = OnBehalf{.mailbox = kIrnHead, .delegation = Hash()}; },
            "on-behalf", "DELEGATION_UNKNOWN"},
        BadReceipt{"RoleThatTheDeviceDoesNotHold", [](Receipt& r) { r.as = kIrnHead; }, "as",
                   "ROLE"},
        BadReceipt{"SeenTheFuture", [](Receipt& r) { r.seen.size = TreeSize(1'000'000); }, "seen",
                   "SEEN_AHEAD"}),
    [](const testing::TestParamInfo<BadReceipt>& test) { return std::string(test.param.name); });

TEST(HubRefuses, AReceiptFromAMailboxThatWasNotAddressed) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk rus(test, "rus/d01", {"rus", Role::kDuty});
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  const Submission submission = rus.Sign(rus.NextReceipt(tur.last(), ReceiptState::kRead));
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("rus/d01", submission), "as",
                "NOT_ADDRESSED");
}

TEST(HubRefuses, ASecondDeliveredOfTheSameDevice) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk irn(test, "irn/d01", kIrnDuty);
  TestDesk second_desk(test, "irn/d04", kIrnDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  EXPECT_TRUE(irn.Give(tur.last(), ReceiptState::kDelivered).accepted.has_value());
  EXPECT_TRUE(second_desk.Give(tur.last(), ReceiptState::kDelivered).accepted.has_value());
  const Submission submission = irn.Sign(irn.NextReceipt(tur.last(), ReceiptState::kDelivered));
  const TreeSize before = test.size();
  ExpectRefused(test, before, submission, test.Submit("irn/d01", submission), "state",
                "DELIVERED_BEFORE");
}

TEST(Hub, LetsSenderAndHeadOfAnAddresseeResolve) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk tur_head(test, "tur/d02", kTurHead);
  TestDesk irn_head(test, "irn/d02", kIrnHead);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  for (TestDesk* desk : {&tur_head, &irn_head}) {
    const Outcome outcome = desk->Give(tur.last(), ReceiptState::kResolved);
    EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
  }
}

TEST(Hub, TakesAReceiptInTheSameGroupAsItsTarget) {
  TestHub test;  // as a bag brings them
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk irn(test, "irn/d01", kIrnDuty);
  const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
  const Receipt receipt = irn.NextReceipt(header, ReceiptState::kAcknowledged);
  const std::vector<Outcome> outcomes =
      test.SubmitAll("rus/d01", {tur.Sign(header), irn.Sign(receipt)});
  EXPECT_TRUE(outcomes[0].accepted.has_value()) << outcomes[0].status;
  EXPECT_TRUE(outcomes[1].accepted.has_value()) << outcomes[1].status;
}

// Whoever brings the receipts first must be able to bring them again.
TEST(Hub, TakesAReceiptOfABagOnceItsTargetIsInTheLog) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  TestDesk irn(test, "irn/d01", kIrnDuty);
  const EnvelopeHeader header = tur.NextHeader({kIrnDuty}, Precedence::kRoutine);
  const Submission receipt = irn.Sign(irn.NextReceipt(header, ReceiptState::kAcknowledged));
  const Outcome early = test.Submit("irn/d01", receipt);
  EXPECT_EQ(early.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(early.status), "TARGET_UNKNOWN");
  EXPECT_TRUE(test.Submit("rus/d01", tur.Sign(header)).accepted.has_value());
  const Outcome again = test.Submit("irn/d01", receipt);
  EXPECT_TRUE(again.accepted.has_value()) << again.status;
  // One that names a place in the log cannot mean a bag.
  Receipt wrong = irn.NextReceipt(header, ReceiptState::kRead);
  wrong.target.bytes[0] ^= 1;
  wrong.index = LeafIndex(1);
  EXPECT_EQ(test.Submit("irn/d01", irn.Sign(wrong)).status.code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Hub, TakesAResealedEnvelopeUnderTheSameId) {
  TestHub test;
  TestDesk tur(test, "tur/d01", kTurDuty);
  ASSERT_TRUE(tur.Send({kIrnDuty}, Precedence::kRoutine).accepted.has_value());
  EnvelopeHeader again = tur.last();
  again.reseal = Sha256(PrintHeader(tur.last()));
  again.streams.clear();
  const Outcome outcome = test.Submit("tur/d01", tur.Sign(again));
  EXPECT_TRUE(outcome.accepted.has_value()) << outcome.status;
  again.precedence = Precedence::kFlash;  // another stable part
  EXPECT_EQ(ReasonOf(test.Submit("tur/d01", tur.Sign(again)).status), "ID_USED");
  EXPECT_EQ(test.Check(), absl::OkStatus());
}

}  // namespace
}  // namespace liaison
