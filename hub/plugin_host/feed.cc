#include "hub/plugin_host/feed.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "proto/base/status_macros.h"
#include "proto/text/record.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr size_t kBatchBytesMax = 1 << 20;
// A plugin asks for what did not come along.
constexpr size_t kEagerBytesMax = 1 << 20;
// What one step may read where nothing concerns the plugin.
constexpr uint64_t kRecordsPerStepMax = 4096;

}  // namespace

// One run along the log.
class Feed::Walk {
 public:
  Walk(const Feed& feed, const TrackId& id, const PluginEntry& entry, const rows::Track& track,
       const FeedLimits& limits)
      : feed_(feed),
        id_(id),
        manifest_(*entry.manifest),
        aside_(*entry.quarantines),
        limits_(limits) {
    out_.from = LeafIndex(track.cursor());
    out_.end = std::max(out_.from, limits.start);
  }

  absl::StatusOr<FeedBatch> Run() {
    const uint64_t stop = std::min(limits_.stop.value(), out_.end.value() + kRecordsPerStepMax);
    if (out_.end.value() >= stop) return std::move(out_);
    absl::Status status = feed_.log_.ReadRange(
        out_.end, TreeSize(stop),
        [this](LeafIndex seq, const RecordHead& head, absl::string_view body) -> absl::Status {
          ASSIGN_OR_RETURN(const bool go_on, Visit(seq, head, body));
          return go_on ? absl::OkStatus() : absl::CancelledError();
        });
    if (!status.ok() && !absl::IsCancelled(status)) return status;
    RETURN_IF_ERROR(AddEager());
    return std::move(out_);
  }

 private:
  // False: the batch ends before this record.
  absl::StatusOr<bool> Visit(LeafIndex seq, const RecordHead& head, absl::string_view body) {
    if (out_.events() >= limits_.events_max || bytes_ >= kBatchBytesMax) return false;
    if (head.kind == RecordKind::kControl) {
      ASSIGN_OR_RETURN(const bool unparked, Unpark(seq));
      if (unparked) return false;
    }
    if (manifest_.kinds.contains(head.kind)) {
      ASSIGN_OR_RETURN(std::optional<Passed> passed, Judge(seq, head, body));
      if (halted_ || undecided_) return false;
      if (passed.has_value()) out_.passed.push_back(*std::move(passed));
    }
    out_.end = LeafIndex(seq.value() + 1);
    return true;
  }

  // nullopt: not for this plugin.
  absl::StatusOr<std::optional<Passed>> Judge(LeafIndex seq, const RecordHead& head,
                                              absl::string_view body) {
    ASSIGN_OR_RETURN(BuiltEvent built, feed_.builder_.Build(seq, head, body));
    if (!built.control_plugin.empty()) return std::optional<Passed>();
    Passed passed{.seq = seq};
    if (head.kind == RecordKind::kTimer) {
      ASSIGN_OR_RETURN(const bool ours, AddTimer(body, built, passed));
      if (!ours) return std::optional<Passed>();
    }
    if (!manifest_.order_by_incident) built.event.clear_order_key();
    passed.order_key = built.event.order_key();
    passed.hops = built.event.hops();
    if (passed.kind == Passed::Kind::kStale) {
      // An event before it in this batch may set this very timer: wait until that is committed.
      undecided_ = out_.events() > 0;
      return std::optional<Passed>(std::move(passed));
    }
    if (aside_.IsHaltedAt(seq)) {
      halted_ = true;
    } else if (aside_.IsSkippedAt(seq)) {
      passed.kind = Passed::Kind::kSkipped;
    } else if (aside_.IsSetAside(seq, seq) || aside_.IsParked(passed.order_key, seq)) {
      passed.kind = Passed::Kind::kParked;
    } else {
      AddEvent(std::move(built));
    }
    return std::optional<Passed>(std::move(passed));
  }

  // The event of a TIMER record, or that it is stale. False: of another plugin.
  absl::StatusOr<bool> AddTimer(absl::string_view body, BuiltEvent& built, Passed& passed) {
    ASSIGN_OR_RETURN(const Timer timer, ParseTimer(feed_.ns_, body));
    if (timer.plugin != id_.plugin) return false;
    passed.is_timer = true;
    passed.timer_key = timer.key;
    passed.timer_generation = timer.generation;
    ASSIGN_OR_RETURN(const std::optional<std::string> row,
                     feed_.store_.Get(Family::kPlugin, TimerKey(id_, timer.key)));
    passed.timer_row = row;
    if (row.has_value()) {
      ASSIGN_OR_RETURN(rows::Timer set, ParseRow<rows::Timer>(*row, "timer"));
      if (set.generation() == timer.generation && set.due_ms() == timer.due_ms) {
        v1::TimerFired& fired = *built.event.mutable_timer();
        fired.set_key(timer.key);
        fired.set_due_ms(timer.due_ms);
        fired.set_payload(std::move(*set.mutable_payload()));
        built.event.set_order_key(std::move(*set.mutable_order_key()));
        return true;
      }
    }
    passed.kind = Passed::Kind::kStale;
    return true;
  }

  void AddEvent(BuiltEvent built) {
    bytes_ += built.event.ByteSizeLong();
    AddEagerKeys(built);
    *out_.batch.add_events() = std::move(built.event);
  }

  // At the CONTROL record that ends a quarantine, what was parked under its order key comes first.
  // True if there was any.
  absl::StatusOr<bool> Unpark(LeafIndex control) {
    const rows::Quarantine* ended = aside_.EndedBy(control);
    if (ended == nullptr) return false;
    ASSIGN_OR_RETURN(const std::vector<LeafIndex> parked, ParkedBehind(*ended));
    for (const LeafIndex seq : parked) {
      if (out_.events() >= limits_.events_max) break;
      if (aside_.IsSetAside(seq, control)) break;  // failed again: the rest goes on waiting
      RETURN_IF_ERROR(AddParked(seq, *ended));
      if (undecided_) break;
    }
    return !out_.passed.empty();
  }

