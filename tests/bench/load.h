// Closed-loop load: each client has a connection of its own and sends its next notice when the last
// one was answered. The notices are signed before the clock runs.
#ifndef LIAISON_TESTS_BENCH_LOAD_H_
#define LIAISON_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/wire/certificate.h"
#include "tests/real_hub/notice_chain.h"

namespace liaison {

// One device. Thread: one at a time.
class LoadClient {
 public:
  enum class Order : uint8_t {
    kOnce,       // each notice once, as the hub's counters want it
    kRoundRobin  // the same few again and again
  };
  // Connects. `identity` outlives nothing.
  LoadClient(const TlsIdentity& identity, uint16_t port, NoticeChain chain, Order order);

  v1::Submission::Stub& stub() { return *stub_; }
  // Signs until `count` notices are ready.
  void MakeReady(size_t count);
  // The next one to send; nullptr if none is ready. Valid until the next MakeReady.
  const v1::SubmitRequest* Next();

 private:
  std::unique_ptr<v1::Submission::Stub> stub_;
  NoticeChain chain_;
  const Order order_;
  std::deque<v1::SubmitRequest> ready_;
  size_t next_ = 0;
};

// One call, and how long it took in microseconds. Errors: as RunCalls.
absl::StatusOr<double> TimeCall(LoadClient& client);

struct LoadResult {
  double seconds = 0;
  uint64_t answered = 0;             // notices
  std::vector<double> latencies_us;  // of each call; empty for streams
  double rate() const { return static_cast<double>(answered) / seconds; }
};

// Unary calls of all `clients` at once for `length`. As many driving threads as clients, at most
// two. Errors: what the first failing call said; Internal if a notice was refused;
// ResourceExhausted if a client had too few notices ready.
absl::StatusOr<LoadResult> RunCalls(absl::Span<LoadClient* const> clients, absl::Duration length);

// The same by batches of 64 on a stream of each client, four under way. Errors: likewise.
absl::StatusOr<LoadResult> RunStreams(absl::Span<LoadClient* const> clients, absl::Duration length);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_LOAD_H_
