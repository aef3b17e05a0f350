// Names of files that others have chosen, for use on this machine. Source: CRYPTO 1.3 (attach).
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_FILE_NAME_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_FILE_NAME_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace liaison {

// A name for a new file in a folder, as close to `name` as is safe everywhere: no part of a path,
// not hidden, no option of a program, no device of Windows, nothing that turns the direction of
// writing, at most 200 bytes. Never empty.
std::string SafeFileName(absl::string_view name);

// The same for files that go into one folder, in their order: a name that is taken, also in the
// other case of its letters, becomes "map (2).pdf".
std::vector<std::string> SafeFileNames(absl::Span<const std::string> names);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_FILE_NAME_H_
