// How a notice points at others: --reply-to, --corrects and so on, by serial or hash.
// Source: DOMAIN.md, "reference (verb)".
#ifndef LIAISON_CLIENTS_CLI_REFERENCES_H_
#define LIAISON_CLIENTS_CLI_REFERENCES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/commands.h"
#include "clients/core/incoming/archive.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct References {
  // Verb of the form (common.schema.json, verb) and what was typed for it.
  std::vector<std::pair<std::string, std::vector<std::string>>> handles;
};

// `references` outlives the command line's parsing.
void AddReferenceOptions(CommandAdder& adder, CLI::App& verb, References& references);

// Puts what was typed behind the form's own `refs`. Errors: as Archive::Find; PermissionDenied
// NOT_OWN where another office's notice was to be corrected, replaced, cancelled or followed up.
absl::Status AddReferences(const References& references, Archive& archive, Json& form);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REFERENCES_H_
