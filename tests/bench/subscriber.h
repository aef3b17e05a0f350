// One officer who watches: a Watch stream on irn/duty that takes what comes and counts it.
#ifndef LIAISON_TESTS_BENCH_SUBSCRIBER_H_
#define LIAISON_TESTS_BENCH_SUBSCRIBER_H_

#include <cstdint>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/client_context.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/wire/certificate.h"

namespace liaison {

class Subscriber {
 public:
  Subscriber(const TlsIdentity& identity, uint16_t port);
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  uint64_t received() const;
  // Until `count` have come in all, or the stream has ended; says which.
  bool Await(uint64_t count) const;

 private:
  void Run();

  std::unique_ptr<v1::Inbox::Stub> stub_;
  grpc::ClientContext context_;
  mutable absl::Mutex mutex_;
  uint64_t received_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_SUBSCRIBER_H_
