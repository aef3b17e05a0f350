// liaison.v1.ErrorDetail on the wire: what travels in the trailing metadata "liaison-error-bin" of
// every failed call, so that programs on the other side branch on code and reason, never on text.
#ifndef LIAISON_PROTO_LIAISON_ERROR_DETAIL_H_
#define LIAISON_PROTO_LIAISON_ERROR_DETAIL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr char kErrorDetailKey[] = "liaison-error-bin";

// The serialised detail of `status`, or "" where it has none: then nothing is sent.
std::string EncodeErrorDetail(const absl::Status& status);

// The status that the other side meant. A detail that is missing, too long (4 KiB) or does not
// parse is left out: it comes from a peer, and the code alone decides what to do.
absl::Status DecodeError(absl::StatusCode code, absl::string_view message,
                         absl::string_view detail_bytes);

}  // namespace liaison

#endif  // LIAISON_PROTO_LIAISON_ERROR_DETAIL_H_
