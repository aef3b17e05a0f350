#include "hub/hub_fixture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/base/check.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr int64_t kDay_s = 24 * 3600;

// From the file that `liaison-hub init` prints.
TestHubKeys ParsePublicFile(const std::string& bytes) {
  std::map<std::string, std::string> values;
  for (const absl::string_view line : absl::StrSplit(bytes, '\n', absl::SkipEmpty())) {
    values.insert(absl::StrSplit(line, absl::MaxSplits(' ', 1)));
  }
  return {.log = ParseVKey(values["log"], SodiumCrypto()).value(),
          .hub = ParseVKey(values["hub"], SodiumCrypto()).value(),
          .tls = FixedFromBase64<Hash>(values["tls"]).value()};
}

}  // namespace

TestHub::TestHub(uint64_t seed, TestMissionOptions mission)
    : options_{.ns = "deescalation.example", .data_path = "/data"},
      clock_(mission.founded),
      random_(seed) {
  LIAISON_CHECK(InitHub(options_, "hub.example", clock_, random_, files_).ok());
  mission.ns = options_.ns;
  mission.hub = ParsePublicFile(files_.files().at("/data/public.txt"));
  mission_ = std::make_unique<TestMission>(random_, std::move(mission));
  LIAISON_CHECK(FoundHub(options_, mission_->notes(), clock_, random_, files_, disk_.env()).ok());
  LIAISON_CHECK(Open().ok());
}

TestHub::~TestHub() { Close(); }

absl::Status TestHub::Open() {
  absl::StatusOr<std::unique_ptr<Hub>> hub =
      Hub::Open(options_, clock_, random_, files_, disk_.env());
  if (!hub.ok()) return hub.status();
  hub_ = *std::move(hub);
  return absl::OkStatus();
}

absl::Status TestHub::Check() {
  Close();
  const absl::Status status = CheckHub(options_, clock_, random_, files_, disk_.env());
  return status.ok() ? Open() : status;
}

Principal TestHub::PrincipalOf(absl::string_view device) const {
  return hub_->Authenticate(SpkiPinOf(mission_->tls_key(device).public_key())).value();
}

Outcome TestHub::Submit(absl::string_view device, const Submission& submission) {
  return SubmitAll(device, {submission}).front();
}

std::vector<Outcome> TestHub::SubmitAll(absl::string_view device,
                                        const std::vector<Submission>& submissions) {
  const Principal principal = PrincipalOf(device);
  std::vector<Outcome> outcomes(submissions.size());
  size_t answered = 0;
  for (size_t i = 0; i < submissions.size(); ++i) {
    hub_->Submit(principal, submissions[i], [&outcomes, &answered, i](Outcome outcome) {
      outcomes[i] = std::move(outcome);
      ++answered;
    });
  }
  while (hub_->RunSequencer() != 0) {
  }
  LIAISON_CHECK(answered == submissions.size());
  return outcomes;
}

Submission MakeRevocation(const TestHub& test, absl::string_view device, RevokeReason reason) {
  Hash cert;
  for (const std::string& bytes : test.mission().notes()) {
    const Note note = ParseNote(bytes, kMaxPublicNoteBytes).value();
    const absl::StatusOr<Certificate> parsed =
        ParseCertificate(test.mission().ns(), note.text, SodiumCrypto());
    if (parsed.ok() && parsed->subject == test.mission().FullName(device)) {
      cert = Sha256(note.text);
    }
  }
  const std::string registrar = std::string(device.substr(0, device.find('/'))) + "/r01";
  const Revocation revocation{.ns = test.mission().ns(),
                              .charter = test.mission().charter_hash(),
                              .cert = cert,
                              .reason = reason,
                              .by = test.mission().FullName(registrar)};
  return {.kind = RecordKind::kNote,
          .note = SignNoteBy(PrintRevocation(revocation), {&test.mission().signer(registrar)}),
          .sealed = ""};
}

TestDesk::TestDesk(TestHub& hub, absl::string_view device, MailboxId as)
    : hub_(hub), device_(device), as_(std::move(as)), sealed_(4096, 's') {}

StreamLine TestDesk::NextLine(const std::string& to) const {
  const auto head = heads_.find(to);
  if (head == heads_.end()) return {.to = to, .counter = 1, .prev = Hash()};
  return {.to = to, .counter = head->second.counter + 1, .prev = head->second.prev};
}

