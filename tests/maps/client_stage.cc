#include "tests/maps/client_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/text/record.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr char kFolder[] = "home/mirror";

AlertParam ParamOf(const std::string& name, const std::string& value, int64_t began_ms) {
  int64_t number = 0;
  if (name == kInstantParam) {
    return {.name = name, .value = began_ms + absl::ToInt64Milliseconds(*ParseInstant(value))};
  }
  if (absl::SimpleAtoi(value, &number)) return {.name = name, .value = number};
  return {.name = name, .value = value};
}

}  // namespace

ClientStage::ClientStage(const plugkit::Script& script)
    : began_ms_(absl::ToUnixMillis(BeginOf(script))),
      mission_(random_, {.founded = FoundedOf(script)}),
      hub_(mission_),
      notes_(mission_.ns(), Seen{.size = TreeSize(1)}, BeginOf(script)) {
  absl::StatusOr<std::unique_ptr<Mirror>> mirror =
      Mirror::Open(kFolder, mission_.ns(), mission_.charter_hash(), SodiumCrypto(), files_);
  EXPECT_TRUE(mirror.ok()) << mirror.status();
  mirror_ = *std::move(mirror);
}

void ClientStage::Play(const plugkit::Script& script) {
  for (const plugkit::Step& step : script.steps()) Do(step);
}

void ClientStage::Do(const plugkit::Step& step) {
  if (!step.at().empty()) {
    // The hub gives each leaf a millisecond of its own; scripts count none.
    hub_.now_ms =
        std::max(hub_.now_ms, began_ms_ + absl::ToInt64Milliseconds(*ParseInstant(step.at())));
  }
  if (step.has_until()) {
    hub_.now_ms =
        std::max(hub_.now_ms, began_ms_ + absl::ToInt64Milliseconds(*ParseInstant(step.until())));
  }
  if (step.has_note() && step.note().has_revoke()) Revoke(step.note());
  if (step.has_note() && step.note().has_certify()) {
    const std::vector<std::string> words = absl::StrSplit(step.note().certify(), ' ');
    const Role role = *ParseRole(words[1]);
    notes_.AddDevice(words[0], role);
    const int64_t now_ms = hub_.now_ms;
    for (const std::string& note : mission_.AddDevice(words[0], role, now_ms / 1000)) {
      hub_.now_ms = now_ms;
      hub_.AppendNote(note);
    }
    hub_.now_ms = now_ms;
  }
  const auto notes = notes_.Of(step, absl::FromUnixMillis(hub_.now_ms));
  ASSERT_TRUE(notes.ok()) << notes.status();
  if (!step.refused().empty()) return;
  for (const UnsignedMapNote& note : *notes) Log(note);
}

void ClientStage::Log(const UnsignedMapNote& note) {
  const std::string text = PrintMapNote(note.note);
  // No hub logs the same bytes twice.
  if (!logged_.insert(Sha256(text)).second) return;
  std::vector<const NoteSigner*> signers;
  for (const std::string& device : note.signers) signers.push_back(&mission_.signer(device));
  const int64_t now_ms = hub_.now_ms;
  hub_.AppendNote(SignNoteBy(text, signers));
  hub_.now_ms = now_ms;
}

void ClientStage::Revoke(const plugkit::Note& note) {
  const std::string office = note.revoke().substr(0, note.revoke().find('/'));
  ASSERT_TRUE(mirror_->Update(hub_).ok());
  for (const CertFact* fact : mirror_->directory().Certificates()) {
    if (fact->certificate.subject != mission_.FullName(note.revoke())) continue;
    const std::string by = absl::StrCat(office, "/r01");
    const Revocation revocation{
        .ns = mission_.ns(),
        .charter = mission_.charter_hash(),
        .cert = fact->hash,
        .reason = note.reason().empty() ? RevokeReason::kLost : *ParseRevokeReason(note.reason()),
        .by = mission_.FullName(by)};
    const int64_t now_ms = hub_.now_ms;
    hub_.AppendNote(mission_.signer(by).SignNote(PrintRevocation(revocation)));
    hub_.now_ms = now_ms;
  }
  notes_.RemoveDevice(note.revoke());
}

void ClientStage::Announce(const plugkit::Record& record) {
  Alert alert{.head = {.ns = mission_.ns(), .by = {.plugin = "maps", .version = "1"}},
              .code = record.code(),
              .precedence = Precedence::kPriority};
  alert.head.nonce[0] = static_cast<uint8_t>(++alerts_);
  alert.head.nonce[1] = static_cast<uint8_t>(alerts_ >> 8);
  alert.mailboxes = {{.office = "irn", .role = Role::kJwg}};
  for (const std::string& ref : record.refs()) {
    for (const auto& [hash, name] : notes_.names()) {
      if (name == ref) alert.refs.push_back(hash);
    }
  }
  for (const auto& [name, value] : record.params()) {
    alert.params.push_back(ParamOf(name, value, began_ms_));
  }
  std::sort(alert.params.begin(), alert.params.end(),
            [](const AlertParam& a, const AlertParam& b) { return a.name < b.name; });
  const std::string text = PrintAlert(alert);
  const absl::StatusOr<Alert> read = ParseAlert(mission_.ns(), text);
  ASSERT_TRUE(read.ok()) << read.status() << "\n" << text;
  hub_.AppendHubText(RecordKind::kAlert, text, std::nullopt, "", /*is_public=*/true);
}

MapBook ClientStage::Replay() {
  const absl::Status updated = mirror_->Update(hub_);
  EXPECT_TRUE(updated.ok()) << updated;
  absl::StatusOr<MapBook> book = ReadMapBook(*mirror_, hub_.now_ms);
  EXPECT_TRUE(book.ok()) << book.status();
  return book.ok() ? *std::move(book) : MapBook();
}

}  // namespace liaison
