#include "tests/real_hub/log_reader.h"

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "proto/base/status_macros.h"
#include "proto/wire/tile_path.h"
#include "tests/real_hub/device_channel.h"

namespace liaison {

LogReader::LogReader(const TlsIdentity& identity, uint16_t port)
    : stub_(v1::Log::NewStub(ConnectDevice(identity, port))) {}

absl::StatusOr<std::string> LogReader::Resource(absl::string_view path) const {
  grpc::ClientContext context;
  v1::GetResourceRequest request;
  request.set_path(std::string(path));
  v1::GetResourceResponse response;
  const grpc::Status status = stub_->GetResource(&context, request, &response);
  if (status.ok()) return response.data();
  return absl::UnavailableError(absl::StrCat(path, ": ", status.error_message()));
}

absl::StatusOr<std::vector<std::string>> LogReader::LeafEntries(TreeSize size) const {
  std::vector<std::string> entries;
  for (const TileId& tile : TilesBetween(TreeSize(0), size)) {
    if (!tile.entries) continue;
    ASSIGN_OR_RETURN(const std::string bytes, Resource(TilePath(tile)));
    ASSIGN_OR_RETURN(const std::vector<std::string> bundle, SplitBundle(bytes));
    entries.insert(entries.end(), bundle.begin(), bundle.end());
  }
  return entries;
}

}  // namespace liaison
