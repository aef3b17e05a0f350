#include "hub/plugin_host/plugin_host.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/controls.h"
#include "hub/plugin_host/time_zones_control.h"
#include "hub/plugin_host/timers.h"
#include "hub/plugin_host/why.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Stopping() {
  return MakeError(absl::StatusCode::kUnavailable, "the hub is stopping: ask again later",
                   {.reason = "STOPPING", .subject = "", .field = ""});
}

absl::Status NotInstalled(const std::string& plugin) {
  return MakeError(absl::StatusCode::kNotFound,
                   absl::StrCat("there is no plugin ", plugin,
                                ": liaison-hub plugin list shows what is installed"),
                   {.reason = "PLUGIN", .subject = plugin, .field = ""});
}

int64_t Number(uint64_t value) { return static_cast<int64_t>(value); }

Json About(const std::string& plugin) { return Json::Object{{"plugin", plugin}}; }

}  // namespace

void PluginHost::Stop() {
  std::vector<Question> questions;
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    questions.swap(questions_);
  }
  for (Question& question : questions) question.answer(Stopping());
  for (Open& open : open_) open.answer(Stopping());
  open_.clear();
  for (const std::unique_ptr<Replay>& replay : replays_) replay->Abandon(Stopping());
  replays_.clear();
  hosted_.clear();
}

void PluginHost::Ask(PluginRequest request, PluginAnswer answer) {
  {
    absl::MutexLock lock(&mutex_);
    if (!stopped_) questions_.push_back({std::move(request), std::move(answer)});
  }
  // What was not moved is still ours to answer.
  if (answer != nullptr) return answer(Stopping());
  parts_.processes.Wake();
}

absl::Time PluginHost::Step() {
  TakeQuestions();
  AnswerOpen();
  KeepRunners();
  absl::Time next = absl::InfiniteFuture();
  const std::shared_ptr<const PluginBook> book = parts_.writer.book();
  for (auto& [plugin, hosted] : hosted_) {
    next = std::min(next, StepRunner(plugin, *book->Find(plugin), hosted));
  }
  for (const std::unique_ptr<Replay>& replay : replays_) {
    const auto live = hosted_.find(replay->plugin());
    next =
        std::min(next, replay->Step(live == hosted_.end() ? nullptr : live->second.runner.get()));
  }
  std::erase_if(replays_, [](const std::unique_ptr<Replay>& replay) { return replay->finished(); });
  return next;
}

void PluginHost::TakeQuestions() {
  std::vector<Question> questions;
  {
    absl::MutexLock lock(&mutex_);
    questions.swap(questions_);
  }
  for (Question& question : questions) Answer(std::move(question));
}

void PluginHost::Answer(Question question) {
  using Verb = PluginRequest::Verb;
  const PluginRequest& request = question.request;
  switch (request.verb) {
    case Verb::kList:
      return question.answer(List());
    case Verb::kInstall:
      return Install(std::move(question));
    case Verb::kEnable:
      return AskWriter(std::move(question.answer), About(request.plugin),
                       [plugin = request.plugin](const CommitPlace& place) {
                         return EnablePlugin(place, plugin);
                       });
    case Verb::kSuspend:
      return AskWriter(
          std::move(question.answer), About(request.plugin),
          [plugin = request.plugin, reason = request.reason](const CommitPlace& place) {
            return SuspendPlugin(place, plugin, reason);
          });
    case Verb::kQuarantineList:
      return question.answer(Quarantines(request.plugin));
    case Verb::kQuarantineRetry:
    case Verb::kQuarantineSkip:
      return AskWriter(
          std::move(question.answer), About(request.plugin), [request](const CommitPlace& place) {
            return EndQuarantine(place, request.plugin, request.record,
                                 request.verb == Verb::kQuarantineSkip, request.reason);
          });
    case Verb::kReplayVerify:
    case Verb::kReplayRebuild:
      return BeginReplay(std::move(question));
    case Verb::kWhy:
      return question.answer(
          ExplainRecord(ns_, parts_.log, parts_.view.Get()->head.size, request.record));
    case Verb::kTimeZones:
      return AskWriter(std::move(question.answer), [json = request.data](const CommitPlace& place) {
        return LogTimeZones(place, json);
      });
  }
}

