// What the rules of patterns and obligations have in common: the incident that they open, and how
// precedence and ladder of it are written.
#ifndef LIAISON_PROTO_RULES_POLICY_VALUES_H_
#define LIAISON_PROTO_RULES_POLICY_VALUES_H_

#include "proto/rules/json_reader.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

// Members `precedence` and `ladder` {"id":"L-STD","version":1}.
void ReadIncidentLadder(JsonReader& in, Precedence& precedence, PolicyRef& ladder);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_POLICY_VALUES_H_
