#include "plugins/plugkit/conform_command.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "hub/plugin_host/manifest.h"
#include "hub/plugin_process/real_plugin_processes.h"
#include "plugins/plugkit/compare.h"
#include "plugins/plugkit/conform_link.h"
#include "plugins/plugkit/manifest_script.h"
#include "plugins/plugkit/script_file.h"
#include "plugins/plugkit/stage.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

// Beyond, a long result is cut no more.
constexpr size_t kCutBytesMax = 4096;

using Results = std::map<uint64_t, v1::EventResult>;

// In words, the first effect that two runs do not share; "" where there is none.
std::string FirstDifference(const Results& a, const Results& b) {
  for (const auto& [seq, one] : a) {
    const auto found = b.find(seq);
    if (found == b.end()) continue;
    const v1::EventResult& other = found->second;
    const int most = std::max(one.effects_size(), other.effects_size());
    for (int i = 0; i < most; ++i) {
      const auto text = [i](const v1::EventResult& result) {
        return i < result.effects_size() ? result.effects(i).ShortDebugString() : "nothing";
      };
      if (text(one) == text(other)) continue;
      return absl::StrCat("record ", seq, ", effect ", i + 1, ": ", text(one), " in one process, ",
                          text(other), " in another");
    }
  }
  return "";
}

std::string Differs(const Played& a, const Played& b) {
  const auto [in_a, in_b] =
      std::mismatch(a.records.begin(), a.records.end(), b.records.begin(), b.records.end(), Fits);
  if (in_a != a.records.end() || in_b != b.records.end()) {
    const auto text = [](const auto record, const auto end) {
      return record == end ? "nothing" : record->ShortDebugString();
    };
    return absl::StrCat("other records came out, first ", text(in_b, b.records.end()),
                        " instead of ", text(in_a, a.records.end()));
  }
  if (a.effect_chain() != b.effect_chain()) return "the effect chain is another";
  return a.state == b.state ? "" : "the state is another";
}

class Conformance {
 public:
  Conformance(const PlugkitWorld& world, const Bundle& bundle, const PluginManifest& manifest,
              plugkit::Script script, size_t kills, CheckReport& report)
      : world_(world),
        bundle_(bundle),
        manifest_(manifest),
        script_(std::move(script)),
        kills_(kills),
        report_(report),
        real_(world.clock),
        processes_(real_) {}

  absl::Status Run() {
    const bool comparable = Undisturbed();
    RETURN_IF_ERROR(CheckLink(bundle_, manifest_, processes_.hello(), world_.clock, report_));
    if (!comparable) return report_.Verdict();
    Batches();
    if (report_.failed()) return report_.Verdict();  // what follows would only say so again
    Kills();
    RETURN_IF_ERROR(CheckTornBatch(bundle_, manifest_, processes_.hello(), first_batch_, report_));
    TornResults();
    return report_.Verdict();
  }

 private:
  absl::StatusOr<Played> Play(const plugkit::Script& script, const Tap& tap,
                              absl::FunctionRef<absl::Status(Stage&)> then) {
    processes_.Begin(tap);
    Stage stage(processes_, world_.clock, script);
    const absl::Status enabled = stage.Enable(bundle_);
    const absl::Status done = enabled.ok() ? stage.Play(script) : enabled;
    reports_ = stage.reports();
    RETURN_IF_ERROR(done);
    ASSIGN_OR_RETURN(Played played, stage.Look());
    RETURN_IF_ERROR(then(stage));
    return played;
  }
  absl::StatusOr<Played> Play(const plugkit::Script& script, const Tap& tap) {
    return Play(script, tap, [](Stage&) { return absl::OkStatus(); });
  }

  // Whether there is something to compare with.
  bool Undisturbed() {
    absl::StatusOr<Played> played = Play(script_, {});
    const auto fault = std::find_if(reports_.begin(), reports_.end(), [](const std::string& line) {
      return absl::StartsWith(line, "fault") || absl::StartsWith(line, "quarantine");
    });
    const bool faultless = played.ok() && fault == reports_.end();
    report_.Add("script", faultless,
                faultless     ? absl::StrCat(processes_.results().size(), " records taken, ",
                                             played->records.size(), " came of them")
                : played.ok() ? *fault
                              : std::string(played.status().message()));
    if (!faultless) return false;
    normal_ = *std::move(played);
    results_ = processes_.results();
    messages_ = processes_.messages();
    first_batch_ = processes_.first_batch();
    if (!script_.expect().empty()) {
      const Difference difference = Compare(script_, normal_.records);
      report_.Add("expected", !difference.any,
                  difference.any ? absl::StrJoin(difference.lines, "\n    ")
                                 : "what the script says came out");
    }
    Quotas();
    return true;
  }