void PluginHost::AskWriter(PluginAnswer answer, Json done,
                           std::function<absl::Status(const CommitPlace&)> write) {
  AskWriter(std::move(answer),
            [done = std::move(done),
             write = std::move(write)](const CommitPlace& place) -> absl::StatusOr<Json> {
              RETURN_IF_ERROR(write(place));
              return done;
            });
}

void PluginHost::AskWriter(PluginAnswer answer,
                           std::function<absl::StatusOr<Json>(const CommitPlace&)> write) {
  Open& open = open_.emplace_back();
  open.answer = std::move(answer);
  open.pending = std::make_unique<Pending<absl::StatusOr<Json>>>();
  open.pending->Start(parts_, std::move(write));
}

void PluginHost::AnswerOpen() {
  std::vector<Open> waiting;
  for (Open& open : open_) {
    if (!open.pending->done()) {
      waiting.push_back(std::move(open));
      continue;
    }
    open.answer(open.pending->Take());
  }
  open_ = std::move(waiting);
}

void PluginHost::Install(Question question) {
  const absl::StatusOr<Hash> digest = bundles_.Add(question.request.bundle);
  if (!digest.ok()) return question.answer(digest.status());
  const absl::StatusOr<PluginManifest> manifest = ParseManifest(question.request.bundle.manifest);
  if (!manifest.ok()) return question.answer(manifest.status());
  Json::Object done = {
      {"plugin", manifest->id}, {"version", manifest->version}, {"bundle", ToHex(*digest)}};
  AskWriter(std::move(question.answer), Json(std::move(done)),
            [text = question.request.bundle.manifest, digest = *digest](const CommitPlace& place) {
              return InstallPlugin(place, text, digest);
            });
}

void PluginHost::BeginReplay(Question question) {
  const std::string& plugin = question.request.plugin;
  if (parts_.writer.book()->Find(plugin) == nullptr) return question.answer(NotInstalled(plugin));
  for (const std::unique_ptr<Replay>& replay : replays_) {
    if (replay->plugin() != plugin) continue;
    return question.answer(MakeError(absl::StatusCode::kFailedPrecondition,
                                     absl::StrCat("a replay of ", plugin, " is running"),
                                     {.reason = "REPLAYING", .subject = plugin, .field = ""}));
  }
  replays_.push_back(std::make_unique<Replay>(
      parts_, plugin, question.request.verb == PluginRequest::Verb::kReplayRebuild,
      std::move(question.answer)));
}

void PluginHost::KeepRunners() {
  const std::shared_ptr<const PluginBook> book = parts_.writer.book();
  for (const auto& [plugin, entry] : book->plugins()) {
    if (entry.row.generation() == 0) continue;
    Hosted& hosted = hosted_[plugin];
    if (hosted.runner == nullptr || hosted.runner->id().generation != entry.row.generation()) {
      hosted.runner = std::make_unique<TrackRunner>(parts_, LiveTrack(plugin, entry));
    }
  }
}

absl::Time PluginHost::StepRunner(const std::string& plugin, const PluginEntry& entry,
                                  Hosted& hosted) {
  const absl::Time next = hosted.runner->Step();
  const absl::Time now = parts_.clock.Now();
  for (DeadManAlert& alert :
       hosted.dead_man.Watch(*entry.manifest, HealthOf(entry, *hosted.runner), now)) {
    parts_.report(plugin, "alert", alert.code);
    Write(parts_,
          [plugin, manifest = entry.manifest, alert = std::move(alert)](const CommitPlace& place) {
            RaiseAlert(place, plugin, *manifest, alert.code, alert.params);
          });
  }
  return entry.row.enabled() ? std::min(next, hosted.dead_man.next(now)) : next;
}

