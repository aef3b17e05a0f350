// Obligations: dated duties from an instrument, in all the variants in which it was published.
// Dates are data; how they are counted stands here. Source: DOMAIN (the document), ESCALATION E24,
// rule 13; the format is proto/schema/obligation.schema.json. Pure.
#ifndef LIAISON_PROTO_RULES_OBLIGATION_H_
#define LIAISON_PROTO_RULES_OBLIGATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "proto/rules/ladder.h"
#include "proto/rules/time_zones.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

// From the day of signing, which does not count; it ends with the last day. Months end on the day
// of the same number, or on the month's last.
struct Period {
  enum class Unit : uint8_t { kDay, kWeek, kMonth };
  Unit unit = Unit::kDay;
  uint32_t count = 0;
};
struct ObligationVariant {
  std::string id;                            // "A"
  std::string source;                        // who published it so
  std::string text;                          // its own words
  std::variant<Period, absl::CivilDay> due;  // a day: by the end of it
};
struct Obligation {
  std::string instrument;
  std::string clause;
  std::string title;
  absl::CivilDay signed_on;
  // One: as the instrument says. Several: it names none, and these are the parties'.
  std::vector<std::string> zones;
  std::vector<ObligationVariant> variants;
  std::string governing;               // a variant's id; empty: none is preferred
  std::vector<int64_t> warn_before_s;  // descending
  std::vector<LadderTarget> owed_by;   // groups of guarantors, or mailboxes
  Precedence precedence = Precedence::kPriority;
  PolicyRef ladder;
};
// Errors: InvalidArgument, field "rules".
absl::StatusOr<Obligation> ParseObligation(absl::string_view rules);

// The instant at which the day of the variant is over in this zone; that instant is too late.
int64_t Expiry_ms(const ObligationVariant& variant, absl::CivilDay signed_on,
                  const ZoneRules& zone);

// Where zones or variants are several, the earliest warns and the latest breaches.
struct ObligationDates {
  std::vector<int64_t> warnings_ms;  // ascending
  int64_t breach_ms = 0;
};
// Errors: NotFound ZONE (rules of one of its zones are not there), subject its name.
absl::StatusOr<ObligationDates> DatesOf(const Obligation& obligation, const TimeZones& zones);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_OBLIGATION_H_
