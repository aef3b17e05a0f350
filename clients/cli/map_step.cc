// liaison map approve|refuse|retract|withdraw|comment|dispute|settle: what an office says to a
// proposal, or to the version in force.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/dialogue.h"
#include "clients/cli/map.h"
#include "clients/cli/map_change_view.h"
#include "clients/cli/map_checks.h"
#include "clients/cli/map_session.h"
#include "clients/cli/map_submit.h"
#include "clients/cli/map_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/map_machine.h"

namespace liaison {
namespace {

constexpr size_t kTypedDigits = 8;

struct StepOptions {
  std::string handle;
  std::string map;
  std::string reason;
  std::string digest;  // approve: its first 8 characters, for scripts
};

absl::Status NotNow(absl::string_view reason, const MapEntry& entry, absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, message,
                   {.reason = std::string(reason), .subject = entry.Name(), .field = ""});
}

// A proposal whose end would come before its beginning.
bool IsExpiredAtStart(const MapEntry& entry, int64_t now_ms) {
  const MapProposal& note = entry.note();
  if (!note.expiry_s.has_value()) return false;
  const int64_t start_ms = std::max(now_ms, note.effective_s.value_or(0) * 1000);
  return *note.expiry_s * 1000 <= start_ms;
}

// What the officer must have before his eyes. Errors: HeldDocument's; FailedPrecondition TOPOLOGY,
// EXPIRED_AT_START.
absl::Status ShowForApproval(Context& context, MapSession& session, const FoundMap& found) {
  absl::StatusOr<MapDocument> document = HeldDocument(session, *found.entry);
  if (ReasonOf(document.status()) == "NOT_HELD") {
    return NotNow("NOT_HELD_APPROVE", *found.entry, "its content was not opened on this desk");
  }
  RETURN_IF_ERROR(document.status());
  ASSIGN_OR_RETURN(const CheckedMap checked, CheckMap(session, *found.record, *document));
  if (!context.output.json()) {
    ShowEntry(context, session, *found.record, *found.entry);
    if (checked.difference.has_value()) ShowDifference(context, *checked.difference);
    ShowChecked(context, *document, checked);
  }
  if (HasError(checked.findings)) {
    return NotNow("TOPOLOGY", *found.entry, "its features do not fit to each other");
  }
  if (IsExpiredAtStart(*found.entry, session.now_ms)) {
    return NotNow("EXPIRED_AT_START", *found.entry, "it would be expired when it starts");
  }
  return absl::OkStatus();
}

// Who approves has compared the digest, not only pressed a key.
absl::Status ConfirmDigest(Context& context, const MapEntry& entry, const StepOptions& options) {
  const std::string wanted = ToHex(entry.note().content.sha256).substr(0, kTypedDigits);
  std::string typed = options.digest.substr(0, kTypedDigits);
  if (options.digest.empty()) {
    if (!CanAsk(context)) {
      return Usage("map_digest", entry.Name(), "name the digest with --digest");
    }
    typed = Dialogue(context).AskWord(context.output.Say("map.type_digest"));
    if (typed.empty()) return LeftError();
  }
  if (typed == wanted) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "that is not the digest's beginning",
                   {.reason = "DIGEST_TYPED", .subject = typed, .field = ""});
}

void ShowStanding(Context& context, const MapSession& session, const FoundMap& found, MapVerb verb,
                  LeafIndex index) {
  Output& output = context.output;
  const MapEntry& entry = *found.entry;
  const MapRecord& record = *found.record;
  if (output.json()) {
    Json::Object value = StandingJson(record, entry);
    value["step"] = std::string(MapVerbName(verb));
    value["index"] = static_cast<int64_t>(index.value());
    output.Value(std::move(value));
    return;
  }
  output.Line(
      output.Say("map.step.done",
                 {entry.note().head.map, entry.Name(),
                  MessageArg::Composed(output.Say(absl::StrCat("map.step.", MapVerbName(verb)))),
                  session.desk->reader().office, static_cast<int64_t>(index.value())}),
      Colour::kGreen);
  output.Line(
      output.Say("map.step.now", {MessageArg::Composed(PhaseText(context, entry.version.phase))}));
  if (entry.version.phase != MapPhase::kOpen) return;
  const std::vector<std::string> waiting = WaitingFor(*record.state.policy, entry.version);
  if (!waiting.empty()) {
    output.Line(output.Say("map.waiting", {absl::StrJoin(waiting, " ")}), Colour::kYellow);
  }
}

absl::Status TakeStep(Context& context, MapSession& session, const StepOptions& options,
                      MapVerb verb) {
  ASSIGN_OR_RETURN(const MapSigner signer, JwgSigner(context, session));
  ASSIGN_OR_RETURN(const FoundMap found, FindMapEntry(session.book, options.handle, options.map));
  const std::string map = found.record->state.map;
  const Hash proposal = found.entry->proposal();
  const std::string subject = absl::StrCat(map, " ", found.entry->Name());
  // Judged before anybody is asked or told anything.
  RETURN_IF_ERROR(
      JudgeMapNote(session, SignStep(signer, *found.entry, verb, std::nullopt), subject));
  if (verb == MapVerb::kApprove) {
    RETURN_IF_ERROR(ShowForApproval(context, session, found));
    RETURN_IF_ERROR(ConfirmDigest(context, *found.entry, options));
  }
  std::optional<Hash> text;
  if (!options.reason.empty()) {
    ASSIGN_OR_RETURN(text, SendReason(context, session, signer, found, verb, options.reason));
  }
  ASSIGN_OR_RETURN(const LeafIndex index,
                   SubmitMapNote(session, SignStep(signer, *found.entry, verb, text), subject));
  const MapRecord* const record = session.book.Find(map);
  ShowStanding(context, session, {.record = record, .entry = record->Find(proposal)}, verb, index);
  return absl::OkStatus();
}

}  // namespace

void AddMapStepVerbs(CommandAdder& noun) {
  const auto add = [&noun](const std::string& name, MapVerb verb, const char* what) {
    const auto options = std::make_shared<StepOptions>();
    CLI::App& app = noun.Verb(name, "map." + name, [options, verb](Context& context) {
      return WithMaps(
          context, [&](MapSession& session) { return TakeStep(context, session, *options, verb); });
    });
    noun.Text(app, what, options->handle, absl::StrCat("map_", what)).required();
    noun.Text(app, "--map", options->map, "map");
    return std::pair<CLI::App*, std::shared_ptr<StepOptions>>(&app, options);
  };
  const auto [approve, approving] = add("approve", MapVerb::kApprove, "proposal");
  noun.Text(*approve, "--digest", approving->digest, "map_digest");
  const auto [refuse, refusing] = add("refuse", MapVerb::kRefuse, "proposal");
  noun.Text(*refuse, "--reason", refusing->reason, "map_reason").required();
  const auto [comment, commenting] = add("comment", MapVerb::kComment, "proposal");
  noun.Text(*comment, "--text", commenting->reason, "map_text").required();
  for (const auto& [name, verb, what] : {std::tuple{"retract", MapVerb::kRetract, "proposal"},
                                         std::tuple{"withdraw", MapVerb::kWithdraw, "proposal"},
                                         std::tuple{"dispute", MapVerb::kDispute, "version"},
                                         std::tuple{"settle", MapVerb::kSettle, "version"}}) {
    const auto [app, options] = add(name, verb, what);
    noun.Text(*app, "--reason", options->reason, "map_reason");
  }
}

}  // namespace liaison