Seen TestDesk::Newest() const {
  const Note note = ParseNote(hub_.hub().GetStatus().checkpoint, kMaxPublicNoteBytes).value();
  const Checkpoint checkpoint = ParseCheckpointText(note.text).value();
  return {.size = checkpoint.size, .root = checkpoint.root};
}

EnvelopeHeader TestDesk::NextHeader(std::vector<MailboxId> to, Precedence precedence) {
  EnvelopeHeader header;
  header.ns = hub_.mission().ns();
  header.hub = absl::StrCat(header.ns, "/log");
  header.id = hub_.random().Bytes<16>();
  header.as = as_;
  header.to = std::move(to);
  header.precedence = precedence;
  header.from = hub_.mission().FullName(device_);
  header.expires_s = absl::ToUnixSeconds(hub_.clock().Now()) + kDay_s;
  for (const MailboxId& mailbox : header.to) {
    header.streams.push_back(NextLine(mailbox.ToString()));
  }
  header.seen = Newest();
  header.sealed = Sha256(sealed_);
  header.sealed_size = sealed_.size();
  return header;
}

Receipt TestDesk::NextReceipt(const EnvelopeHeader& target, ReceiptState state) const {
  return NextReceipt(Sha256(PrintHeader(target)), target.as.ToString(), state);
}

Receipt TestDesk::NextReceipt(const Hash& target, const std::string& to, ReceiptState state) const {
  const ActHead head = NextHead(to);
  return {.ns = head.ns,
          .hub = head.hub,
          .nonce = head.nonce,
          .from = head.from,
          .as = head.as,
          .target = target,
          .state = state,
          .stream = head.stream,
          .seen = head.seen};
}

Submission TestDesk::Sign(const EnvelopeHeader& header) const {
  return {.kind = RecordKind::kEnvelope,
          .note = hub_.mission().signer(device_).SignNote(PrintHeader(header)),
          .sealed = sealed_};
}

ActHead TestDesk::NextHead(const std::string& to) const {
  ActHead head;
  head.ns = hub_.mission().ns();
  head.hub = absl::StrCat(head.ns, "/log");
  head.nonce = hub_.random().Bytes<16>();
  head.from = hub_.mission().FullName(device_);
  head.as = as_;
  head.stream = NextLine(to);
  head.seen = Newest();
  return head;
}

Submission TestDesk::Sign(const Receipt& receipt) const { return SignAct(PrintReceipt(receipt)); }
Submission TestDesk::Sign(const OfficeAct& act) const { return SignAct(PrintOfficeAct(act)); }

Submission TestDesk::SignAct(absl::string_view text) const {
  return {.kind = RecordKind::kAct,
          .note = hub_.mission().signer(device_).SignNote(text),
          .sealed = ""};
}

void TestDesk::Advance(const EnvelopeHeader& header) {
  const Hash hash = Sha256(PrintHeader(header));
  for (const StreamLine& line : header.streams) {
    heads_[line.to] = {.to = line.to, .counter = line.counter, .prev = hash};
  }
}

void TestDesk::Advance(const Receipt& receipt) {
  AdvanceLine(receipt.stream, PrintReceipt(receipt));
}

void TestDesk::Advance(const OfficeAct& act) {
  AdvanceLine(HeadOf(act).stream, PrintOfficeAct(act));
}

void TestDesk::AdvanceLine(const StreamLine& line, absl::string_view text) {
  heads_[line.to] = {.to = line.to, .counter = line.counter, .prev = Sha256(text)};
}

Outcome TestDesk::Act(const OfficeAct& act) {
  Outcome outcome = hub_.Submit(device_, Sign(act));
  if (outcome.accepted.has_value()) Advance(act);
  return outcome;
}

Outcome TestDesk::Send(std::vector<MailboxId> to, Precedence precedence) {
  last_ = NextHeader(std::move(to), precedence);
  Outcome outcome = hub_.Submit(device_, Sign(last_));
  if (outcome.accepted.has_value()) Advance(last_);
  return outcome;
}

Outcome TestDesk::Give(const EnvelopeHeader& target, ReceiptState state) {
  const Receipt receipt = NextReceipt(target, state);
  Outcome outcome = hub_.Submit(device_, Sign(receipt));
  if (outcome.accepted.has_value()) Advance(receipt);
  return outcome;
}

}  // namespace liaison
