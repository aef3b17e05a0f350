// The members of a feature beside its geometry, as both of our formats have them: reading, and what
// a kind must have and may have. Source: MAPS section 2.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FEATURE_MEMBERS_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FEATURE_MEMBERS_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "clients/core/language/human_text.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/feature_geometry.h"
#include "clients/core/map_document/json_stream.h"

namespace liaison {

// What is wrong: a code of MAPS section 7 (or BAD_MEMBER, BAD_TEXT, BAD_ID, MISSING_MEMBER), the
// member, and where there is one the value.
using MapFaults = absl::FunctionRef<void(absl::string_view code, absl::string_view member,
                                         absl::string_view value)>;

// A feature that is being read.
struct FeatureDraft {
  MapFeature feature;
  std::optional<MapFeatureKind> kind;
};

// Reads the value of a member; false (nothing read) if no kind has a member of that name. People's
// text is put into NFC. Does not know "geometry" and "id".
bool ReadFeatureMember(JsonStream& in, absl::string_view key, MapUnits units, FeatureDraft& draft,
                       const MapFaults& faults);

// By language: 1 to 200 bytes on one line each; whether there must be one says the caller.
MapNames ReadNames(JsonStream& in, absl::string_view member, const MapFaults& faults);
// A text with at least one character; anything else is a fault and empty.
std::string ReadText(JsonStream& in, absl::string_view member, Lines lines,
                     const MapFaults& faults);
// A name: one line of at most 200 bytes.
std::string ReadName(JsonStream& in, absl::string_view member, const MapFaults& faults);
// The same without rules: for ids, parties and words, which have rules of their own.
std::string ReadWord(JsonStream& in, absl::string_view member, const MapFaults& faults);
// An integer from `least` to 2^53 - 1; anything else is a fault and `least`.
int64_t ReadInteger(JsonStream& in, absl::string_view member, int64_t least,
                    const MapFaults& faults);

// The rules for id, names, and which members the kind has. `feature.kind` is set.
void CheckMembers(const MapFeature& feature, const MapFaults& faults);
// Whether this kind's geometry is of that type.
bool FitsKind(const MapGeometry& geometry, MapFeatureKind kind);
// [a-z][a-z0-9-]{0,62}
bool IsMapId(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FEATURE_MEMBERS_H_
