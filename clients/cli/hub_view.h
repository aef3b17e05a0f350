// How the hub's own words look, releases and alerts, as lines or as JSON: always marked as its
// word, because no office has signed them.
#ifndef LIAISON_CLIENTS_CLI_HUB_VIEW_H_
#define LIAISON_CLIENTS_CLI_HUB_VIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/core/desk/desk.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/judge_release.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// An alert and what was answered to it.
struct ShownAlert {
  ArchivedAlert archived;
  std::vector<ArchivedReceipt> receipts;
};
// Errors: those of the database.
absl::StatusOr<std::vector<ShownAlert>> WithReceipts(std::vector<ArchivedAlert> alerts,
                                                     Archive& archive);

// The serial of a notice that is here, else the first digits of a header's or alert's hash.
std::string NameOf(const Hash& hash, Archive& archive);
// Why a ladder took a step, "DUE" in words.
std::string ReasonText(const Context& context, absl::string_view reason);
// What an alert says, with its parameters.
std::string AlertText(const Context& context, const Alert& alert);
// The first digits of an alert's hash: `show` and `ack` find it by them.
std::string AlertHandle(const ArchivedAlert& alert);

// A line or an object each. The line: handle, precedence, whose word, what, when, state.
void ListAlerts(Context& context, const std::vector<ShownAlert>& alerts);
// The whole of one, or its object.
void ShowAlert(Context& context, Desk& desk, const ShownAlert& alert);
Json AlertJson(const ShownAlert& alert);

// "SERIAL: released to irn/head, rung 2, due ..., at ...: why", and what is wrong or unknown about
// it.
struct ReleaseText {
  std::string told;
  std::string unchecked;  // empty: nothing
  std::string lie;        // empty: none
};
ReleaseText ReleaseTextOf(const Context& context, const JudgedRelease& release,
                          absl::string_view serial);
// As it comes in.
void ShowRelease(Context& context, const ArchivedRelease& release, Archive& archive);
Json ReleaseJson(const ArchivedRelease& release);
// The member `releases` of a notice's object, where it has any.
void AddReleases(Desk& desk, const ArchivedNotice& notice, Json& value);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_HUB_VIEW_H_
