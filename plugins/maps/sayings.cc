#include "plugins/maps/sayings.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace liaison::maps {
namespace {

namespace v1 = plugin::v1;

constexpr int kMailboxesMax = 64;  // of an alert

std::string CodeOf(const MapSaying& saying) {
  switch (saying.kind) {
    case MapSaying::Kind::kState:
      return "ST";
    case MapSaying::Kind::kVoid:
      return "VOID";
    case MapSaying::Kind::kWarn:
      return "WARN";
    case MapSaying::Kind::kOverdue:
      return "OVERDUE";
    case MapSaying::Kind::kError:
      break;
  }
  return saying.reason;
}

Precedence PrecedenceOf(const MapSaying& saying) {
  const bool changes_the_map =
      saying.kind == MapSaying::Kind::kState &&
      (saying.phase == MapPhase::kInForce || saying.phase == MapPhase::kExpired);
  return changes_the_map || saying.kind == MapSaying::Kind::kVoid ? Precedence::kImmediate
                                                                  : Precedence::kPriority;
}

// Everybody can read a public alert in the log; these are called. In a mission too large for one
// alert the duty desks are left out first.
void AddReaders(const Audience& audience, v1::Alert& alert) {
  for (const Role role : {Role::kJwg, Role::kDuty}) {
    for (const std::string& office : audience.offices) {
      if (!IsReader(*audience.policy, office)) continue;
      if (alert.mailboxes_size() == kMailboxesMax) return;
      alert.add_mailboxes(MailboxId{.office = office, .role = role}.ToString());
    }
  }
}

void AddOwnParams(const MapSaying& saying, const Audience& audience, v1::Alert& alert) {
  switch (saying.kind) {
    case MapSaying::Kind::kState:
      plugin::AddToken(alert, "state", MapPhaseName(saying.phase));
      if (!saying.reason.empty()) plugin::AddToken(alert, "reason", saying.reason);
      break;
    case MapSaying::Kind::kVoid:
      plugin::AddToken(alert, "party", saying.party);
      break;
    case MapSaying::Kind::kWarn:
      plugin::AddNumber(alert, "before_s", saying.before_s);
      break;
    case MapSaying::Kind::kOverdue:
      plugin::AddToken(alert, "device",
                       absl::StripPrefix(saying.device, absl::StrCat(audience.ns, "/")));
      break;
    case MapSaying::Kind::kError:
      break;
  }
}

}  // namespace

std::optional<Hash> AboutOf(const MapNote& note, const MapState& state) {
  if (const auto* step = std::get_if<MapStep>(&note)) return step->target;
  const MapVersion* head = state.Head();
  if (head == nullptr) return std::nullopt;
  return head->proposal;
}

v1::Alert AlertOf(const MapSaying& saying, const Audience& audience,
                  const std::optional<Hash>& about) {
  v1::Alert alert;
  alert.set_code(CodeOf(saying));
  alert.set_precedence(static_cast<v1::Precedence>(PrecedenceOf(saying)));
  alert.add_refs(std::string(saying.proposal.view()));
  plugin::AddToken(alert, "map", audience.map);
  if (saying.version > 0) {
    plugin::AddNumber(alert, "version", static_cast<int64_t>(saying.version));
  }
  plugin::AddNumber(alert, "at_ms", saying.at_ms);
  AddOwnParams(saying, audience, alert);
  if (saying.kind == MapSaying::Kind::kError) {
    alert.add_mailboxes(saying.to.ToString());
    if (about.has_value()) alert.add_refs(std::string(about->view()));
    return alert;
  }
  alert.set_public_(true);
  AddReaders(audience, alert);
  return alert;
}

}  // namespace liaison::maps
