#include "hub/plugin_host/track_runner.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/liaison/plugin/frame.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

// A process on a busy machine may take a while to come up; a batch may not.
constexpr absl::Duration kGreetingDeadline = absl::Seconds(10);
constexpr absl::Duration kFrameDeadline = absl::Seconds(1);
constexpr absl::Duration kTroublePause = absl::Seconds(1);
constexpr absl::Duration kPollIdle = absl::Seconds(10);
constexpr size_t kMessagesPerStepMax = 64;
// In all, for one batch: a process that asks and does not read fills our memory, not its own.
constexpr size_t kRepliesBytesMax = size_t{64} << 20;
constexpr size_t kLinesMax = 256;
constexpr size_t kReportBytesMax = 512;
constexpr size_t kGaugesMax = 64;
constexpr int kGetKeysMax = 256;
// So that a reply fits into a frame.
constexpr size_t kGetBytesMax = kFrameBytesMax - (size_t{1} << 20);
constexpr uint32_t kScanRowsMax = 1000;
constexpr size_t kScanBytesMax = 1 << 20;
// Of a quiet stretch of the log, from where on its end is written down.
constexpr uint64_t kQuietRecordsMax = 4096;
constexpr absl::string_view kCanary = "canary";
constexpr absl::string_view kFeatures[] = {"eager-state", "scan"};

int64_t TimeOf(const Log& log, LeafIndex index) {
  const absl::StatusOr<StoredRecord> record = log.Read(index);
  return record.ok() ? record->head.time_ms : 0;
}

}  // namespace

absl::string_view RunnerStateName(RunnerState state) {
  switch (state) {
    case RunnerState::kSuspended:
      return "suspended";
    case RunnerState::kStarting:
      return "starting";
    case RunnerState::kCatchingUp:
      return "catching-up";
    case RunnerState::kLive:
      return "live";
    case RunnerState::kBackoff:
      return "backoff";
    case RunnerState::kFailed:
      return "failed";
    case RunnerState::kHalted:
      return "halted";
    case RunnerState::kIncompatible:
      return "incompatible";
    case RunnerState::kVerifyFailed:
      return "verify-failed";
    case RunnerState::kNoSandbox:
      return "no-sandbox";
  }
  return "";
}

TrackRunner::TrackRunner(const HostParts& parts, TrackId id) : parts_(parts), id_(std::move(id)) {}

absl::Time TrackRunner::Step() {
  const absl::Time now = parts_.clock.Now();
  for (size_t i = 0; i < kMessagesPerStepMax; ++i) {
    if (!Load()) {
      StopProcess();
      return absl::InfiniteFuture();
    }
    if (!Advance(now)) break;
    if (i + 1 == kMessagesPerStepMax) return now;  // others get their turn first
  }
  DrainOutput();
  if (phase_ == Phase::kResting) return rest_until_;
  const absl::Time frame_deadline =
      partial_since_ == absl::InfiniteFuture() ? partial_since_ : partial_since_ + kFrameDeadline;
  return std::min({deadline_, frame_deadline, now + kPollIdle});
}

bool TrackRunner::Load() {
  book_ = parts_.writer.book();
  entry_ = book_->Find(id_.plugin);
  if (entry_ == nullptr || paused_) return false;
  const auto track = entry_->tracks.find(id_.generation);
  if (track == entry_->tracks.end()) return false;
  track_ = &track->second;
  position_ = std::max(position_, LeafIndex(track_->cursor()));
  faults_ = std::max(faults_, track_->faults());
  if (stopped_.has_value() && stopped_digest_ != entry_->row.bundle_digest()) stopped_.reset();
  // A replay runs whether or not the plugin is enabled.
  return entry_->row.enabled() || stop_at_.has_value();
}

bool TrackRunner::Pause() {
  if (phase_ == Phase::kCommitting || phase_ == Phase::kClaiming) return false;
  paused_ = true;
  StopProcess();
  return true;
}

void TrackRunner::StopProcess() {
  process_.reset();
  // Another bundle may come: it is tried first. What counts of the attempts is a row.
  suspect_.reset();
  claim_.Forget();
  commit_.Forget();
  control_.Forget();
  phase_ = Phase::kResting;
  rest_until_ = absl::InfinitePast();
  deadline_ = partial_since_ = absl::InfiniteFuture();
}

