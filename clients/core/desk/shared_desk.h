// A desk that several officers share is a folder with a home for each, and the name of the one who
// sits there now in the file `officer`. Names are [a-z0-9-]+.
#ifndef LIAISON_CLIENTS_CORE_DESK_SHARED_DESK_H_
#define LIAISON_CLIENTS_CORE_DESK_SHARED_DESK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/file_system.h"

namespace liaison {

// The home that `desk` stands for: itself, or that of the officer who sits there. Errors: NotFound
// NO_OFFICER (a shared desk at which nobody sits).
absl::StatusOr<std::string> HomeOf(absl::string_view desk, FileSystem& files);
// Sorted names of the homes in a shared desk. Errors: those of the file system.
absl::StatusOr<std::vector<std::string>> OfficersOf(absl::string_view desk, FileSystem& files);
// Errors: NotFound NO_OFFICER.
absl::Status SeatOfficer(absl::string_view desk, absl::string_view officer, FileSystem& files);
// Empty: nobody, or no shared desk.
std::string SeatedOfficer(absl::string_view desk, FileSystem& files);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DESK_SHARED_DESK_H_
