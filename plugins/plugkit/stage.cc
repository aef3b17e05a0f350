#include "plugins/plugkit/stage.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugins/plugkit/stage_log.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// A record that is poison costs four; a plugin with more gets on with nothing.
constexpr int kFaultsMax = 6;
constexpr absl::Duration kPatience = absl::Seconds(1);
constexpr uint64_t kSeed = 1;
// The mission and the plugin are there before the first step.
constexpr absl::Duration kFounding = absl::Minutes(1);
constexpr int64_t kDeviceDays = 365;

}  // namespace

Stage::Stage(TappedProcesses& processes, const Clock& real, const plugkit::Script& script)
    : processes_(processes),
      test_(kSeed, {.founded = FoundedOf(script), .device_days = kDeviceDays}),
      clock_(test_.clock(), real),
      founded_(FoundedOf(script)),
      began_(BeginOf(script)),
      seen_(TestDesk(test_, "tur/d01", kTurDuty).NextHead("hub").seen),
      mission_(ParseMission(test_.mission().charter().mission).value()),
      map_notes_(test_.mission().ns(), seen_, began_),
      report_notes_(test_.mission().ns(), seen_, began_) {
  StartPlugins();
}

Stage::~Stage() { Close(); }

absl::Status Stage::Open() {
  if (open_) return absl::OkStatus();
  RETURN_IF_ERROR(test_.Open());
  StartPlugins();
  return absl::OkStatus();
}

void Stage::Close() {
  if (!std::exchange(open_, false)) return;
  test_.hub().StopPlugins();
  test_.Close();
}

void Stage::StartPlugins() {
  open_ = true;
  test_.hub().StartPlugins(
      processes_, clock_,
      [this](absl::string_view, absl::string_view event, absl::string_view text) {
        const bool asked_for = event == "fault" && std::exchange(killed_, false);
        if (event == "fault" && !asked_for) ++faults_;
        reports_.push_back(absl::StrCat(asked_for ? "restart" : event, " ", text));
      });
}

absl::StatusOr<Json> Stage::Ask(PluginRequest request) {
  std::optional<absl::StatusOr<Json>> answer;
  test_.hub().AskPlugins(std::move(request),
                         [&answer](absl::StatusOr<Json> json) { answer = std::move(json); });
  while (!answer.has_value()) {
    const absl::Time next = test_.hub().RunPlugins();
    if (test_.hub().RunSequencer() == 0 && !answer.has_value()) {
      processes_.Wait(std::clamp(next - clock_.Now(), absl::ZeroDuration(), kPatience));
    }
  }
  // What asking has woken need not wake the next wait.
  processes_.Wait(absl::ZeroDuration());
  return *std::move(answer);
}

absl::StatusOr<Json> Stage::Describe() {
  ASSIGN_OR_RETURN(const Json list, Ask({.verb = PluginRequest::Verb::kList}));
  return list.Find("plugins")->array()->front();
}

absl::Status Stage::Fails(const Json& plugin) const {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the plugin does not get on: ", plugin.StringOr("state", ""), "; ",
                                plugin.StringOr("last_fault", "")),
                   {.reason = "PLUGIN_FAILS", .subject = plugin_, .field = ""});
}

absl::Status Stage::Settle() {
  for (Json before;;) {
    const absl::Time next = test_.hub().RunPlugins();
    if (test_.hub().RunSequencer() != 0) continue;
    ASSIGN_OR_RETURN(const Json plugin, Describe());
    const std::string state = plugin.StringOr("state", "");
    if (state == "halted" || (state == "live" && plugin.IntegerOr("behind", 0) == 0)) break;
    if (state == "incompatible" || state == "verify-failed" || state == "no-sandbox") {
      return Fails(plugin);
    }
    if (plugin.IntegerOr("events", 0) != std::exchange(events_, plugin.IntegerOr("events", 0))) {
      faults_ = 0;
    }
    if (faults_ > kFaultsMax) return Fails(plugin);
    // Asking takes a step too.
    if (std::exchange(before, plugin) != plugin) continue;
    processes_.Wait(std::clamp(next - clock_.Now(), absl::ZeroDuration(), kPatience));
  }
  return absl::OkStatus();
}

absl::Status Stage::AdvanceTo(absl::Time to) {
  RETURN_IF_ERROR(AdvanceUpTo(to));
  return stopped_ ? absl::OkStatus() : Settle();
}

absl::Status Stage::AdvanceUpTo(absl::Time to) {
  while (!stopped_) {
    const absl::Time due = test_.hub().NextTimer();
    if (due >= to) break;
    const TreeSize before = test_.size();
    test_.clock().Set(std::max(test_.clock().Now(), due));
    RETURN_IF_ERROR(Settle());
    if (test_.size() == before) break;  // they wait for a plugin that does not take them
  }
  test_.clock().Set(std::max(test_.clock().Now(), to));
  return absl::OkStatus();
}

absl::Status Stage::Enable(const Bundle& bundle) {
  ASSIGN_OR_RETURN(const Json installed,
                   Ask({.verb = PluginRequest::Verb::kInstall, .bundle = bundle}));
  plugin_ = installed.StringOr("plugin", "");
  RETURN_IF_ERROR(Ask({.verb = PluginRequest::Verb::kEnable, .plugin = plugin_}).status());
  first_ = LeafIndex(test_.size().value());
  RETURN_IF_ERROR(Settle());
  return AdvanceTo(founded_ + kFounding);
}

