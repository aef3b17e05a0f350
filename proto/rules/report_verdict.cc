#include "proto/rules/report_verdict.h"

#include <algorithm>

#include "absl/algorithm/container.h"

namespace liaison {
namespace {

bool IsAmong(const std::vector<std::string>& offices, const std::string& office) {
  return absl::c_linear_search(offices, office);
}

const ReportStep* StepOf(const ReportNote& note) { return std::get_if<ReportStep>(&note.act); }
bool IsStep(const ReportNote& note, ReportVerb verb) {
  const ReportStep* step = StepOf(note);
  return step != nullptr && step->verb == verb;
}
bool IsOpening(const ReportNote& note) { return std::holds_alternative<ReportOpen>(note.act); }
bool IsAnswer(const ReportNote& note) {
  const ReportStep* step = StepOf(note);
  return step != nullptr && IsAnswer(step->verb);
}

bool SpeaksAs(const ReportDevice& device, const ReportNote& note) {
  const MailboxId& as = note.head.as;
  if (device.office != as.office) return false;
  if (as.role == Role::kJwg) return device.jwg;
  return as.role == Role::kEditor && device.editor && IsDesksWork(note);
}

// Whether it is this office's to do. `state` is there unless the note opens.
bool IsOffices(const std::optional<ReportState>& state, ReportWorld& world,
               const ReportNote& note) {
  const std::string& office = note.head.as.office;
  if (IsOpening(note)) return world.IsGuarantor(office);
  const ReportOpen& open = state->open;
  if (std::holds_alternative<ReportContribute>(note.act)) return IsAmong(open.owes, office);
  if (std::holds_alternative<ReportDraft>(note.act)) return office == open.rapporteur;
  switch (StepOf(note)->verb) {
    case ReportVerb::kComment:
      return IsAmong(open.owes, office);
    case ReportVerb::kFreeze:
      return office == open.rapporteur;
    case ReportVerb::kSign:
    case ReportVerb::kReserve:
    case ReportVerb::kRefuse:
      return IsAmong(open.signs, office);
    case ReportVerb::kReopen:
    case ReportVerb::kWithdraw:
      return world.IsGuarantor(office);
  }
  return false;
}

bool IsSecond(ReportWorld& world, const ReportNote& note, const ReportDevice& first,
              const ReportDevice& second) {
  if (!second.jwg) return false;
  if (IsAnswer(note)) return second.office == first.office && second.holder != first.holder;
  return IsStep(note, ReportVerb::kReopen) && second.office != first.office &&
         world.IsGuarantor(second.office);
}

absl::string_view WhyNotSigned(const std::optional<ReportState>& state, ReportWorld& world,
                               Instant now, const ReportNote& note,
                               const std::vector<std::string>& signers) {
  std::vector<ReportDevice> devices;
  for (const std::string& name : signers) {
    const std::optional<ReportDevice> device = world.FindDevice(name);
    if (!device.has_value()) return "UNKNOWN_KEY";
    if (device->ended_ms.has_value() && *device->ended_ms <= now.time_ms) return "KEY_REVOKED";
    devices.push_back(*device);
  }
  const bool allowed =
      !devices.empty() && devices.size() <= 2 && SpeaksAs(devices.front(), note) &&
      IsOffices(state, world, note) &&
      (devices.size() == 1 || IsSecond(world, note, devices.front(), devices.back()));
  return allowed ? "" : "NOT_ALLOWED";
}

// An answer, a comment: the same of the same office with the same words.
bool Repeats(const std::map<std::string, ReportAct>& standing, const ReportNote& note) {
  const auto found = standing.find(note.head.as.office);
  return found != standing.end() && found->second.verb == StepOf(note)->verb &&
         found->second.content == StepOf(note)->model && found->second.text == note.head.text;
}

absl::string_view WhyNotContributed(const ReportState& state, const ReportNote& note) {
  if (state.phase == ReportPhase::kSigning) return "FROZEN";
  const auto latest = state.contributions.find(note.head.as.office);
  const bool repeats = latest != state.contributions.end() &&
                       latest->second.content == std::get<ReportContribute>(note.act).sheet;
  return repeats ? "ALREADY" : "";
}

absl::string_view WhyNotDrafted(const ReportState& state, const ReportDraft& draft) {
  if (state.phase == ReportPhase::kSigning) return "FROZEN";
  if (!IsMadeOfTheLatest(draft, state)) return "STALE_DIGEST";
  return state.Draft() != nullptr && state.Draft()->draft == draft ? "ALREADY" : "";
}

absl::string_view WhyNotFrozen(const ReportState& state) {
  if (state.phase == ReportPhase::kSigning) return "ALREADY";
  const bool all_in = MissingFor(state, ReportDue::kContribution).empty();
  if (!all_in && !state.missed.contains(ReportDue::kContribution)) return "INCOMPLETE";
  return IsMadeOfTheLatest(state.Draft()->draft, state) ? "" : "STALE_DIGEST";
}

absl::string_view WhyNotAnswered(const ReportState& state, const ReportNote& note, size_t signers) {
  if (state.phase != ReportPhase::kSigning) return "TOO_EARLY";
  if (signers < state.open.persons) return "NEEDS_TWO";
  return Repeats(state.answers, note) ? "ALREADY" : "";
}

absl::string_view WhyNotReopened(const ReportState& state, size_t signers) {
  if (state.phase != ReportPhase::kSigning) return "TOO_EARLY";
  return !state.answers.empty() && signers < 2 ? "NEEDS_TWO" : "";
}

absl::string_view WhyNotStep(const ReportState& state, const ReportNote& note, size_t signers) {
  const ReportStep& step = *StepOf(note);
  if (step.verb == ReportVerb::kWithdraw) {
    return state.withdrawals.contains(note.head.as.office) ? "ALREADY" : "";
  }
  const bool comments = step.verb == ReportVerb::kComment;
  if (comments && state.phase == ReportPhase::kSigning) return "FROZEN";
  if (state.Draft() == nullptr) return "TOO_EARLY";
  if (step.model != state.Draft()->draft.model) return "STALE_DIGEST";
  if (comments) return Repeats(state.comments, note) ? "ALREADY" : "";
  if (step.verb == ReportVerb::kFreeze) return WhyNotFrozen(state);
  if (step.verb == ReportVerb::kReopen) return WhyNotReopened(state, signers);
  return WhyNotAnswered(state, note, signers);
}

}  // namespace

bool IsAnswer(ReportVerb verb) {
  return verb == ReportVerb::kSign || verb == ReportVerb::kReserve || verb == ReportVerb::kRefuse;
}

bool IsDesksWork(const ReportNote& note) {
  return std::holds_alternative<ReportContribute>(note.act) ||
         std::holds_alternative<ReportDraft>(note.act) || IsStep(note, ReportVerb::kComment);
}

bool IsMadeOfTheLatest(const ReportDraft& draft, const ReportState& state) {
  if (draft.sheets.size() + draft.aside.size() != state.contributions.size()) return false;
  const bool latest = absl::c_all_of(draft.sheets, [&](const ReportSheetRef& sheet) {
    const auto found = state.contributions.find(sheet.office);
    return found != state.contributions.end() && found->second.content == sheet.sheet;
  });
  return latest && absl::c_all_of(draft.aside, [&](const std::string& office) {
           return state.contributions.contains(office);
         });
}

absl::string_view WhyNotTaken(const std::optional<ReportState>& state, ReportWorld& world,
                              Instant now, const ReportNote& note,
                              const std::vector<std::string>& signers) {
  if (const auto* open = std::get_if<ReportOpen>(&note.act)) {
    if (state.has_value() || world.IsTaken(open->series, open->period)) return "EXISTS";
    return WhyNotSigned(state, world, now, note, signers);
  }
  if (!state.has_value()) return "UNKNOWN_REPORT";
  const absl::string_view why_not = WhyNotSigned(state, world, now, note, signers);
  if (!why_not.empty()) return why_not;
  if (state->IsOver()) return "REPORT_FINAL";
  if (std::holds_alternative<ReportContribute>(note.act)) return WhyNotContributed(*state, note);
  if (const auto* draft = std::get_if<ReportDraft>(&note.act)) return WhyNotDrafted(*state, *draft);
  return WhyNotStep(*state, note, signers.size());
}

}  // namespace liaison
