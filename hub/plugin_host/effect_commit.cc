#include "hub/plugin_host/effect_commit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/release_check.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

absl::Status Poison(absl::string_view reason) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the plugin says that it cannot process this: ", reason),
                   {.reason = "POISON", .subject = "", .field = ""});
}

absl::Status OverQuota(absl::string_view field, absl::string_view message) {
  return MakeError(absl::StatusCode::kResourceExhausted, message,
                   {.reason = "QUOTA", .subject = "", .field = std::string(field)});
}

absl::Status NoSuchEnvelope() {
  return MakeError(absl::StatusCode::kPermissionDenied,
                   "the release names an envelope that is not in the log",
                   {.reason = "CAPABILITY", .subject = "", .field = "envelope"});
}

// A lost write would be lost silently: the hub's own trouble is never the plugin's fault.
bool IsTrouble(const absl::Status& status) {
  return absl::IsDataLoss(status) || absl::IsUnavailable(status) || absl::IsNotFound(status);
}

// Rows as committed, with what this batch changes laid over. What was read once is kept, so that a
// second read cannot fail.
class Overlay {
 public:
  Overlay(const Store& store, LogBatch& batch) : store_(store), batch_(batch) {}

  absl::StatusOr<std::optional<std::string>> Get(const std::string& key) {
    const auto found = rows_.find(key);
    if (found != rows_.end()) return found->second;
    ASSIGN_OR_RETURN(std::optional<std::string> row, store_.Get(Family::kPlugin, key));
    return rows_.emplace(key, std::move(row)).first->second;
  }
  // Somebody has read this row, and nothing has changed it since.
  void Know(std::string key, std::optional<std::string> value) {
    rows_.emplace(std::move(key), std::move(value));
  }
  void Set(const std::string& key, std::optional<std::string> value) {
    batch_.AddChange(value.has_value() ? PutRow(Family::kPlugin, key, *value)
                                       : DeleteRow(Family::kPlugin, key));
    rows_[key] = std::move(value);
  }

 private:
  const Store& store_;
  LogBatch& batch_;
  absl::flat_hash_map<std::string, std::optional<std::string>> rows_;
};

// What the effect check asks of the log, at the place where this group is made.
class World final : public EffectWorld {
 public:
  // `known`: envelopes that were read already.
  World(absl::string_view ns, const LogBatch& batch, const LoggedEnvelopes& known)
      : ns_(ns), batch_(batch), known_(known) {}

  absl::string_view ns() const override { return ns_; }
  // Also one that has left: a plugin may not have heard of it yet, and what names an office of its
  // time must not hold up the others.
  bool HasOffice(absl::string_view office) const override {
    const Directory& directory = batch_.directory();
    const std::vector<OfficeRoot>& offices = directory.charter().offices;
    if (std::any_of(offices.begin(), offices.end(),
                    [&](const OfficeRoot& root) { return root.office == office; })) {
      return true;
    }
    const std::vector<const CertFact*> facts = directory.Certificates();
    return std::any_of(facts.begin(), facts.end(),
                       [&](const CertFact* fact) { return fact->certificate.office == office; });
  }

  absl::StatusOr<std::shared_ptr<const EnvelopeHeader>> CheckRelease(
      const Release& release) const override;

 private:
  // nullptr: no envelope has this hash.
  absl::StatusOr<std::shared_ptr<const LoggedEnvelope>> FindEnvelope(const Hash& hash) const;

  const absl::string_view ns_;
  const LogBatch& batch_;
  const LoggedEnvelopes& known_;
};

absl::StatusOr<std::shared_ptr<const LoggedEnvelope>> World::FindEnvelope(const Hash& hash) const {
  const auto known = known_.find(hash);
  if (known != known_.end()) return known->second;
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, batch_.FindBody(hash));
  if (!index.has_value()) return nullptr;
  ASSIGN_OR_RETURN(const StoredRecord record, batch_.RecordAt(*index));
  return ReadEnvelope(ns_, *index, record);
}

absl::StatusOr<std::shared_ptr<const EnvelopeHeader>> World::CheckRelease(
    const Release& release) const {
  ASSIGN_OR_RETURN(const std::shared_ptr<const LoggedEnvelope> envelope,
                   FindEnvelope(release.envelope));
  if (envelope == nullptr) return NoSuchEnvelope();
  const auto evidence = [this](LeafIndex at) -> absl::StatusOr<std::optional<EvidenceRecord>> {
    if (at >= batch_.next()) return std::optional<EvidenceRecord>();
    ASSIGN_OR_RETURN(const StoredRecord found, batch_.RecordAt(at));
    return std::optional<EvidenceRecord>(
        {.kind = found.head.kind, .time_ms = found.head.time_ms, .body = found.body});
  };
  const absl::StatusOr<ReleaseVerdict> verdict =
      liaison::CheckRelease(release, {batch_.next(), batch_.time_ms()}, envelope->header,
                            {envelope->index, envelope->time_ms}, batch_.directory(), evidence);
  if (verdict.ok()) return std::shared_ptr<const EnvelopeHeader>(envelope, &envelope->header);
  if (!absl::IsDataLoss(verdict.status())) return verdict.status();
  // What is forgery in a hub's record is, before it is one, a plugin beyond its rights.
  const std::optional<ErrorDetail> detail = DetailOf(verdict.status());
  return MakeError(absl::StatusCode::kPermissionDenied, verdict.status().message(),
                   {.reason = "CAPABILITY",
                    .subject = "",
                    .field = detail.has_value() ? detail->field : "release"});
}

