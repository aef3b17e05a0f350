// From a track's cursor to the next batch: which records of the log the plugin gets, which it goes
// past. A function of the log, the track and the quarantine decisions, so that a replay cuts and
// orders the same. Source: PLUGINS sections 1, 3, 4.
#ifndef LIAISON_HUB_PLUGIN_HOST_FEED_H_
#define LIAISON_HUB_PLUGIN_HOST_FEED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/directory/view.h"
#include "hub/log/log.h"
#include "hub/plugin_host/event_builder.h"
#include "hub/plugin_host/logged_envelope.h"
#include "hub/plugin_host/plugin_book.h"
#include "hub/store/index.h"
#include "hub/store/store.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison {

// One record that the track goes past, in order.
struct Passed {
  enum class Kind : uint8_t {
    kEvent,    // the plugin decides
    kStale,    // a TIMER that was cancelled or set anew
    kParked,   // waits for the release of its order key
    kSkipped,  // the operator gave it up
  };
  Kind kind = Kind::kEvent;
  LeafIndex seq;
  uint32_t hops = 0;
  bool from_parking = false;  // the cursor does not move, the parked row goes
  std::string order_key{};
  bool is_timer = false;  // a TIMER record of this track
  std::string timer_key{};
  uint64_t timer_generation = 0;
  std::optional<std::string> timer_row{};  // of that key, as stored
};

struct FeedBatch {
  LeafIndex from;  // the cursor it was made at
  LeafIndex end;   // the cursor when all of it is done
  std::vector<Passed> passed;
  plugin::v1::Batch batch;  // the kEvent ones of `passed`
  LoggedEnvelopes envelopes;

  size_t events() const { return static_cast<size_t>(batch.events_size()); }
};

struct FeedLimits {
  size_t events_max = 64;
  LeafIndex start;  // at or above the cursor; nothing in between concerns the plugin
  LeafIndex stop;   // nothing at or above it
};

// Thread: the host's.
class Feed {
 public:
  // All outlive it.
  Feed(absl::string_view ns, const Log& log, const Index& index, const Store& store,
       const PublishedView& view)
      : log_(log), index_(index), store_(store), builder_(ns, log, index, view), ns_(ns) {}

  // The next batch at the track's cursor; without events where nothing below `limits.stop` concerns
  // the plugin. Errors: DataLoss, Unavailable.
  absl::StatusOr<FeedBatch> Next(const TrackId& id, const PluginEntry& entry,
                                 const rows::Track& track, const FeedLimits& limits) const;

  // Reads the envelopes whose timers the batch holds, for the commit, which asks for those that are
  // released. It reads for itself what is missing here.
  void ReadEnvelopes(FeedBatch& batch) const;

 private:
  class Walk;

  // nullptr: no envelope has this hash.
  absl::StatusOr<std::shared_ptr<const LoggedEnvelope>> FindEnvelope(const Hash& hash) const;

  const Log& log_;
  const Index& index_;
  const Store& store_;
  const EventBuilder builder_;
  const std::string ns_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_FEED_H_