RunnerState TrackRunner::state() const {
  if (stopped_.has_value()) return *stopped_;
  if (entry_ == nullptr || !entry_->row.enabled()) return RunnerState::kSuspended;
  if (phase_ == Phase::kResting) {
    return faults_ >= 10 ? RunnerState::kFailed : RunnerState::kBackoff;
  }
  if (process_ == nullptr || phase_ == Phase::kGreeting || phase_ == Phase::kProving) {
    return RunnerState::kStarting;
  }
  if (QuarantineView(*entry_->quarantines).IsHaltedAt(position_)) return RunnerState::kHalted;
  return idle_ ? RunnerState::kLive : RunnerState::kCatchingUp;
}

bool TrackRunner::healthy() const { return process_ != nullptr && phase_ >= Phase::kReady; }

bool TrackRunner::Advance(absl::Time now) {
  switch (phase_) {
    case Phase::kResting:
      return Rest(now);
    case Phase::kClaiming:
      return claim_.done() && Greet(now);
    case Phase::kCommitting:
      return Committed(now);
    case Phase::kReady:
      return Listen(now) || (phase_ == Phase::kReady && SendBatch(now));
    default:
      return Listen(now);
  }
}

bool TrackRunner::Rest(absl::Time now) {
  if (stopped_.has_value()) {
    rest_until_ = absl::InfiniteFuture();
    return false;
  }
  if (now < rest_until_) return false;
  claim_.Start(parts_, [id = id_](const CommitPlace& place) { return ClaimTrack(place, id); });
  phase_ = Phase::kClaiming;
  return true;
}

bool TrackRunner::Greet(absl::Time now) {
  const absl::StatusOr<uint64_t> incarnation = claim_.Take();
  phase_ = Phase::kResting;
  if (!incarnation.ok()) return false;
  incarnation_ = *incarnation;
  Hash digest;
  std::copy_n(entry_->row.bundle_digest().data(), Hash::kSize,
              reinterpret_cast<char*>(digest.bytes.data()));
  const absl::StatusOr<Bundle> bundle = parts_.bundles.Load(id_.plugin, digest);
  if (!bundle.ok()) {
    StopForGood(RunnerState::kVerifyFailed, bundle.status().message());
    return false;
  }
  absl::StatusOr<std::unique_ptr<PluginProcess>> process =
      parts_.processes.Start({.plugin_id = id_.plugin,
                              .binary = bundle->binary,
                              .data_bytes_max = entry_->manifest->data_bytes_max,
                              .frame_bytes_max = kFrameBytesMax,
                              .slot = entry_->row.slot()});
  if (absl::IsFailedPrecondition(process.status())) {
    StopForGood(RunnerState::kNoSandbox, process.status().message());
    return false;
  }
  if (!process.ok()) {
    Fault("START", process.status().message(), now);
    return false;
  }
  process_ = *std::move(process);
  phase_ = Phase::kGreeting;
  fresh_ = true;
  settle_ = true;
  canary_ok_ = false;
  output_.clear();
  deadline_ = now + kGreetingDeadline;
  v1::ToPlugin message;
  v1::Hello& hello = *message.mutable_hello();
  hello.set_protocol(kPluginProtocol);
  for (const absl::string_view feature : kFeatures) hello.add_features(std::string(feature));
  hello.set_plugin_id(id_.plugin);
  hello.set_mode(entry_->IsLive(id_.generation) ? v1::MODE_LIVE : v1::MODE_REPLAY);
  hello.set_incarnation(incarnation_);
  hello.set_cursor(track_->cursor());
  hello.set_generation(id_.generation);
  hello.set_state_schema(track_->schema());
  hello.set_bundle_digest(entry_->row.bundle_digest());
  v1::Limits& limits = *hello.mutable_limits();
  limits.set_frame_bytes_max(kFrameBytesMax);
  limits.set_batch_events_max(kBatchEventsMax);
  limits.set_batch_deadline_ms(static_cast<uint32_t>(absl::ToInt64Milliseconds(kBatchDeadline)));
  limits.set_effects_per_event_max(kEffectsPerEventMax);
  limits.set_key_bytes_max(kStateKeyBytesMax);
  limits.set_value_bytes_max(kValueBytesMax);
  limits.set_timer_payload_bytes_max(kTimerPayloadBytesMax);
  limits.set_state_bytes_max(entry_->manifest->state_bytes_max);
  limits.set_timers_max(entry_->manifest->timers_max);
  message.set_call_id(++call_id_);
  Send(message);
  return true;
}

