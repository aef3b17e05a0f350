// Where a JSON value ends, found by its brackets and quotes alone; what is in it its readers judge.
// No recursion, no memory.
#ifndef LIAISON_CLIENTS_CORE_REPORT_JSON_SLICES_H_
#define LIAISON_CLIENTS_CORE_REPORT_JSON_SLICES_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace liaison {

// Bytes of the value that begins here; 0: it does not end.
size_t JsonValueBytes(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_JSON_SLICES_H_
