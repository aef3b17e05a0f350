// The services of hub.proto. Each call authenticates, hands over to the hub, and answers; no call
// holds a thread while it waits. An exception in a callback could only be our own bug: they are
// noexcept, so the process dies and replays rather than go on half done.
#ifndef LIAISON_HUB_GATEWAY_SERVICES_H_
#define LIAISON_HUB_GATEWAY_SERVICES_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "hub/gateway/blob_get.h"
#include "hub/gateway/blob_parts.h"
#include "hub/gateway/blob_put.h"
#include "hub/gateway/inbox_watch.h"
#include "hub/gateway/principal.h"
#include "hub/gateway/stream_set.h"
#include "hub/gateway/submit_stream.h"
#include "hub/hub.h"
#include "hub/log_line/logger.h"
#include "proto/liaison/v1/hub.grpc.pb.h"

namespace liaison {

class SubmissionService final : public v1::Submission::CallbackService {
 public:
  // All outlive the service, here and below.
  SubmissionService(Hub& hub, const PeerAuthenticator& peers, Logger& log)
      : hub_(hub), peers_(peers), log_(log) {}
  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const v1::SubmitRequest* request,
                                   v1::SubmitResponse* response) noexcept override;
  grpc::ServerBidiReactor<v1::SubmitBatch, v1::SubmitBatchResponse>* SubmitStream(
      grpc::CallbackServerContext* context) noexcept override;
  StreamSet<liaison::SubmitStream>& streams() { return streams_; }

 private:
  Hub& hub_;
  const PeerAuthenticator& peers_;
  Logger& log_;
  StreamSet<liaison::SubmitStream> streams_;
};

class InboxService final : public v1::Inbox::CallbackService {
 public:
  InboxService(const Hub& hub, const PeerAuthenticator& peers) : hub_(hub), peers_(peers) {}
  grpc::ServerWriteReactor<v1::InboxMessage>* Watch(
      grpc::CallbackServerContext* context, const v1::WatchRequest* request) noexcept override;
  StreamSet<InboxWatch>& watches() { return watches_; }

 private:
  const Hub& hub_;
  const PeerAuthenticator& peers_;
  std::atomic<uint64_t> watches_opened_{0};
  StreamSet<InboxWatch> watches_;
};

class LogService final : public v1::Log::CallbackService {
 public:
  LogService(const Hub& hub, const PeerAuthenticator& peers) : hub_(hub), peers_(peers) {}
  grpc::ServerUnaryReactor* GetResource(grpc::CallbackServerContext* context,
                                        const v1::GetResourceRequest* request,
                                        v1::GetResourceResponse* response) noexcept override;

 private:
  const Hub& hub_;
  const PeerAuthenticator& peers_;
};

class BlobsService final : public v1::Blobs::CallbackService {
 public:
  explicit BlobsService(const BlobParts& parts) : parts_(parts) {}
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::BlobStatusRequest* request,
                                      v1::BlobProgress* response) noexcept override;
  grpc::ServerReadReactor<v1::PutBlobRequest>* Put(grpc::CallbackServerContext* context,
                                                   v1::BlobProgress* response) noexcept override;
  grpc::ServerWriteReactor<v1::GetBlobResponse>* Get(
      grpc::CallbackServerContext* context, const v1::GetBlobRequest* request) noexcept override;
  // Ends all of them.
  void StopAll(const absl::Status& status);
  void StopStalled(absl::Duration limit);

 private:
  const BlobParts parts_;
  StreamSet<BlobPut> puts_;
  StreamSet<BlobGet> gets_;
};

class StatusService final : public v1::Status::CallbackService {
 public:
  StatusService(const Hub& hub, const PeerAuthenticator& peers, std::string version)
      : hub_(hub), peers_(peers), version_(std::move(version)) {}
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::StatusRequest* request,
                                      v1::StatusResponse* response) noexcept override;

 private:
  const Hub& hub_;
  const PeerAuthenticator& peers_;
  const std::string version_;
};

// For the local socket only: whoever can open it is the operator, and nobody is asked for a
// certificate. Even he cannot put anything but public, signed notes into the log.
class AdminService final : public v1::Admin::CallbackService {
 public:
  // `on_stop` is called from a gRPC thread and must only pass the wish on.
  AdminService(Hub& hub, Logger& log, std::string version, std::function<void()> on_stop)
      : hub_(hub), log_(log), version_(std::move(version)), on_stop_(std::move(on_stop)) {}
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::StatusRequest* request,
                                      v1::StatusResponse* response) noexcept override;
  grpc::ServerUnaryReactor* SubmitNote(grpc::CallbackServerContext* context,
                                       const v1::SubmitRequest* request,
                                       v1::SubmitResponse* response) noexcept override;
  grpc::ServerUnaryReactor* Plugin(grpc::CallbackServerContext* context,
                                   const v1::PluginRequest* request,
                                   v1::PluginResponse* response) noexcept override;
  grpc::ServerUnaryReactor* Stop(grpc::CallbackServerContext* context,
                                 const v1::StopRequest* request,
                                 v1::StopResponse* response) noexcept override;

 private:
  Hub& hub_;
  Logger& log_;
  const std::string version_;
  const std::function<void()> on_stop_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_SERVICES_H_