void TrackRunner::Send(const v1::ToPlugin& message) {
  // An answer is no new call.
  if (!message.has_state()) lines_ = 0;
  process_->Send(message.SerializeAsString());
}

void TrackRunner::SendCanary(absl::Time now) {
  v1::ToPlugin message;
  message.set_call_id(++call_id_);
  message.mutable_ping()->set_echo(std::string(kCanary));
  Send(message);
  phase_ = Phase::kProving;
  deadline_ = now + kGreetingDeadline;
}

LeafIndex TrackRunner::StopIndex() const {
  LeafIndex stop(parts_.view.Get()->head.size.value());
  if (!track_->armed()) stop = std::min(stop, LeafIndex(entry_->row.enabled_end()));
  return stop_at_.has_value() ? std::min(stop, *stop_at_) : stop;
}

bool TrackRunner::SendBatch(absl::Time now) {
  if (suspect_.has_value() && suspect_->attempts >= 2) return SetSuspectAside(now);
  if (!WithinRate(now)) return false;
  const LeafIndex stop = StopIndex();
  const bool alone = position_ < singles_until_ || track_->suspect_end() != 0;
  absl::StatusOr<FeedBatch> batch = parts_.feed.Next(
      id_, *entry_, *track_,
      {.events_max = alone ? 1 : kBatchEventsMax, .start = position_, .stop = stop});
  if (!batch.ok()) {
    // The hub's own rows cannot be read: no plugin is to blame.
    parts_.report(id_.plugin, "trouble", batch.status().message());
    deadline_ = now + kTroublePause;
    return false;
  }
  out_ = std::make_shared<FeedBatch>(*std::move(batch));
  deadline_ = absl::InfiniteFuture();
  const bool unparked = !out_->passed.empty() && out_->passed.back().from_parking;
  settle_ = settle_ || unparked;
  if (out_->events() > 0) {
    idle_ = false;
    v1::ToPlugin message;
    message.set_call_id(++call_id_);
    message.mutable_batch()->Swap(&out_->batch);  // lent, not copied
    was_fresh_ = std::exchange(fresh_, false);
    replied_bytes_ = 0;
    Send(message);
    message.mutable_batch()->Swap(&out_->batch);
    deadline_ = now + kBatchDeadline;
    phase_ = Phase::kWorking;
    // Meanwhile the process works.
    if (entry_->manifest->release) parts_.feed.ReadEnvelopes(*out_);
    return true;
  }
  const bool quiet = out_->passed.empty();
  if (quiet && out_->end > position_ && out_->end < stop) {
    position_ = out_->end;
    return true;
  }
  position_ = std::max(position_, out_->end);
  const bool at_end = stop_at_.has_value() && position_ >= *stop_at_;
  const uint64_t quiet_max = at_end || settle_ ? 1 : kQuietRecordsMax;
  if (!quiet || position_.value() >= track_->cursor() + quiet_max) {
    settle_ = unparked;
    return Commit(false);
  }
  if (!track_->armed() && position_.value() == entry_->row.enabled_end()) return Arm();
  if (!idle_) idle_since_ = absl::InfinitePast();
  idle_ = position_ >= stop;
  if (BurnsIdle(now)) Fault("IDLE_BURN", "it uses the processor while it has nothing to do", now);
  return false;
}

// First the cursor, then the flag: timers of the past are dropped as of exactly this record.
bool TrackRunner::Arm() {
  if (track_->cursor() < position_.value()) return Commit(false);
  const int64_t enabled_ms = TimeOf(parts_.log, LeafIndex(entry_->row.enabled_end() - 1));
  control_.Start(parts_, [id = id_, enabled_ms](const CommitPlace& place) {
    return ArmTrack(place, id, enabled_ms);
  });
  phase_ = Phase::kCommitting;
  return true;
}

bool TrackRunner::Commit(bool with_results) {
  if (!with_results) out_->batch.clear_events();
  commit_.Start(parts_, [request = CommitRequest{.track = id_,
                                                 .incarnation = incarnation_,
                                                 .feed = out_,
                                                 .results = std::move(results_)}](
                            const CommitPlace& place) { return CommitResults(place, request); });
  results_.Clear();
  phase_ = Phase::kCommitting;
  deadline_ = absl::InfiniteFuture();
  return true;
}

