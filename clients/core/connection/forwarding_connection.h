// A line that passes everything on, for tests that change one thing about it.
#ifndef LIAISON_CLIENTS_CORE_CONNECTION_FORWARDING_CONNECTION_H_
#define LIAISON_CLIENTS_CORE_CONNECTION_FORWARDING_CONNECTION_H_

#include <string>

#include "clients/core/connection/hub_connection.h"

namespace liaison {

// The hub is asked for at each call, so it may be changed.
class ForwardingConnection : public HubConnection {
 public:
  absl::StatusOr<SubmitAnswer> Submit(const OutgoingRecord& record) override {
    return hub().Submit(record);
  }
  absl::StatusOr<std::string> GetResource(absl::string_view path) override {
    return hub().GetResource(path);
  }
  absl::StatusOr<HubStatusAnswer> GetStatus() override { return hub().GetStatus(); }
  absl::Status Watch(const std::array<LeafIndex, kPrecedences>& cursors, bool only_what_is_there,
                     absl::Notification& stop,
                     absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) override {
    return hub().Watch(cursors, only_what_is_there, stop, on_batch);
  }
  absl::StatusOr<BlobState> BlobStatus(const Hash& sha256, uint64_t size) override {
    return hub().BlobStatus(sha256, size);
  }
  absl::StatusOr<BlobState> PutBlob(const Hash& sha256, uint64_t size, uint64_t offset,
                                    BlobSource next) override {
    return hub().PutBlob(sha256, size, offset, next);
  }
  absl::Status GetBlob(const Hash& sha256, const Hash& object, uint64_t offset, uint64_t length,
                       BlobSink on_data) override {
    return hub().GetBlob(sha256, object, offset, length, on_data);
  }

 private:
  virtual HubConnection& hub() = 0;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_CONNECTION_FORWARDING_CONNECTION_H_
