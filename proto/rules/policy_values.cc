#include "proto/rules/policy_values.h"

#include "proto/text/values.h"

namespace liaison {

void ReadIncidentLadder(JsonReader& in, Precedence& precedence, PolicyRef& ladder) {
  in.Value("precedence", precedence, ParsePrecedence);
  in.Object("ladder", [&](const Json& object, const std::string& path) {
    JsonReader ref("rules", object, path);
    ref.Value("id", ladder.id, ParsePolicyId);
    int64_t version = 0;
    ref.Number("version", 1, static_cast<int64_t>(kMaxCount), version);
    ladder.version = static_cast<uint64_t>(version);
    return ref.Finish();
  });
}

}  // namespace liaison
