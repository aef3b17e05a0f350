// The pieces of a JSON text, found by its brackets and quotes alone; what is in them their readers
// judge. No recursion, no memory.
#ifndef LIAISON_CLIENTS_CORE_REPORT_JSON_SLICES_H_
#define LIAISON_CLIENTS_CORE_REPORT_JSON_SLICES_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

// Calls with each item of an array, each member of an object, in order, until one gives an error.
// Errors: InvalidArgument, field "json", SYNTAX; those of the callback.
absl::Status ForEachJsonItem(absl::string_view array,
                             absl::FunctionRef<absl::Status(absl::string_view item)> read);
absl::Status ForEachJsonMember(
    absl::string_view object,
    absl::FunctionRef<absl::Status(absl::string_view name, absl::string_view value)> read);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_JSON_SLICES_H_