PluginHealth PluginHost::HealthOf(const PluginEntry& entry, const TrackRunner& runner) const {
  PluginHealth health;
  const auto track = entry.tracks.find(runner.id().generation);
  health.watched = entry.row.enabled() && track != entry.tracks.end();
  health.running = runner.healthy();
  // One that still computes its first state may be late, not down.
  const bool waited_for = health.watched && track->second.armed() &&
                          Contains(parts_.view.Get()->head.size, runner.position());
  if (!waited_for) return health;
  const absl::StatusOr<StoredRecord> oldest = parts_.log.Read(runner.position());
  if (oldest.ok()) {
    health.lag = parts_.hub_clock.Now() - absl::FromUnixMillis(oldest->head.time_ms);
  }
  return health;
}

Json PluginHost::List() const {
  Json::Array plugins;
  const std::shared_ptr<const PluginBook> book = parts_.writer.book();
  for (const auto& [plugin, entry] : book->plugins()) plugins.push_back(Describe(plugin, entry));
  return Json::Object{{"plugins", std::move(plugins)}};
}

Json PluginHost::Describe(const std::string& plugin, const PluginEntry& entry) const {
  Json::Object json = {{"plugin", plugin},
                       {"version", entry.row.version()},
                       {"bundle", EncodeHex(entry.row.bundle_digest())},
                       {"enabled", entry.row.enabled()},
                       {"state", entry.row.enabled_end() == 0 ? "installed" : "suspended"}};
  const int64_t aside =
      std::count_if(entry.quarantines->begin(), entry.quarantines->end(),
                    [](const rows::Quarantine& row) { return row.released_end() == 0; });
  json["quarantine"] = aside;
  const auto track = entry.tracks.find(entry.row.generation());
  if (track == entry.tracks.end()) return json;
  json["cursor"] = Number(track->second.cursor());
  json["generation"] = Number(entry.row.generation());
  json["events"] = Number(track->second.events());
  json["state_bytes"] = Number(track->second.state_bytes());
  json["timers"] = Number(track->second.timers());
  const absl::StatusOr<std::optional<int64_t>> due =
      NextDueMs(parts_.store, LiveTrack(plugin, entry), track->second);
  if (due.ok() && due->has_value()) json["next_due_ms"] = **due;
  json["effect_chain"] = EncodeHex(track->second.effect_chain());
  json["starts"] = Number(track->second.incarnation());
  json["misbehaved"] = track->second.misbehaved();
  const auto hosted = hosted_.find(plugin);
  if (hosted == hosted_.end()) return json;
  const TrackRunner& runner = *hosted->second.runner;
  if (entry.row.enabled()) json["state"] = std::string(RunnerStateName(runner.state()));
  json["position"] = Number(runner.position().value());
  json["behind"] = Number(parts_.view.Get()->head.size.value() - runner.position().value());
  json["last_fault"] = runner.last_fault();
  Json::Object gauges;
  for (const auto& [name, value] : runner.gauges()) gauges[name] = value;
  json["gauges"] = std::move(gauges);
  return json;
}

absl::StatusOr<Json> PluginHost::Quarantines(const std::string& plugin) const {
  const std::shared_ptr<const PluginBook> book = parts_.writer.book();
  if (!plugin.empty() && book->Find(plugin) == nullptr) return NotInstalled(plugin);
  Json::Array events;
  for (const auto& [name, entry] : book->plugins()) {
    if (!plugin.empty() && name != plugin) continue;
    for (const rows::Quarantine& row : *entry.quarantines) {
      if (row.released_end() != 0) continue;
      events.push_back(Json::Object{{"plugin", name},
                                    {"record", Number(row.seq())},
                                    {"control", Number(row.control())},
                                    {"fault", row.fault()},
                                    {"attempts", int64_t{row.attempts()}},
                                    {"halts", row.halt()},
                                    {"order_key", EncodeHex(row.order_key())},
                                    {"output", row.output()}});
    }
  }
  return Json(Json::Object{{"quarantine", std::move(events)}});
}

}  // namespace liaison