// One batch of one track.
class Commit {
 public:
  Commit(const CommitPlace& place, const CommitRequest& request, PluginEntry& entry,
         rows::Track& track)
      : place_(place),
        request_(request),
        entry_(entry),
        committed_(track),
        track_(track),
        rows_(place.store, place.batch),
        world_(place.ns, place.batch, request.feed->envelopes) {
    // Only the track's own commits change its state, and there was none since the feed was made.
    for (const v1::StateEntry& row : request.feed->batch.eager()) {
      rows_.Know(StateKey(request.track, row.key()), row.value());
    }
    for (const std::string& key : request.feed->batch.absent()) {
      rows_.Know(StateKey(request.track, key), std::nullopt);
    }
    for (const Passed& passed : request.feed->passed) {
      if (passed.is_timer) rows_.Know(TimerKey(request.track, passed.timer_key), passed.timer_row);
    }
  }

  CommitOutcome Run() {
    for (const Passed& passed : request_.feed->passed) {
      const absl::StatusOr<bool> went = Pass(passed);
      if (!went.ok() && IsTrouble(went.status())) outcome_.trouble = true;
      if (!went.ok()) outcome_.fault = went.status();
      if (!went.ok() || !*went) return Finish(/*all=*/false);
    }
    return Finish(/*all=*/true);
  }

 private:
  // False: the rest is sent again.
  absl::StatusOr<bool> Pass(const Passed& passed) {
    if (passed.kind == Passed::Kind::kEvent) {
      ASSIGN_OR_RETURN(const bool went, PassEvent(passed));
      if (!went) return false;
    }
    if (passed.kind == Passed::Kind::kSkipped && passed.is_timer) {
      RETURN_IF_ERROR(ConsumeTimer(passed));
    }
    if (passed.kind == Passed::Kind::kParked) {
      if (passed.is_timer) RETURN_IF_ERROR(RemoveDue(passed));
      place_.batch.AddChange(
          PutRow(Family::kPlugin, ParkedKey(request_.track, passed.order_key, passed.seq), ""));
    }
    if (passed.from_parking) {
      place_.batch.AddChange(
          DeleteRow(Family::kPlugin, ParkedKey(request_.track, passed.order_key, passed.seq)));
      return true;
    }
    if (passed.is_timer && track_.unconsumed() > 0) track_.set_unconsumed(track_.unconsumed() - 1);
    track_.set_cursor(passed.seq.value() + 1);
    return true;
  }

  absl::StatusOr<bool> PassEvent(const Passed& passed) {
    const int at = static_cast<int>(outcome_.events);
    if (at >= request_.results.results_size()) return false;
    // The record of a timer that an earlier event of this batch took away: whatever the plugin said
    // to it counts for nothing, and the next feed goes past it.
    if (passed.is_timer && place_.touched.Contains(request_.track, passed.timer_key)) return false;
    const v1::EventResult& result = request_.results.results(at);
    if (result.status() == v1::EventResult::CANNOT_PROCESS) return Poison(result.reason());
    ASSIGN_OR_RETURN(
        const std::vector<CheckedEffect> effects,
        CheckEffects(result, {.seq = passed.seq, .hops = passed.hops}, *entry_.manifest, world_));
    RETURN_IF_ERROR(CheckQuota(passed, effects));
    // Every row that is read from here on was read by CheckQuota: nothing can fail half-way.
    if (passed.is_timer) LIAISON_CHECK(ConsumeTimer(passed).ok());
    for (const CheckedEffect& effect : effects) LIAISON_CHECK(Apply(passed, effect).ok());
    const std::string canonical = CanonicalEffects(effects);
    track_.set_effect_chain(std::string(
        Sha256(absl::StrCat(track_.effect_chain(), PrintNumber(canonical.size()), canonical))
            .view()));
    track_.set_events(track_.events() + 1);
    ++outcome_.events;
    return true;
  }