  absl::Status AddParked(LeafIndex seq, const rows::Quarantine& ended) {
    Passed passed{.seq = seq, .from_parking = true, .order_key = ended.order_key()};
    ASSIGN_OR_RETURN(const StoredRecord record, feed_.log_.Read(seq));
    ASSIGN_OR_RETURN(BuiltEvent built, feed_.builder_.Build(seq, record.head, record.body));
    if (record.head.kind == RecordKind::kTimer) {
      ASSIGN_OR_RETURN(const bool ours, AddTimer(record.body, built, passed));
      if (!ours) passed.kind = Passed::Kind::kStale;
      undecided_ = passed.kind == Passed::Kind::kStale && out_.events() > 0;
      if (undecided_) return absl::OkStatus();
    }
    if (ended.skipped() && seq.value() == ended.seq()) {
      passed.kind = Passed::Kind::kSkipped;
    } else if (passed.kind == Passed::Kind::kEvent) {
      built.event.set_redelivered(true);
      passed.hops = built.event.hops();
      AddEvent(std::move(built));
    }
    out_.passed.push_back(std::move(passed));
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<LeafIndex>> ParkedBehind(const rows::Quarantine& ended) {
    // Without a key nothing waits behind it; another that has none waits for its own release.
    if (!ended.order_key().empty()) return ParkedUnder(ended.order_key());
    ASSIGN_OR_RETURN(const std::optional<std::string> row,
                     feed_.store_.Get(Family::kPlugin, ParkedKey(id_, "", LeafIndex(ended.seq()))));
    if (!row.has_value()) return std::vector<LeafIndex>();
    return std::vector<LeafIndex>{LeafIndex(ended.seq())};
  }

  absl::StatusOr<std::vector<LeafIndex>> ParkedUnder(const std::string& order_key) {
    std::vector<LeafIndex> found;
    const std::string from = ParkedKey(id_, order_key, LeafIndex(0));
    absl::Status damaged;
    RETURN_IF_ERROR(
        feed_.store_.Scan(Family::kPlugin, from, ParkedKey(id_, order_key, LeafIndex(UINT64_MAX)),
                          [&](absl::string_view key, absl::string_view) {
                            if (key.size() != from.size())
                              return true;  // a longer order key with the same beginning
                            const absl::StatusOr<LeafIndex> seq = ParseParkedSeq(key);
                            if (!seq.ok()) {
                              damaged = seq.status();
                              return false;
                            }
                            found.push_back(*seq);
                            return found.size() < limits_.events_max;
                          }));
    RETURN_IF_ERROR(damaged);
    return found;
  }

  void AddEagerKeys(const BuiltEvent& built) {
    const v1::Event& event = built.event;
    const std::string timer = event.has_timer() ? event.timer().key() : "";
    for (const std::string& key_template : manifest_.eager) {
      if (absl::StrContains(key_template, "{timer.key}") && timer.empty()) continue;
      if (absl::StrContains(key_template, "{target}") && built.target.empty()) continue;
      eager_.push_back(absl::StrReplaceAll(key_template, {{"{order_key}", event.order_key()},
                                                          {"{timer.key}", timer},
                                                          {"{hash}", built.hash},
                                                          {"{target}", built.target}}));
    }
  }

  absl::Status AddEager() {
    std::sort(eager_.begin(), eager_.end());
    eager_.erase(std::unique(eager_.begin(), eager_.end()), eager_.end());
    size_t bytes = 0;
    for (const std::string& key : eager_) {
      if (bytes > kEagerBytesMax) break;
      ASSIGN_OR_RETURN(std::optional<std::string> value,
                       feed_.store_.Get(Family::kPlugin, StateKey(id_, key)));
      if (!value.has_value()) {
        out_.batch.add_absent(key);
        continue;
      }
      v1::StateEntry& entry = *out_.batch.add_eager();
      entry.set_key(key);
      bytes += key.size() + value->size();
      entry.set_value(*std::move(value));
    }
    return absl::OkStatus();
  }

  const Feed& feed_;
  const TrackId& id_;
  const PluginManifest& manifest_;
  const QuarantineView aside_;
  const FeedLimits& limits_;
  FeedBatch out_;
  size_t bytes_ = 0;
  bool halted_ = false;
  bool undecided_ = false;
  std::vector<std::string> eager_;
};

absl::StatusOr<FeedBatch> Feed::Next(const TrackId& id, const PluginEntry& entry,
                                     const rows::Track& track, const FeedLimits& limits) const {
  return Walk(*this, id, entry, track, limits).Run();
}

void Feed::ReadEnvelopes(FeedBatch& batch) const {
  for (const v1::Event& event : batch.batch.events()) {
    if (!event.has_timer()) continue;
    const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(event.order_key());
    if (!hash.ok()) continue;
    absl::StatusOr<std::shared_ptr<const LoggedEnvelope>> envelope = FindEnvelope(*hash);
    if (!envelope.ok() || *envelope == nullptr) continue;
    builder_.Remember(*hash, (*envelope)->header);
    batch.envelopes[*hash] = *std::move(envelope);
  }
}

absl::StatusOr<std::shared_ptr<const LoggedEnvelope>> Feed::FindEnvelope(const Hash& hash) const {
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, index_.FindBody(hash));
  if (!index.has_value()) return nullptr;
  ASSIGN_OR_RETURN(const StoredRecord record, log_.Read(*index));
  return ReadEnvelope(ns_, *index, record);
}

}  // namespace liaison
