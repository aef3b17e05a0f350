#include "tests/bench/plugin_rig.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "hub/plugin_host/bundle.h"
#include "hub/plugin_host/manifest.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(1);
constexpr double kPatience_s = 60;
// The first generation of a plugin's state.
constexpr uint64_t kGeneration = 1;

}  // namespace

PluginRig::PluginRig(Clock& process_clock, Random& random, FileSystem& files)
    : process_clock_(process_clock),
      random_(random),
      files_(files),
      clock_(process_clock.Now()),
      processes_(process_clock) {}

absl::StatusOr<std::unique_ptr<PluginRig>> PluginRig::Make(const std::string& folder,
                                                           const std::string& bundle,
                                                           Clock& process_clock, Random& random,
                                                           FileSystem& files) {
  auto rig = absl::WrapUnique(new PluginRig(process_clock, random, files));
  ASSIGN_OR_RETURN(rig->founded_,
                   FoundedHub::Make(folder, /*writers=*/1, {rig->clock_, random, files}));
  rig->chain_.emplace(rig->founded_->ChainOf(0));
  RETURN_IF_ERROR(rig->Open());
  RETURN_IF_ERROR(rig->Install(bundle));
  // The first record that it sees makes sure that it is there, and that its timers may fire.
  RETURN_IF_ERROR(rig->Submit(1));
  RETURN_IF_ERROR(rig->RunPlugin(1));
  rig->Close();
  return rig;
}

absl::Status PluginRig::Install(const std::string& folder) {
  PluginRequest request{.verb = PluginRequest::Verb::kInstall};
  ASSIGN_OR_RETURN(request.bundle.binary, files_.Read(folder + "/plugin", kBinaryBytesMax));
  ASSIGN_OR_RETURN(request.bundle.manifest,
                   files_.Read(folder + "/manifest.textproto", kManifestBytesMax));
  ASSIGN_OR_RETURN(const Json installed, Ask(std::move(request)));
  track_ = {.plugin = installed.StringOr("plugin", ""), .generation = kGeneration};
  return Ask({.verb = PluginRequest::Verb::kEnable, .plugin = track_.plugin}).status();
}

absl::StatusOr<Json> PluginRig::Ask(PluginRequest request) {
  std::optional<absl::StatusOr<Json>> answer;
  hub_->AskPlugins(std::move(request), [&](absl::StatusOr<Json> json) { answer = json; });
  const Stopwatch watch;
  while (!answer.has_value() && watch.Seconds() < kPatience_s) {
    static_cast<void>(hub_->RunPlugins());
    RunGroup(TimedGroup::Kind::kOther);
  }
  return answer.value_or(absl::DeadlineExceededError("the plugin host does not answer"));
}

absl::Status PluginRig::Open() {
  groups_.clear();
  opened_ = Stopwatch();
  ASSIGN_OR_RETURN(hub_, Hub::Open(founded_->options(), clock_, random_, files_, nullptr));
  hub_->StartPlugins(processes_, process_clock_,
                     [](absl::string_view, absl::string_view, absl::string_view) {});
  return absl::OkStatus();
}

void PluginRig::Close() {
  if (hub_ != nullptr) hub_->StopPlugins();
  hub_ = nullptr;
}

bool PluginRig::RunGroup(TimedGroup::Kind kind) {
  const StepWatch watch;
  if (hub_->RunSequencer() == 0) return false;
  groups_.push_back({.kind = kind, .time = watch.Read(), .end_us = SinceOpen_us()});
  return true;
}

absl::Status PluginRig::Submit(size_t count, const NoticeContent& content) {
  ASSIGN_OR_RETURN(const Principal writer,
                   hub_->Authenticate(founded_->writers()[0].tls.spki_sha256));
  absl::Status status;
  for (size_t i = 0; i < count; ++i) {
    v1::SubmitRequest request = std::move(chain_->Next(content).request);
    v1::Envelope& envelope = *request.mutable_envelope();
    hub_->Submit(writer,
                 {.note = std::move(*envelope.mutable_header()),
                  .sealed = std::move(*envelope.mutable_sealed())},
                 [&](const Outcome& outcome) { status.Update(outcome.status); });
    if (i % kBatchEventsMax == 0) RunGroup(TimedGroup::Kind::kInput);
  }
  while (RunGroup(TimedGroup::Kind::kInput)) {
  }
  return status;
}

absl::Status PluginRig::SubmitNote(absl::string_view device, const std::string& note) {
  ASSIGN_OR_RETURN(const Principal writer,
                   hub_->Authenticate(SpkiPinOf(founded_->mission().tls_key(device).public_key())));
  absl::Status status;
  hub_->Submit(writer, {.kind = RecordKind::kNote, .note = note},
               [&](const Outcome& outcome) { status = outcome.status; });
  while (RunGroup(TimedGroup::Kind::kInput)) {
  }
  return status;
}

absl::Status PluginRig::RunPlugin(uint64_t events) {
  const uint64_t end = times().events + events;
  return RunUntil([&] { return times().events >= end; });
}

absl::Status PluginRig::RunPluginToRelease(uint64_t releases) {
  const uint64_t end = times().releases + releases;
  return RunUntil([&] { return times().releases >= end; });
}

absl::Status PluginRig::RunUntil(absl::FunctionRef<bool()> is_done) {
  size_t committed = times().answers;
  uint64_t released = times().releases;
  Stopwatch watch;
  while (!is_done() || committed < times().answers) {
    if (watch.Seconds() > kPatience_s) return absl::DeadlineExceededError("the plugin is stuck");
    static_cast<void>(hub_->RunPlugins());
    const bool has_result = committed < times().answers;
    if (RunGroup(has_result ? TimedGroup::Kind::kEffects : TimedGroup::Kind::kOther)) {
      committed = times().answers;
      groups_.back().releases = times().releases - std::exchange(released, times().releases);
      watch = Stopwatch();
    } else {
      processes_.Wait(kPause);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<RawWrite>> PluginRig::ReadGroups() const {
  ASSIGN_OR_RETURN(std::vector<RawWrite> writes, ReadWrites(database()));
  if (writes.size() == groups_.size()) return writes;
  return absl::InternalError(absl::StrCat("the hub wrote ", groups_.size(),
                                          " groups, its database holds ", writes.size()));
}

}  // namespace liaison
