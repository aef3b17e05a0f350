// Faults: whose they are, and what follows. The other half of track_runner.h.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/track_runner.h"

namespace liaison {
namespace {

constexpr uint32_t kFailedFaults = 10;
constexpr absl::Duration kProbe = absl::Minutes(5);
constexpr absl::Duration kBackOffMax = absl::Seconds(30);
constexpr absl::Duration kBackOffFirst = absl::Milliseconds(250);
constexpr uint32_t kAttemptsMax = 2;
constexpr size_t kOutputBytesMax = 4096;
// Who cannot take so many is broken: the rest is not set aside, it waits.
constexpr int kAsideMax = 256;
constexpr size_t kReportedMax = 512;  // the rest is in the tail that a quarantine keeps
// Idle means idle: more than a twentieth of a processor over this time is a fault.
constexpr absl::Duration kIdleWindow = absl::Seconds(10);
constexpr int kIdleShare = 20;

}  // namespace

void TrackRunner::Fault(absl::string_view kind, absl::string_view text, absl::Time now) {
  const bool working = phase_ == Phase::kWorking || (out_ != nullptr && kind == "TIMEOUT");
  DrainOutput();
  last_fault_ = absl::StrCat(kind, ": ", text);
  parts_.report(id_.plugin, "fault", last_fault_);
  process_.reset();
  phase_ = Phase::kResting;
  deadline_ = partial_since_ = absl::InfiniteFuture();
  // What a commit refused is the event's doing as much as what killed the process in a batch.
  const bool refused =
      kind == "CAPABILITY" || kind == "QUOTA" || kind == "EFFECT" || kind == "POISON";
  if (working || refused) {
    BlameEvent(kind, now);
  } else {
    BlamePlugin(now);
  }
}

void TrackRunner::BlameEvent(absl::string_view kind, absl::Time now) {
  rest_until_ = now;
  const Passed* first = nullptr;
  LeafIndex at;
  const LeafIndex cursor(
      parts_.writer.book()->Find(id_.plugin)->tracks.at(id_.generation).cursor());
  for (const Passed& passed : out_->passed) {
    if (passed.kind != Passed::Kind::kEvent) continue;
    if (!passed.from_parking && passed.seq < cursor) continue;  // committed before the fault
    first = &passed;
    at = passed.from_parking ? out_->end : passed.seq;
    break;
  }
  if (first == nullptr) return BlamePlugin(now);
  const bool alone = out_->events() == 1;
  if (kind == "POISON" && alone) {
    suspect_ = Suspect{first->seq, at, first->order_key, std::string(kind), output_, kAttemptsMax};
    return;
  }
  if (!alone) {
    // One further, because parked events stand before the record at the end.
    singles_until_ = LeafIndex(out_->end.value() + 1);
    return;
  }
  const bool fair = was_fresh_ && canary_ok_;
  const uint64_t suspect_end = first->seq.value() + 1;
  uint32_t attempts = track_->suspect_end() == suspect_end ? track_->attempts() : 0;
  if (fair) ++attempts;
  suspect_ = Suspect{first->seq, at, first->order_key, std::string(kind), output_, attempts};
  const bool misbehaved = track_->misbehaved() || kind == "CAPABILITY" || kind == "EFFECT";
  Write(parts_, [id = id_, count = FaultCount{track_->faults(), suspect_end, attempts, misbehaved}](
                    const CommitPlace& place) { CountFault(place, id, count); });
}

void TrackRunner::BlamePlugin(absl::Time now) {
  ++faults_;
  rest_until_ = now + BackOff(faults_);
  Write(parts_, [id = id_, count = FaultCount{faults_, track_->suspect_end(), track_->attempts(),
                                              track_->misbehaved()}](const CommitPlace& place) {
    CountFault(place, id, count);
  });
}

absl::Duration TrackRunner::BackOff(uint32_t faults) {
  if (faults >= kFailedFaults) return kProbe;
  if (faults <= 1) return absl::ZeroDuration();
  const absl::Duration full = std::min(kBackOffMax, kBackOffFirst * (int64_t{1} << (faults - 2)));
  // Up to a fifth less, so that plugins that fell together do not rise together.
  return full * (1.0 - 0.2 * parts_.random.Bytes<1>()[0] / 255.0);
}

bool TrackRunner::SetSuspectAside(absl::Time now) {
  const Suspect suspect = *std::exchange(suspect_, std::nullopt);
  const auto open =
      std::count_if(entry_->quarantines->begin(), entry_->quarantines->end(),
                    [](const rows::Quarantine& decision) { return decision.released_end() == 0; });
  if (open >= kAsideMax) {
    Fault("QUARANTINE_FULL", "it takes hardly any record: look at those in quarantine first", now);
    return true;
  }
  parts_.report(id_.plugin, "quarantine",
                absl::StrCat("record ", suspect.seq.value(), ": ", suspect.fault));
  control_.Start(parts_, [id = id_, event = SetAsideEvent{.seq = suspect.seq,
                                                          .at = suspect.at,
                                                          .order_key = suspect.order_key,
                                                          .fault = suspect.fault,
                                                          .attempts = suspect.attempts,
                                                          .output = suspect.output}](
                             const CommitPlace& place) { return SetEventAside(place, id, event); });
  phase_ = Phase::kCommitting;
  return true;
}

void TrackRunner::StopForGood(RunnerState state, absl::string_view text) {
  last_fault_ = absl::StrCat(RunnerStateName(state), ": ", text);
  parts_.report(id_.plugin, RunnerStateName(state), text);
  StopProcess();
  stopped_ = state;
  stopped_digest_ = entry_->row.bundle_digest();
  rest_until_ = absl::InfiniteFuture();
}

bool TrackRunner::BurnsIdle(absl::Time now) {
  const absl::Duration used = process_->CpuTime();
  if (idle_since_ == absl::InfinitePast() || now < idle_since_) {
    idle_since_ = now;
    idle_cpu_ = used;
    return false;
  }
  if (now - idle_since_ < kIdleWindow) return false;
  const bool burns = (used - idle_cpu_) * kIdleShare > now - idle_since_;
  idle_since_ = now;
  idle_cpu_ = used;
  return burns;
}

bool TrackRunner::WithinRate(absl::Time now) {
  if (now - minute_ >= absl::Minutes(1) || now < minute_) {
    minute_ = now;
    minute_records_ = 0;
  }
  if (minute_records_ == 0 || minute_records_ < entry_->manifest->records_per_minute_max) {
    return true;
  }
  deadline_ = minute_ + absl::Minutes(1);
  return false;
}

void TrackRunner::DrainOutput() {
  if (process_ == nullptr) return;
  const std::string more = process_->TakeOutput();
  if (more.empty()) return;
  parts_.report(id_.plugin, "output", more.substr(0, kReportedMax));
  output_.append(more);
  if (output_.size() > kOutputBytesMax) output_.erase(0, output_.size() - kOutputBytesMax);
}

}  // namespace liaison