bool TrackRunner::Committed(absl::Time now) {
  if (control_.done()) {
    const absl::Status status = control_.Take();
    if (!status.ok()) parts_.report(id_.plugin, "trouble", status.message());
    phase_ = process_ == nullptr ? Phase::kResting : Phase::kReady;
    return status.ok();
  }
  if (!commit_.done()) return false;
  CommitOutcome outcome = commit_.Take();
  phase_ = process_ == nullptr ? Phase::kResting : Phase::kReady;
  if (outcome.fenced) {
    Fault("FENCED", "another process has the track", now);
    return true;
  }
  minute_records_ += outcome.records;
  if (outcome.events > 0) faults_ = 0;
  for (const auto& [name, value] : outcome.gauges) {
    if (gauges_.size() < kGaugesMax || gauges_.contains(name)) gauges_[name] = value;
  }
  if (outcome.trouble) {
    parts_.report(id_.plugin, "trouble", outcome.fault.message());
    deadline_ = now + kTroublePause;
    return false;
  }
  if (outcome.fault.ok()) return true;
  Fault(ReasonOf(outcome.fault), outcome.fault.message(), now);
  return true;
}

bool TrackRunner::Listen(absl::Time now) {
  LinkEvent event = process_->Receive();
  if (event.kind != LinkEvent::Kind::kPartial) partial_since_ = absl::InfiniteFuture();
  switch (event.kind) {
    case LinkEvent::Kind::kMessage:
      return OnMessage(event.text, now);
    case LinkEvent::Kind::kFault:
      Fault("PROTOCOL", event.text, now);
      return true;
    case LinkEvent::Kind::kClosed:
      Fault("CRASH", event.text, now);
      return true;
    case LinkEvent::Kind::kPartial:
      if (partial_since_ == absl::InfiniteFuture()) partial_since_ = now;
      if (now - partial_since_ >= kFrameDeadline) {
        Fault("PROTOCOL", "a frame was begun and not finished", now);
        return true;
      }
      break;
    case LinkEvent::Kind::kNothing:
      break;
  }
  if (now < deadline_ || phase_ == Phase::kReady) return false;
  Fault("TIMEOUT", "no answer in time", now);
  return true;
}

bool TrackRunner::OnMessage(absl::string_view bytes, absl::Time now) {
  v1::FromPlugin message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    Fault("PROTOCOL", "a message cannot be read", now);
    return true;
  }
  // What this hub does not know it must not believe it has understood.
  const size_t size = message.ByteSizeLong();
  message.DiscardUnknownFields();
  if (message.ByteSizeLong() != size) {
    Fault("PROTOCOL", "a message has unknown fields", now);
    return true;
  }
  if (message.has_log()) {
    if (++lines_ > kLinesMax) {
      Fault("PROTOCOL", "it says more lines than a call may", now);
    } else {
      parts_.report(id_.plugin, "says", message.log().text().substr(0, kReportBytesMax));
    }
    return true;
  }
  const bool working = phase_ == Phase::kWorking;
  if (message.call_id() == call_id_) {
    if (phase_ == Phase::kGreeting && message.has_hello()) return OnHello(message.hello(), now);
    if (phase_ == Phase::kProving && message.has_pong()) return OnPong(message.pong());
    if (working && message.has_batch()) return OnResult(std::move(*message.mutable_batch()));
    if (working && message.has_get() && message.get().keys_size() <= kGetKeysMax) {
      AnswerGet(message.get());
      return true;
    }
    if (working && message.has_scan() && message.scan().limit() <= kScanRowsMax) {
      AnswerScan(message.scan());
      return true;
    }
  }
  Fault("PROTOCOL", "a message that nobody asked for", now);
  return true;
}

absl::Status TrackRunner::CheckHello(const v1::HelloAck& ack) const {
  // The one before it too; there is none before 1.
  const bool spoken = ack.protocol() == kPluginProtocol || ack.protocol() + 1 == kPluginProtocol;
  if (ack.protocol() == 0 || !spoken) {
    return absl::FailedPreconditionError(
        absl::StrCat("it speaks protocol ", ack.protocol(), ", this hub ", kPluginProtocol));
  }
  for (const std::string& feature : ack.features()) {
    if (std::find(std::begin(kFeatures), std::end(kFeatures), feature) == std::end(kFeatures)) {
      return absl::FailedPreconditionError(
          absl::StrCat("it needs the feature ", feature, ", which this hub does not have"));
    }
  }
  const uint32_t schema = track_->schema() == 0 ? entry_->manifest->schema : track_->schema();
  if (schema < ack.schema_min() || schema > ack.schema_max()) {
    return absl::FailedPreconditionError(absl::StrCat("it runs on state of schema ",
                                                      ack.schema_min(), " to ", ack.schema_max(),
                                                      ", not ", schema));
  }
  return absl::OkStatus();
}

