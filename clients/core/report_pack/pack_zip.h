// A pack as one zip file: stored, members by name, one time for all, so that the same pack is the
// same bytes on every machine. Source: REPORTS section C; PKWARE APPNOTE 6.3.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_ZIP_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_ZIP_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"

namespace liaison {

// Of all members together; a model has at most 60 MiB, the sheets it is made of not much more.
inline constexpr size_t kMaxPackBytes = size_t{512} << 20;
inline constexpr size_t kMaxPackMembers = 10'000;

// Letters, digits, ".-_", in at most one folder, no name begins with a dot: such a name is the same
// everywhere and leads nowhere else.
bool IsPackName(absl::string_view name);

// Requires at least one file, and names that IsPackName. Errors: ResourceExhausted (no memory).
absl::StatusOr<std::string> ZipPack(const PackFiles& files);
// Members that are not stored, encrypted ones, names that are no pack's and names that come twice
// are refused before anything is allocated for them: never more than `zip` has bytes. Other tools
// may have made it. Errors: InvalidArgument ZIP with the member as subject.
absl::StatusOr<PackFiles> UnzipPack(absl::string_view zip);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_ZIP_H_