  void Quotas() {
    const uint64_t bytes = static_cast<uint64_t>(normal_.plugin.IntegerOr("state_bytes", 0));
    const uint64_t timers = static_cast<uint64_t>(normal_.plugin.IntegerOr("timers", 0));
    report_.Add("quotas", bytes <= manifest_.state_bytes_max && timers <= manifest_.timers_max,
                absl::StrCat(bytes, " of ", manifest_.state_bytes_max, " bytes of state, ", timers,
                             " of ", manifest_.timers_max, " timers"));
  }

  // A second process, then a third that computes all of it anew, by batches of another size.
  void Batches() {
    for (const int events : {1, 7, 64}) {
      std::string difference;
      const absl::StatusOr<Played> again =
          Play(script_, {.batch_events_max = events}, [&](Stage& stage) -> absl::Status {
            difference = FirstDifference(results_, processes_.results());
            if (!difference.empty()) return absl::OkStatus();
            const absl::Status rebuilt = stage.Rebuild();
            difference = FirstDifference(results_, processes_.results());
            if (!difference.empty()) return absl::OkStatus();
            RETURN_IF_ERROR(rebuilt);
            ASSIGN_OR_RETURN(const Played anew, stage.Look());
            difference = Differs(normal_, anew);
            return absl::OkStatus();
          });
      if (again.ok() && difference.empty()) difference = Differs(normal_, *again);
      const std::string name = absl::StrCat("batches of ", events);
      if (!again.ok()) {
        report_.Add(name, again.status(), "");
        continue;
      }
      report_.Add(name, difference.empty(),
                  difference.empty() ? "same effects in two other processes" : difference);
    }
  }

  // A run that is disturbed has to come to the same. "" where it does.
  std::string Disturbed(const Tap& tap) {
    const absl::StatusOr<Played> played = Play(script_, tap);
    return played.ok() ? Differs(normal_, *played) : std::string(played.status().message());
  }

  void Kills() {
    const size_t kills = kills_ == 0 ? messages_ : std::min(kills_, messages_);
    for (size_t kill = 1; kill <= kills; ++kill) {
      const size_t message = kill * messages_ / kills;
      const std::string difference = Disturbed({.kill_after = message});
      if (difference.empty()) continue;
      report_.Add("kills", false, absl::StrCat("killed after message ", message, ": ", difference));
      return;
    }
    report_.Add("kills", true,
                absl::StrCat("killed after ", kills, " of ", messages_, " messages, same effects"));
  }

  // Several cuts a run, as many as there are records.
  void TornResults() {
    size_t at = 0;
    for (size_t before = 1; at != std::exchange(before, at) && at < kCutBytesMax;) {
      const std::string difference = Disturbed({.batch_events_max = 1, .cut_from = at});
      const size_t next = processes_.next_cut();
      if (!difference.empty()) {
        report_.Add("torn results", false,
                    absl::StrCat("cut after ", at, " to ", next, " bytes: ", difference));
        return;
      }
      at = next;
    }
    report_.Add("torn results", true,
                absl::StrCat("cut after each of ", at, " bytes, same effects"));
  }

  const PlugkitWorld& world_;
  const Bundle& bundle_;
  const PluginManifest& manifest_;
  const plugkit::Script script_;
  const size_t kills_;
  CheckReport& report_;
  RealPluginProcesses real_;
  TappedProcesses processes_;
  std::vector<std::string> reports_;  // of the last run
  // Of the run that nothing disturbs.
  Played normal_;
  Results results_;
  size_t messages_ = 0;
  v1::ToPlugin first_batch_;
};

}  // namespace

absl::Status ConformCommand(const PlugkitWorld& world, const ConformOptions& options,
                            CheckReport& report) {
  ASSIGN_OR_RETURN(const Bundle bundle, ReadBundle(world.files, options.bundle));
  ASSIGN_OR_RETURN(const PluginManifest manifest, ParseManifest(bundle.manifest));
  plugkit::Script script = ScriptFor(manifest);
  if (!options.script.empty()) {
    ASSIGN_OR_RETURN(script, ReadScript(world.files, options.script));
  }
  return Conformance(world, bundle, manifest, std::move(script), options.kills, report).Run();
}

}  // namespace liaison