bool TrackRunner::OnHello(const v1::HelloAck& ack, absl::Time now) {
  const absl::Status status = CheckHello(ack);
  if (!status.ok()) {
    StopForGood(RunnerState::kIncompatible, status.message());
    return false;
  }
  deadline_ = absl::InfiniteFuture();
  phase_ = Phase::kReady;
  if (track_->suspect_end() != 0 || suspect_.has_value() || faults_ > 0) SendCanary(now);
  return true;
}

bool TrackRunner::OnPong(const v1::Pong& pong) {
  if (pong.echo() != kCanary) {
    Fault("PROTOCOL", "the canary came back changed", parts_.clock.Now());
    return true;
  }
  canary_ok_ = true;
  deadline_ = absl::InfiniteFuture();
  phase_ = Phase::kReady;
  return true;
}

absl::Status TrackRunner::CheckResults(const v1::BatchResult& result) const {
  const auto& events = out_->batch.events();
  if (result.results().empty() || result.results_size() > events.size()) {
    return absl::InvalidArgumentError("as many results as events were asked for, or fewer");
  }
  for (int i = 0; i < result.results_size(); ++i) {
    const v1::EventResult& one = result.results(i);
    if (one.seq() != events[i].seq()) {
      return absl::InvalidArgumentError("the results are not in the order of the events");
    }
    if (one.status() != v1::EventResult::OK && one.status() != v1::EventResult::CANNOT_PROCESS) {
      return absl::InvalidArgumentError("a result without a status");
    }
  }
  return absl::OkStatus();
}

bool TrackRunner::OnResult(v1::BatchResult result) {
  const absl::Status status = CheckResults(result);
  if (!status.ok()) {
    Fault("PROTOCOL", status.message(), parts_.clock.Now());
    return true;
  }
  results_ = std::move(result);
  return Commit(true);
}

void TrackRunner::Reply(const v1::ToPlugin& message) {
  replied_bytes_ += message.ByteSizeLong();
  if (replied_bytes_ > kRepliesBytesMax) {
    Fault("PROTOCOL", "it asks for more state than a batch may", parts_.clock.Now());
  } else {
    Send(message);
  }
}

void TrackRunner::AnswerGet(const v1::StateGet& get) {
  v1::ToPlugin message;
  message.set_call_id(call_id_);
  v1::StateReply& reply = *message.mutable_state();
  size_t bytes = 0;
  for (const std::string& key : get.keys()) {
    absl::StatusOr<std::optional<std::string>> value =
        parts_.store.Get(Family::kPlugin, StateKey(id_, key));
    if (!value.ok() || !value->has_value()) continue;
    bytes += key.size() + (*value)->size();
    if (bytes > kGetBytesMax) {
      Fault("PROTOCOL", "it asks for more state than a frame holds", parts_.clock.Now());
      return;
    }
    v1::StateEntry& entry = *reply.add_entries();
    entry.set_key(key);
    entry.set_value(**std::move(value));
  }
  Reply(message);
}

void TrackRunner::AnswerScan(const v1::StateScan& scan) {
  v1::ToPlugin message;
  message.set_call_id(call_id_);
  v1::StateReply& reply = *message.mutable_state();
  const std::string prefix = StateKey(id_, scan.prefix());
  const std::string from =
      scan.after().empty() ? prefix
                           : absl::StrCat(StateKey(id_, scan.after()), absl::string_view("\0", 1));
  const uint32_t limit = scan.limit() == 0 ? kScanRowsMax : scan.limit();
  size_t bytes = 0;
  const absl::Status status = parts_.store.Scan(
      Family::kPlugin, std::max(from, prefix), PrefixLimit(prefix),
      [&](absl::string_view key, absl::string_view value) {
        if (reply.entries_size() >= static_cast<int>(limit) || bytes >= kScanBytesMax) {
          reply.set_more(true);
          return false;
        }
        v1::StateEntry& entry = *reply.add_entries();
        entry.set_key(std::string(key.substr(TrackPrefixBytes(id_))));
        entry.set_value(std::string(value));
        bytes += key.size() + value.size();
        return true;
      });
  if (!status.ok()) parts_.report(id_.plugin, "trouble", status.message());
  Reply(message);
}

}  // namespace liaison
