#include "clients/core/maps/map_papers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/rules/map_machine.h"
#include "proto/text/map_note.h"
#include "proto/text/notice.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr std::array<Role, 4> kRoles = {Role::kDuty, Role::kHead, Role::kJwg, Role::kEditor};

}  // namespace

MapHead NewMapHead(const MapSigner& signer, absl::string_view map) {
  const std::string& ns = signer.mirror.directory().ns();
  return {.ns = ns,
          .hub = absl::StrCat(ns, "/log"),
          .nonce = signer.random.Bytes<16>(),
          .map = std::string(map),
          .from = signer.device.vkey().name,
          .as = signer.as,
          .seen = signer.mirror.seen()};
}

MapDocument NextDocument(const MapRecord& record, std::vector<MapFeature> features,
                         const ProposalWish& wish, Random& random) {
  MapDocument document{.map = record.state.map,
                       .effective_s = wish.effective_s,
                       .expiry_s = wish.expiry_s,
                       .salt = random.Bytes<16>(),
                       .title = wish.title,
                       .provenance = wish.provenance,
                       .features = std::move(features)};
  if (const MapEntry* head = record.Head(); head != nullptr) {
    document.version = head->note().version + 1;
    document.base = head->note().content.sha256;
  }
  Normalise(document);
  return document;
}

absl::StatusOr<SignedProposal> SignProposal(const MapSigner& signer, const MapRecord& record,
                                            const MapDocument& document, const ProposalWish& wish,
                                            AttachmentStore& attachments) {
  std::string bytes = PrintMapDocument(document);
  // What comes out is what a strict reader accepts.
  RETURN_IF_ERROR(ParseMapDocument(bytes).status());
  ASSIGN_OR_RETURN(SealedAttachment sealed,
                   attachments.SealBytes(bytes, absl::StrCat(document.map, ".json")));
  SignedProposal made{.bytes = std::move(bytes), .sealed = std::move(sealed)};
  const NoticeAttachment& attach = made.sealed.attach;
  made.said = {.head = NewMapHead(signer, document.map),
               .version = document.version,
               .base = document.base,
               .content = {.sha256 = attach.plaintext_sha256, .size = attach.plaintext_size},
               .blob = {.sha256 = attach.ciphertext_sha256, .size = attach.ciphertext_size},
               .effective_s = document.effective_s,
               .expiry_s = document.expiry_s,
               .open_until_s = wish.open_until_s,
               .policy = record.state.policy_hash,
               .reverts = document.reverts,
               .counters = wish.counters,
               .rebases = wish.rebases};
  const std::string text = PrintMapNote(made.said);
  RETURN_IF_ERROR(ParseMapNote(made.said.head.ns, text).status());
  made.note = signer.device.SignNote(text);
  made.proposal = Sha256(text);
  return made;
}

std::string SignStep(const MapSigner& signer, const MapEntry& entry, MapVerb verb,
                     const std::optional<Hash>& text) {
  MapStep step{.head = NewMapHead(signer, entry.note().head.map),
               .verb = verb,
               .target = entry.proposal(),
               .version = entry.note().version,
               .text = text};
  if (verb == MapVerb::kApprove) step.content = entry.note().content.sha256;
  return signer.device.SignNote(PrintMapNote(step));
}

std::vector<MailboxId> ReaderMailboxes(const MapPolicy& policy, const Directory& directory,
                                       const MailboxId& as) {
  std::vector<MailboxId> mailboxes;
  for (const Party& party : directory.mission().parties) {
    if (!IsReader(policy, party.office)) continue;
    for (const Role role : kRoles) {
      MailboxId mailbox{.office = party.office, .role = role};
      if (mailbox != as && !directory.Resolve(mailbox, directory.size()).empty()) {
        mailboxes.push_back(std::move(mailbox));
      }
    }
  }
  std::sort(mailboxes.begin(), mailboxes.end());
  return mailboxes;
}

Json MapReference(const MapProposal& note) {
  return Json::Object{{"id", note.head.map},
                      {"version", static_cast<int64_t>(note.version)},
                      {"digest", ToBase64(note.content.sha256)}};
}

NoticeDraft ContentNotice(const SignedProposal& proposal, const MapPolicy& policy,
                          const Directory& directory, absl::string_view lang) {
  const MapProposal& said = proposal.said;
  return {.as = said.head.as,
          .to = ReaderMailboxes(policy, directory, said.head.as),
          .kind = kMapContentKind,
          .kind_version = 1,
          .lang = std::string(lang),
          .form = Json::Object{{"label", "addressees"},
                               {"map", MapReference(said)},
                               {"proposal", ToBase64(proposal.proposal)}},
          .attach = {proposal.sealed.attach}};
}

}  // namespace liaison
