// How an act that is no receipt looks, as a line or as JSON.
#ifndef LIAISON_CLIENTS_CLI_OFFICE_ACT_VIEW_H_
#define LIAISON_CLIENTS_CLI_OFFICE_ACT_VIEW_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/core/incoming/archive.h"
#include "proto/text/canonical_json.h"

namespace liaison {

void ShowOfficeAct(Context& context, const ArchivedOfficeAct& act, Archive& archive);
Json OfficeActJson(const ArchivedOfficeAct& act);

// A device as people name it: "d04" is one of the own office, "irn/d04" of any. Its full name.
std::string FullDeviceName(const HomeConfig& config, absl::string_view device);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_OFFICE_ACT_VIEW_H_