absl::Status Stage::Rebuild() {
  RETURN_IF_ERROR(Open());
  RETURN_IF_ERROR(Settle());
  RETURN_IF_ERROR(Ask({.verb = PluginRequest::Verb::kReplayRebuild, .plugin = plugin_}).status());
  return Settle();
}

absl::Status Stage::Play(const plugkit::Script& script) {
  for (int i = 0; i < script.steps_size(); ++i) {
    const absl::Status status = Do(script.steps(i));
    if (status.ok() || ReasonOf(status) == "PLUGIN_FAILS") {
      RETURN_IF_ERROR(status);
      continue;
    }
    return MakeError(absl::StatusCode::kInvalidArgument,
                     absl::StrCat("step ", i + 1, " of the script: ", status.message()),
                     {.reason = "SCRIPT", .subject = absl::StrCat(i + 1), .field = ""});
  }
  return absl::OkStatus();
}

absl::Status Stage::Do(const plugkit::Step& step) {
  if (!step.at().empty()) {
    ASSIGN_OR_RETURN(const absl::Duration at, ParseInstant(step.at()));
    // What people do comes before timers of the same instant.
    RETURN_IF_ERROR(AdvanceUpTo(began_ + at));
  }
  // What comes first after a standstill gets in before the timers that it held up.
  if (std::exchange(stopped_, false)) RETURN_IF_ERROR(Open());
  const absl::Status status = Act(step);
  if (step.refused().empty()) {
    RETURN_IF_ERROR(status);
  } else if (ReasonOf(status) != step.refused()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument,
        absl::StrCat(
            "should be refused as ", step.refused(), ", and was ",
            status.ok() ? "accepted" : absl::StrCat(ReasonOf(status), ": ", status.message())),
        {.reason = "SCRIPT", .subject = step.refused(), .field = "refused"});
  }
  return stopped_ || step.with_next() ? absl::OkStatus() : Settle();
}

absl::Status Stage::Act(const plugkit::Step& step) {
  switch (step.what_case()) {
    case plugkit::Step::kEnvelope:
      return Send(step.envelope());
    case plugkit::Step::kReceipt:
      return Give(step.receipt());
    case plugkit::Step::kNote:
      return step.note().has_certify() ? Certify(step.note().certify())
                                       : Revoke(step.note().revoke(), step.note().reason());
    case plugkit::Step::kRestart:
      return Restart(step.restart());
    case plugkit::Step::kStop:
      return Stop(step.stop());
    case plugkit::Step::kUntil: {
      ASSIGN_OR_RETURN(const absl::Duration until, ParseOffset(step.until()));
      return AdvanceTo(began_ + until);
    }
    case plugkit::Step::kPolicy:
      return SetPolicy(step.policy());
    case plugkit::Step::kRoster:
      return SetRoster(step.roster());
    case plugkit::Step::kIncidentAct:
      return Act(step.incident_act());
    case plugkit::Step::kObligationAct:
      return Act(step.obligation_act());
    case plugkit::Step::kTimeZones:
      return SetTimeZones(step.time_zones());
    case plugkit::Step::kMapPolicy:
    case plugkit::Step::kMapProposal:
    case plugkit::Step::kMapStep:
    case plugkit::Step::kMapHeld:
      return SayOfMaps(step);
    case plugkit::Step::kReportOpen:
    case plugkit::Step::kReportContribute:
    case plugkit::Step::kReportDraft:
    case plugkit::Step::kReportStep:
      return SayOfReports(step);
    case plugkit::Step::WHAT_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

absl::Status Stage::Stop(const std::string& what) {
  if (what != "hub") return Malformed("stop", "STOP", "only \"hub\" can stand still");
  stopped_ = true;
  Close();
  return absl::OkStatus();
}

absl::Status Stage::Restart(const std::string& what) {
  if (what == "hub") {
    Close();
    return Open();
  }
  if (what != "plugin") {
    return Malformed("restart", "RESTART", "\"plugin\" or \"hub\" can be restarted");
  }
  const size_t starts = processes_.starts();
  killed_ = true;
  processes_.KillAll();
  while (processes_.starts() == starts && faults_ <= kFaultsMax) {
    const absl::Time next = test_.hub().RunPlugins();
    if (test_.hub().RunSequencer() != 0) continue;
    processes_.Wait(std::clamp(next - clock_.Now(), absl::ZeroDuration(), kPatience));
  }
  return absl::OkStatus();
}

absl::StatusOr<Played> Stage::Look() {
  Played played;
  ASSIGN_OR_RETURN(played.plugin, Describe());
  names_.insert(map_notes_.names().begin(), map_notes_.names().end());
  names_.insert(report_notes_.names().begin(), report_notes_.names().end());
  test_.hub().StopPlugins();
  test_.Close();
  {
    ASSIGN_OR_RETURN(
        const std::unique_ptr<DataFolder> folder,
        OpenDataFolder(test_.options(), /*create=*/false, test_.files(), test_.disk().env()));
    ASSIGN_OR_RETURN(
        played.records,
        ReadRecords(*folder,
                    {.first = first_, .began = began_, .ns = test_.options().ns, .names = names_}));
    ASSIGN_OR_RETURN(played.state, DigestOfState(*folder, plugin_));
  }
  RETURN_IF_ERROR(test_.Open());
  StartPlugins();
  RETURN_IF_ERROR(Settle());
  return played;
}

}  // namespace liaison
