// A device that sends notices signed beforehand, and sends the identical bytes again to a hub that
// died before it answered.
#ifndef LIAISON_TESTS_REAL_HUB_WRITING_DESK_H_
#define LIAISON_TESTS_REAL_HUB_WRITING_DESK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/wire/certificate.h"
#include "tests/real_hub/notice_chain.h"

namespace liaison {

// Thread: one at a time.
class WritingDesk {
 public:
  // Told of every answer, in order; what it finds wrong ends the sending.
  using OnAccepted = std::function<absl::Status(SignedNotice notice, const v1::Accepted& accepted)>;

  // `tls` outlives the desk.
  WritingDesk(NoticeChain chain, const TlsIdentity& tls, OnAccepted on_accepted)
      : chain_(std::move(chain)), tls_(tls), on_accepted_(std::move(on_accepted)) {}

  // False: nobody answers at that port.
  bool Connect(uint16_t port);
  // An idle connection would hold up a hub that is asked to stop.
  void Disconnect() { stub_.reset(); }
  // Signs one more; returns its hash.
  Hash Add(const NoticeContent& content) {
    waiting_.push_back(chain_.Next(content));
    return waiting_.back().hash;
  }
  size_t waiting() const { return waiting_.size(); }
  // Both send until everything is answered or the hub is gone, which is no error. Errors: as
  // OnAccepted; Internal: a notice was refused.
  absl::Status Call();    // one after the other
  absl::Status Stream();  // in batches, some in flight

  // Notices that a hub died over and that were answered later.
  uint64_t sent_again() const { return sent_again_; }

 private:
  using SubmitStream = grpc::ClientReaderWriter<v1::SubmitBatch, v1::SubmitBatchResponse>;

  bool SendBatch(SubmitStream& stream);
  absl::Status Take(const v1::SubmitResponse& response);

  NoticeChain chain_;
  const TlsIdentity& tls_;
  const OnAccepted on_accepted_;
  std::unique_ptr<v1::Submission::Stub> stub_;
  std::deque<SignedNotice> waiting_;
  size_t sent_ = 0;      // the first of them, to this hub
  size_t in_doubt_ = 0;  // the first of them, to a hub that died
  uint64_t sent_again_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_REAL_HUB_WRITING_DESK_H_
