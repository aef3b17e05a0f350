// A line to a hub that lies when it is told to. Injected: an "ok" without proof, a refusal nobody
// signed, a record that is swallowed, and anything at all in what the inbox delivers. To be
// survived: the desk believes none of it, says which lie it was, and goes on when the lies end.
#ifndef LIAISON_TESTS_HOSTILE_LYING_CONNECTION_H_
#define LIAISON_TESTS_HOSTILE_LYING_CONNECTION_H_

#include <functional>
#include <memory>
#include <vector>

#include "clients/core/connection/hub_connection.h"

namespace liaison {

// All that a watch would have delivered, in order; may be changed in any way.
using Rewrite = std::function<void(std::vector<IncomingBatch>&)>;

struct Lies {
  // "accepted" at the place where the log ends, without a proof; the record goes nowhere.
  bool swallow = false;
  // "refused", in a note without the hub's signature; the record goes nowhere.
  bool refuse_unsigned = false;
  Rewrite rewrite;  // empty: honest

  std::vector<OutgoingRecord> submitted;  // as they came from the desk
};

// Both are read at each call and outlive the connection; `hub` may be pointed at another.
std::unique_ptr<HubConnection> ConnectLying(HubConnection*& hub, Lies& lies);

// The lies that several tests tell.
Rewrite EachRecord(std::function<void(IncomingRecord&)> change);
Rewrite WithoutRecordAt(LeafIndex index);
Rewrite CorruptBodies();
// Every record in a batch of its own, in the order that `shuffle` gives them; complete at the end.
Rewrite InOrder(std::function<void(std::vector<IncomingRecord>&)> shuffle);

}  // namespace liaison

#endif  // LIAISON_TESTS_HOSTILE_LYING_CONNECTION_H_
