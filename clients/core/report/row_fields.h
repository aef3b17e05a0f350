// The coded fields of a row, by its kind, as figures use them.
#ifndef LIAISON_CLIENTS_CORE_REPORT_ROW_FIELDS_H_
#define LIAISON_CLIENTS_CORE_REPORT_ROW_FIELDS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/json_text.h"

namespace liaison {

inline constexpr absl::string_view kViolationKind = "violation";
inline constexpr absl::string_view kObservationKind = "observation";
inline constexpr absl::string_view kClearanceKind = "clearance";
// Whether passages of people or goods are asked for by it.
bool IsPassageKind(absl::string_view kind);

// In the order in which JSON has them.
inline constexpr std::array<absl::string_view, 3> kHarms = {"injured", "killed", "missing"};
struct Casualties {
  std::string victims;                            // "civilian"
  std::array<std::optional<int64_t>, 3> numbers;  // as kHarms
};
struct ViolationFields {
  std::string kind;              // "mortar"
  std::string side;              // attributed; empty: none stated
  std::optional<int64_t> count;  // of events
  bool designated = false;
  std::vector<Casualties> casualties;
};
struct Span_s {
  int64_t from_s = 0;
  int64_t to_s = 0;
};
struct ObservationFields {
  std::string post;
  Span_s span;
  std::vector<Span_s> gaps;  // not observed
};
struct PassageFields {
  std::string stage;
  std::vector<std::string> wanted;  // offices
};
struct ClearanceFields {
  std::string decision;
};

// Errors of all: InvalidArgument FIELDS with the member as field.
absl::StatusOr<ViolationFields> ReadViolation(const JsonText& fields);
absl::StatusOr<ObservationFields> ReadObservation(const JsonText& fields);
absl::StatusOr<PassageFields> ReadPassage(const JsonText& fields);
absl::StatusOr<ClearanceFields> ReadClearance(const JsonText& fields);
// By the kind; one without fields of its own has none. The field begins with "fields".
absl::Status CheckRowFields(absl::string_view kind, const JsonText& fields);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_ROW_FIELDS_H_
