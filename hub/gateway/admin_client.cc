#include "hub/gateway/admin_client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "grpc/support/time.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "hub/gateway/grpc_status.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr int kDeadlineSeconds = 10;

absl::Status Explain(const grpc::Status& status, const grpc::ClientContext& context) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
      status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return MakeError(absl::StatusCode::kUnavailable,
                     "no hub answers on admin.sock in the data folder; start it with liaison-hub "
                     "run, and ask as the user it runs as",
                     {.reason = "HUB_NOT_RUNNING", .subject = "admin.sock", .field = ""});
  }
  return FromGrpcStatus(status, context);
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(gpr_time_from_seconds(kDeadlineSeconds, GPR_TIMESPAN));
}

}  // namespace

AdminClient::AdminClient(absl::string_view socket_path)
    : stub_(v1::Admin::NewStub(grpc::CreateChannel(absl::StrCat("unix:", socket_path),
                                                   grpc::InsecureChannelCredentials()))) {}

absl::StatusOr<v1::StatusResponse> AdminClient::GetStatus() {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::StatusResponse response;
  const grpc::Status status = stub_->GetStatus(&context, {}, &response);
  if (!status.ok()) return Explain(status, context);
  return response;
}

absl::StatusOr<v1::SubmitResponse> AdminClient::SubmitNote(std::string note) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::SubmitRequest request;
  request.set_note(std::move(note));
  v1::SubmitResponse response;
  const grpc::Status status = stub_->SubmitNote(&context, request, &response);
  if (!status.ok()) return Explain(status, context);
  return response;
}

absl::StatusOr<std::string> AdminClient::AskPlugins(const v1::PluginRequest& request,
                                                    bool patient) {
  grpc::ClientContext context;
  if (!patient) SetDeadline(context);
  v1::PluginResponse response;
  const grpc::Status status = stub_->Plugin(&context, request, &response);
  if (!status.ok()) return Explain(status, context);
  return std::move(*response.mutable_json());
}

absl::Status AdminClient::Stop() {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::StopResponse response;
  const grpc::Status status = stub_->Stop(&context, {}, &response);
  if (!status.ok()) return Explain(status, context);
  return absl::OkStatus();
}

}  // namespace liaison
