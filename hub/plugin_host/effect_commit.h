// Makes the results of one batch true, in the sequencer's group: state, timers, log records and the
// cursor in one write. Source: PLUGINS section 2.
//
// For each plugin and matching record exactly one of these is ever durable: the effects that the
// plugin returned for it, once; or the decision to set it aside, as a CONTROL record.
#ifndef LIAISON_HUB_PLUGIN_HOST_EFFECT_COMMIT_H_
#define LIAISON_HUB_PLUGIN_HOST_EFFECT_COMMIT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "hub/plugin_host/effect_check.h"
#include "hub/plugin_host/feed.h"
#include "hub/plugin_host/plugin_book.h"
#include "hub/plugin_host/touched_timers.h"
#include "hub/sequencer/log_batch.h"
#include "hub/store/store.h"
#include "proto/base/random.h"

namespace liaison {

struct CommitRequest {
  TrackId track;
  uint64_t incarnation = 0;
  std::shared_ptr<const FeedBatch> feed;
  // A prefix of the feed's events, in order; the host has checked that.
  plugin::v1::BatchResult results;
};

struct CommitOutcome {
  bool fenced = false;   // of a process that is no longer the track's: nothing was done
  size_t events = 0;     // committed
  size_t records = 0;    // releases and alerts that are now in the log
  absl::Status fault;    // why the event behind them was not; as CheckEffects, or POISON
  bool trouble = false;  // the hub could not read its own rows: try again
  std::map<std::string, int64_t> gauges{};
};

// Where a commit happens. All outlive it. Thread: the sequencer's.
struct CommitPlace {
  absl::string_view ns;
  PluginBook& book;
  const Store& store;
  Random& random;
  TouchedTimers& touched;
  LogBatch& batch;
};

CommitOutcome CommitResults(const CommitPlace& place, const CommitRequest& request);

// Head of a record that `entry`'s plugin causes.
HubRecordHead HeadBy(absl::string_view ns, Random& random, const std::string& plugin,
                     const rows::Plugin& row, LeafIndex cause);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_EFFECT_COMMIT_H_