  // Before anything of the event is applied.
  absl::Status CheckQuota(const Passed& passed, const std::vector<CheckedEffect>& effects) {
    int64_t bytes = static_cast<int64_t>(track_.state_bytes());
    int64_t timers = static_cast<int64_t>(track_.timers());
    std::map<std::string, int64_t> sizes;    // of keys of this event
    std::map<std::string, bool> timer_rows;  // likewise
    if (passed.is_timer) {
      // The event takes away the timer that it is about.
      ASSIGN_OR_RETURN(const std::optional<rows::Timer> own, TimerRow(passed.timer_key));
      if (own.has_value() && own->generation() == passed.timer_generation) {
        --timers;
        timer_rows[passed.timer_key] = false;
      }
    }
    for (const CheckedEffect& effect : effects) {
      if (const StateChange* change = std::get_if<StateChange>(&effect)) {
        const auto found = sizes.find(change->key);
        int64_t before = found == sizes.end() ? 0 : found->second;
        if (found == sizes.end()) {
          ASSIGN_OR_RETURN(before, StoredSize(change->key));
        }
        const int64_t after = change->value.has_value() ? SizeOf(change->key, *change->value) : 0;
        bytes += after - before;
        sizes[change->key] = after;
      } else if (const TimerChange* timer = std::get_if<TimerChange>(&effect)) {
        const auto found = timer_rows.find(timer->key);
        bool before = found != timer_rows.end() && found->second;
        if (found == timer_rows.end()) {
          ASSIGN_OR_RETURN(const std::optional<rows::Timer> row, TimerRow(timer->key));
          before = row.has_value();
        }
        timers += int{timer->setting.has_value()} - int{before};
        timer_rows[timer->key] = timer->setting.has_value();
      }
    }
    if (bytes > static_cast<int64_t>(entry_.manifest->state_bytes_max)) {
      return OverQuota("state", absl::StrCat("its state would take ", bytes, " bytes, at most ",
                                             entry_.manifest->state_bytes_max));
    }
    if (timers > static_cast<int64_t>(entry_.manifest->timers_max)) {
      return OverQuota("timers",
                       absl::StrCat("more than ", entry_.manifest->timers_max, " timers"));
    }
    return absl::OkStatus();
  }

  static int64_t SizeOf(absl::string_view key, absl::string_view value) {
    return static_cast<int64_t>(key.size() + value.size());
  }
  absl::StatusOr<int64_t> StoredSize(const std::string& key) {
    ASSIGN_OR_RETURN(const std::optional<std::string> value,
                     rows_.Get(StateKey(request_.track, key)));
    return value.has_value() ? SizeOf(key, *value) : 0;
  }
  absl::StatusOr<std::optional<rows::Timer>> TimerRow(const std::string& key) {
    ASSIGN_OR_RETURN(const std::optional<std::string> value,
                     rows_.Get(TimerKey(request_.track, key)));
    if (!value.has_value()) return std::optional<rows::Timer>();
    ASSIGN_OR_RETURN(rows::Timer row, ParseRow<rows::Timer>(*value, "timer"));
    return std::optional<rows::Timer>(std::move(row));
  }

  absl::Status ConsumeTimer(const Passed& passed) {
    ASSIGN_OR_RETURN(const std::optional<rows::Timer> row, TimerRow(passed.timer_key));
    if (!row.has_value() || row->generation() != passed.timer_generation) return absl::OkStatus();
    RemoveTimer(passed.timer_key, *row);
    return absl::OkStatus();
  }

  // In a state that is computed anew nothing fires: the record itself says that this has.
  absl::Status RemoveDue(const Passed& passed) {
    ASSIGN_OR_RETURN(const std::optional<rows::Timer> row, TimerRow(passed.timer_key));
    if (!row.has_value() || row->generation() != passed.timer_generation) return absl::OkStatus();
    place_.batch.AddChange(DeleteRow(Family::kTimer, DueKey(request_.track, row->due_ms(),
                                                            row->precedence(), passed.timer_key)));
    return absl::OkStatus();
  }

  void RemoveTimer(const std::string& key, const rows::Timer& row) {
    place_.batch.AddChange(
        DeleteRow(Family::kTimer, DueKey(request_.track, row.due_ms(), row.precedence(), key)));
    rows_.Set(TimerKey(request_.track, key), std::nullopt);
    track_.set_timers(track_.timers() - 1);
    place_.touched.Add(request_.track, key);
  }

