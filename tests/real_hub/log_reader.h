// What a stranger with the public log sees of a hub on this machine.
#ifndef LIAISON_TESTS_REAL_HUB_LOG_READER_H_
#define LIAISON_TESTS_REAL_HUB_LOG_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/text/hash.h"
#include "proto/wire/certificate.h"

namespace liaison {

// Thread: one. Errors of both: Unavailable, and what parsing says.
class LogReader {
 public:
  LogReader(const TlsIdentity& identity, uint16_t port);
  // "checkpoint" or a tile.
  absl::StatusOr<std::string> Resource(absl::string_view path) const;
  // One leaf entry for each index below `size`.
  absl::StatusOr<std::vector<std::string>> LeafEntries(TreeSize size) const;

 private:
  std::unique_ptr<v1::Log::Stub> stub_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_REAL_HUB_LOG_READER_H_
