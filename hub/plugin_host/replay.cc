#include "hub/plugin_host/replay.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/controls.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

absl::Status Differs(absl::string_view plugin, LeafIndex cursor) {
  return MakeError(
      absl::StatusCode::kDataLoss,
      absl::StrCat("the state of ", plugin,
                   " is not what its bundle makes of the log up to record ", cursor.value(),
                   ": the bundle changed in between, the plugin is not deterministic, or rows were "
                   "changed. Keep the folder; compare on another machine"),
      {.reason = "REPLAY_DIFFERS", .subject = std::string(plugin), .field = ""});
}

}  // namespace

Replay::Replay(const HostParts& parts, std::string plugin, bool rebuild, Answer answer)
    : parts_(parts), plugin_(std::move(plugin)), rebuild_(rebuild), answer_(std::move(answer)) {
  beginning_.Start(parts_, [plugin = plugin_](const CommitPlace& place) {
    return BeginGeneration(place, plugin);
  });
}

std::optional<Replay::Mark> Replay::LiveMark() const {
  const std::shared_ptr<const PluginBook> book = parts_.writer.book();
  const PluginEntry* entry = book->Find(plugin_);
  if (entry == nullptr) return std::nullopt;
  const auto track = entry->tracks.find(entry->row.generation());
  if (track == entry->tracks.end()) return std::nullopt;
  return Mark{LeafIndex(track->second.cursor()), track->second.effect_chain(),
              track->second.events()};
}

// At the record that ends a quarantine, what was parked is given out one by one, and the cursor
// does not say how far that is.
bool Replay::IsGivingOutParked() const {
  const std::shared_ptr<const PluginBook> book = parts_.writer.book();
  const PluginEntry* entry = book->Find(plugin_);
  const std::optional<Mark> mark = LiveMark();
  return mark.has_value() && QuarantineView(*entry->quarantines).EndedBy(mark->cursor) != nullptr;
}

void Replay::Begin() {
  absl::StatusOr<TrackId> id = beginning_.Take();
  if (id.ok() && IsGivingOutParked()) {
    Write(parts_, [id = *id](const CommitPlace& place) { DropGeneration(place, id); });
    id = MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the plugin ", plugin_,
                                " is being given what waited for a record in quarantine: ask again "
                                "when that is done (a suspended plugin must be enabled first)"),
                   {.reason = "REPLAY_LATER", .subject = plugin_, .field = ""});
  }
  const std::optional<Mark> mark = LiveMark();
  if (!id.ok() || !mark.has_value()) {
    finished_ = true;
    answer_(id.ok() ? absl::InternalError("no state") : id.status());
    return;
  }
  target_ = *mark;
  runner_ = std::make_unique<TrackRunner>(parts_, *std::move(id));
  runner_->StopAt(target_.cursor);
}

absl::Time Replay::Step(TrackRunner* live) {
  if (runner_ == nullptr) {
    if (!beginning_.done()) return absl::InfiniteFuture();
    Begin();
    if (finished_) return absl::InfiniteFuture();
  }
  if (adopting_.waiting()) {
    if (!adopting_.done()) return absl::InfiniteFuture();
    const absl::Status status = adopting_.Take();
    if (absl::IsAborted(status)) {  // the live state went on meanwhile: catch up with it
      if (live != nullptr) live->Resume();
      paused_live_ = false;
      return parts_.clock.Now();
    }
    Finish(status.ok() ? absl::StatusOr<Json>(report_) : status, /*drop=*/!status.ok(), live);
    return absl::InfiniteFuture();
  }
  return Run(live);
}

absl::Time Replay::Run(TrackRunner* live) {
  const absl::Time next = runner_->Step();
  const RunnerState state = runner_->state();
  if (state == RunnerState::kIncompatible || state == RunnerState::kVerifyFailed ||
      state == RunnerState::kNoSandbox || !runner_->last_fault().empty()) {
    Finish(MakeError(absl::StatusCode::kFailedPrecondition,
                     absl::StrCat("the replay of ", plugin_, " stopped at record ",
                                  runner_->position().value(), ": ", runner_->last_fault()),
                     {.reason = "REPLAY_FAULT", .subject = plugin_, .field = ""}),
           /*drop=*/true, live);
    return absl::InfiniteFuture();
  }
  const std::shared_ptr<const PluginBook> book = parts_.writer.book();
  const PluginEntry* entry = book->Find(plugin_);
  const auto track = entry->tracks.find(runner_->id().generation);
  if (track == entry->tracks.end() || track->second.cursor() < target_.cursor.value()) return next;
  Compare({LeafIndex(track->second.cursor()), track->second.effect_chain(), track->second.events()},
          live);
  return finished_ ? absl::InfiniteFuture() : parts_.clock.Now();
}

void Replay::Compare(const Mark& found, TrackRunner* live) {
  if (found.chain != target_.chain || found.events != target_.events) {
    Finish(Differs(plugin_, target_.cursor), /*drop=*/true, live);
    return;
  }
  report_ = Json(Json::Object{{"plugin", plugin_},
                              {"through", static_cast<int64_t>(target_.cursor.value())},
                              {"events", static_cast<int64_t>(target_.events)},
                              {"effect_chain", EncodeHex(target_.chain)}});
  if (!rebuild_) {
    Finish(report_, /*drop=*/true, live);
    return;
  }
  // The live state must stand still while the new one reaches it.
  if (live != nullptr && !paused_live_) {
    paused_live_ = live->Pause();
    return;
  }
  const std::optional<Mark> now = LiveMark();
  if (now.has_value() && now->cursor != target_.cursor) {
    target_ = *now;
    runner_->StopAt(target_.cursor);
    return;
  }
  if (!runner_->Pause()) return;
  runner_->Resume();
  adopting_.Start(parts_, [id = runner_->id(), cursor = target_.cursor](const CommitPlace& place) {
    return AdoptGeneration(place, id, cursor);
  });
}

void Replay::Finish(absl::StatusOr<Json> result, bool drop, TrackRunner* live) {
  finished_ = true;
  if (live != nullptr && paused_live_) live->Resume();
  if (drop) {
    Write(parts_, [id = runner_->id()](const CommitPlace& place) { DropGeneration(place, id); });
  }
  runner_.reset();
  answer_(std::move(result));
}

void Replay::Abandon(const absl::Status& status) {
  if (finished_) return;
  finished_ = true;
  answer_(status);
}

}  // namespace liaison
