// From what an officer wants to say to the two texts that say it: the envelope's stable part and
// the signed notice. Everything that depends on the moment of submission (counters, prekeys,
// `seen`) comes later (envelope.h), so a notice is composed once, offline too. Source:
// CRYPTO 1.3, 1.4.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_COMPOSE_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_COMPOSE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/rules/directory.h"
#include "proto/text/canonical_json.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"
#include "proto/text/notice.h"
#include "proto/wire/sign.h"

namespace liaison {

// The form was checked against its schema and the sender's authority (clients/core/forms) before.
struct NoticeDraft {
  MailboxId as;
  std::vector<MailboxId> to;    // any order
  std::vector<MailboxId> info;  // any order
  Precedence precedence = Precedence::kRoutine;
  std::optional<uint32_t> ack_within_s;  // nullopt: the mission's goal, or none (IsUnanswered)
  std::optional<PolicyRef> ladder;
  std::vector<EscalateLine> escalate;  // any order
  std::string kind;                    // "violation"
  uint32_t kind_version = 1;
  std::string lang;           // of the free text
  Json form;                  // with `refs` where the notice refers to others
  std::vector<TagLine> tags;  // blind tags, see tags.h; any order
  // Sealed already; the outbox must know their keys (attachment_keys.h). Any order.
  std::vector<NoticeAttachment> attach{};
};

// What a composed notice is made from besides the draft.
struct ComposeContext {
  std::string ns;
  std::array<uint8_t, 16> id{};  // random
  Serial serial;
  int64_t time_s = 0;  // the desk's own clock; shown as "claimed"
};

struct ComposedNotice {
  EnvelopeHeader header;  // stable part only; the transit part is empty
  std::string notice;     // signed note bytes
  Hash notice_hash;       // of its text
  Serial serial;
};

// The header hash of an own office's earlier envelope, by its notice's text hash; nullopt if the
// notice is not ours.
using OwnEnvelope = absl::FunctionRef<absl::StatusOr<std::optional<Hash>>(const Hash& notice)>;

// Whether the form takes an earlier notice back.
bool TakesBack(const Json& form);

// Builds, sorts, signs, and parses the result again: what comes out is what a strict reader
// accepts. `refs` with verb cancels / follows_up on an own notice become `withdraws` / `follows`
// lines. Errors: InvalidArgument with the field and rule of the grammar that would be broken;
// FailedPrecondition NOT_SUBMITTED_YET from `own_envelope` (the earlier notice has no header yet).
absl::StatusOr<ComposedNotice> Compose(const NoticeDraft& draft, const ComposeContext& context,
                                       const Mission& mission, const NoteSigner& author,
                                       OwnEnvelope own_envelope);

// The stable part with a transit part that says nothing but parses: how an envelope rests in the
// outbox until its transit part is made.
EnvelopeHeader WithPlaceholders(EnvelopeHeader header);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_COMPOSE_H_
