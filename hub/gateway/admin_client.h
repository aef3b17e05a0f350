// The operator's side of the local socket, for `liaison-hub status|submit|stop`.
#ifndef LIAISON_HUB_GATEWAY_ADMIN_CLIENT_H_
#define LIAISON_HUB_GATEWAY_ADMIN_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/liaison/v1/hub.grpc.pb.h"

namespace liaison {

// Errors of all: Unavailable HUB_NOT_RUNNING if nobody answers on the socket within 10 s.
class AdminClient {
 public:
  explicit AdminClient(absl::string_view socket_path);

  absl::StatusOr<v1::StatusResponse> GetStatus();
  // A signed public note.
  absl::StatusOr<v1::SubmitResponse> SubmitNote(std::string note);
  // Waits as long as it takes where `patient`: a replay reads the whole log. Returns JSON.
  absl::StatusOr<std::string> AskPlugins(const v1::PluginRequest& request, bool patient);
  // Asks for an orderly shutdown; returns when the hub has understood.
  absl::Status Stop();

 private:
  std::unique_ptr<v1::Admin::Stub> stub_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_ADMIN_CLIENT_H_