  absl::Status Apply(const Passed& passed, const CheckedEffect& effect) {
    if (const StateChange* change = std::get_if<StateChange>(&effect)) return ApplyState(*change);
    if (const TimerChange* change = std::get_if<TimerChange>(&effect)) {
      return ApplyTimer(passed, *change);
    }
    if (const GaugeEffect* gauge = std::get_if<GaugeEffect>(&effect)) {
      outcome_.gauges[gauge->name] = gauge->value;
      return absl::OkStatus();
    }
    if (IsSilent(passed)) return absl::OkStatus();
    const HubRecordHead head =
        HeadBy(place_.ns, place_.random, request_.track.plugin, entry_.row, passed.seq);
    ++outcome_.records;
    if (const ReleaseEffect* release = std::get_if<ReleaseEffect>(&effect)) {
      Release record = release->release;
      record.head = head;
      place_.batch.AddRelease(record, *release->header);
    } else if (const AlertEffect* alert = std::get_if<AlertEffect>(&effect)) {
      Alert record = alert->alert;
      record.head = head;
      place_.batch.AddAlert(record, alert->is_public);
    }
    return absl::OkStatus();
  }

  // Of what happened before the plugin was enabled, and while a state is computed anew, nothing is
  // said to anybody: it was said then, or it is too late.
  bool IsSilent(const Passed& passed) const {
    return !entry_.IsLive(request_.track.generation) ||
           passed.seq.value() < entry_.row.enabled_end();
  }

  absl::Status ApplyState(const StateChange& change) {
    ASSIGN_OR_RETURN(const int64_t before, StoredSize(change.key));
    const int64_t after = change.value.has_value() ? SizeOf(change.key, *change.value) : 0;
    track_.set_state_bytes(
        static_cast<uint64_t>(static_cast<int64_t>(track_.state_bytes()) + after - before));
    // Older code must not read what newer code wrote.
    track_.set_schema(std::max(track_.schema(), entry_.manifest->schema));
    rows_.Set(StateKey(request_.track, change.key), change.value);
    return absl::OkStatus();
  }

  absl::Status ApplyTimer(const Passed& passed, const TimerChange& change) {
    ASSIGN_OR_RETURN(const std::optional<rows::Timer> before, TimerRow(change.key));
    if (before.has_value()) RemoveTimer(change.key, *before);
    if (!change.setting.has_value()) return absl::OkStatus();
    const TimerChange::Setting& setting = *change.setting;
    track_.set_timer_serial(track_.timer_serial() + 1);
    track_.set_timers(track_.timers() + 1);
    rows::Timer row;
    row.set_due_ms(setting.due_ms);
    row.set_generation(track_.timer_serial());
    row.set_precedence(static_cast<uint32_t>(setting.precedence));
    row.set_payload(setting.payload);
    row.set_order_key(setting.order_key);
    rows_.Set(TimerKey(request_.track, change.key), row.SerializeAsString());
    std::string due_key = DueKey(request_.track, setting.due_ms, row.precedence(), change.key);
    place_.touched.AddSet(request_.track, change.key, due_key);
    if (due_key < track_.fire_from()) track_.set_fire_from(due_key);
    place_.batch.AddChange(PutRow(Family::kTimer, std::move(due_key),
                                  PrintDueValue({.generation = row.generation(),
                                                 .cause = passed.seq,
                                                 .payload = Sha256(setting.payload)})));
    return absl::OkStatus();
  }

  CommitOutcome Finish(bool all) {
    if (all) track_.set_cursor(request_.feed->end.value());
    if (outcome_.events > 0 || track_.cursor() > committed_.cursor()) {
      track_.set_faults(0);
      if (track_.cursor() >= track_.suspect_end()) {
        track_.set_suspect_end(0);
        track_.set_attempts(0);
      }
    }
    committed_ = track_;
    place_.batch.AddChange(
        PutRow(Family::kPlugin, TrackKey(request_.track), track_.SerializeAsString()));
    return std::move(outcome_);
  }

  const CommitPlace& place_;
  const CommitRequest& request_;
  PluginEntry& entry_;
  rows::Track& committed_;
  rows::Track track_;
  Overlay rows_;
  const World world_;
  CommitOutcome outcome_;
};

}  // namespace

HubRecordHead HeadBy(absl::string_view ns, Random& random, const std::string& plugin,
                     const rows::Plugin& row, LeafIndex cause) {
  HubRecordHead head;
  head.ns = std::string(ns);
  head.nonce = random.Bytes<16>();
  head.cause = cause;
  head.by.plugin = plugin;
  head.by.version = row.version();
  std::copy_n(row.bundle_digest().data(), Hash::kSize,
              reinterpret_cast<char*>(head.by.bundle.bytes.data()));
  return head;
}

CommitOutcome CommitResults(const CommitPlace& place, const CommitRequest& request) {
  PluginEntry* entry = place.book.Find(request.track.plugin);
  rows::Track* track = place.book.FindTrack(request.track);
  if (entry == nullptr || track == nullptr || track->incarnation() != request.incarnation ||
      track->cursor() != request.feed->from.value()) {
    return {.fenced = true};
  }
  return Commit(place, request, *entry, *track).Run();
}

}  // namespace liaison
