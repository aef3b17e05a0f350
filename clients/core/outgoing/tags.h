// Blind tags: equal values give equal tags under a key that the offices have and the hub has not,
// so the hub's pattern rules can count without reading. Source: CRYPTO 1.13.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_TAGS_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_TAGS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/outgoing/compose.h"
#include "proto/base/secret.h"
#include "proto/rules/directory.h"
#include "proto/text/canonical_json.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"

namespace liaison {

// Unix time / 7 days: the tag key's epoch.
uint64_t TagWeek(int64_t time_s);

// Of which weeks tags are sent at a time: for 24 h after a change both, so that a window of 24 h is
// never cut.
std::vector<uint64_t> TagWeeks(int64_t time_s);

// Until when the tags of a notice of `time_s` are still compared with others', in Unix seconds.
int64_t TagsReach_s(int64_t time_s);

// `seed`: 32 bytes.
BlindTag MakeTag(const Secret& seed, absl::string_view ns, uint64_t week, absl::string_view slot,
                 absl::string_view value);

// slot -> value, from the coded fields of a violation: zone, kind, alleged parties, place (a cell
// of about 5 km).
std::vector<std::pair<std::string, std::string>> TagValues(const Json& form);

// The lines for a header, sorted: of each of the TagWeeks.
std::vector<TagLine> MakeTagLines(const Secret& seed, absl::string_view ns, int64_t time_s,
                                  const Json& form);

// Whether a notice is one that the hub may count: a violation on a ladder, where the mission lets
// headers carry tags. An exercise is never counted, nor what merely takes an earlier notice back.
bool WantsTags(const Mission& mission, const NoticeDraft& draft);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_TAGS_H_
