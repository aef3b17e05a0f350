#include "tests/bench/echo_server.h"

#include <cstdio>
#include <memory>

#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/server_callback.h"
#include "hub/gateway/pinned_port.h"
#include "hub/gateway/server.h"
#include "proto/liaison/v1/hub.grpc.pb.h"

namespace liaison {
namespace {

// As a log of some ten thousand leaves answers.
constexpr int kProofHashes = 15;
constexpr size_t kCheckpointBytes = 220;

void Accept(v1::SubmitResponse& response) {
  v1::Accepted& accepted = *response.mutable_accepted();
  accepted.set_index(1 << kProofHashes);
  accepted.set_time_ms(1493942400000);
  for (int i = 0; i < kProofHashes; ++i) accepted.add_proof(std::string(32, 'p'));
  accepted.set_checkpoint(std::string(kCheckpointBytes, 'c'));
}

// Reads a batch, answers it, reads the next. Deletes itself.
class EchoStream final : public grpc::ServerBidiReactor<v1::SubmitBatch, v1::SubmitBatchResponse> {
 public:
  EchoStream() { StartRead(&batch_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    response_.Clear();
    for (int i = 0; i < batch_.requests_size(); ++i) Accept(*response_.add_responses());
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&batch_);
  }
  void OnDone() override { delete this; }

 private:
  v1::SubmitBatch batch_;
  v1::SubmitBatchResponse response_;
};

class EchoService final : public v1::Submission::CallbackService {
 public:
  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const v1::SubmitRequest* /*request*/,
                                   v1::SubmitResponse* response) override {
    Accept(*response);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerBidiReactor<v1::SubmitBatch, v1::SubmitBatchResponse>* SubmitStream(
      grpc::CallbackServerContext* /*context*/) override {
    return new EchoStream();
  }
};

}  // namespace

int RunEchoServer(const std::string& tls_key_path, const std::string& tls_certificate_path) {
  GatewayOptions options;
  options.host = "127.0.0.1";
  options.tls_key_path = tls_key_path;
  options.tls_certificate_path = tls_certificate_path;
  EchoService service;
  grpc::ServerBuilder builder;
  int port = 0;
  AddPinnedPort(options, builder, &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return 1;
  static_cast<void>(std::printf("ready port=%d\n", port));
  static_cast<void>(std::fflush(stdout));
  while (std::getchar() != EOF) {
  }
  return 0;
}

}  // namespace liaison
