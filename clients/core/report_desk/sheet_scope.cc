#include "clients/core/report_desk/sheet_scope.h"

#include <algorithm>
#include <array>

#include "absl/algorithm/container.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/extract.h"
#include "clients/core/report/row_fields.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 3> kTakeBack = {"corrects", "supersedes", "cancels"};

bool IsTakeBack(absl::string_view verb) { return absl::c_linear_search(kTakeBack, verb); }
bool Chains(absl::string_view verb) {
  return IsTakeBack(verb) || verb == "reply_to" || verb == "follows_up";
}

}  // namespace

bool MayStand(const ReportRow& row) {
  return IsReportedKind(row.kind) ||
         absl::c_any_of(row.refs, [](const ReportRef& ref) { return IsTakeBack(ref.verb); });
}

void SheetScope::Add(const ReportRow& row, Reach reach) {
  const auto place = static_cast<Place>(chains_.size());
  if (!MayStand(row) || !places_.emplace(row.notice, place).second) return;
  Chain chain{.parent = place, .reach = reach};
  const bool reported = IsReportedKind(row.kind);
  if (reported) {
    chain.touches = TouchesByItself(row);
    CountPassage(row, chain);
  }
  chains_.push_back(chain);
  for (const ReportRef& ref : row.refs) {
    // An administrative notice belongs to what it takes back, not to what it answers.
    if (reported ? Chains(ref.verb) : IsTakeBack(ref.verb))
      references_.emplace_back(place, ref.notice);
  }
}

bool SheetScope::TouchesByItself(const ReportRow& row) const {
  const auto within = [this](int64_t time_ms) {
    return time_ms >= period_.start_ms && time_ms < period_.end_ms;
  };
  if (within(row.event_ms) || within(row.logged_ms)) return true;
  if (row.kind != kObservationKind) return false;
  const absl::StatusOr<ObservationFields> fields = ReadObservation(row.fields);
  return fields.ok() && fields->span.from_s * 1000 < period_.end_ms &&
         fields->span.to_s * 1000 > period_.start_ms;
}

void SheetScope::CountPassage(const ReportRow& row, Chain& chain) const {
  if (row.event_ms >= period_.start_ms) return;
  if (IsPassageKind(row.kind)) {
    const absl::StatusOr<PassageFields> fields = ReadPassage(row.fields);
    if (!fields.ok()) return;
    chain.asked += fields->stage == "request" ? 1 : 0;
    chain.terminated += fields->stage == "completed" ? 1 : 0;
  } else if (row.kind == kClearanceKind) {
    const absl::StatusOr<ClearanceFields> fields = ReadClearance(row.fields);
    if (fields.ok()) chain.terminated += fields->decision == "refused" ? 1 : 0;
  }
}

void SheetScope::Close() {
  for (const auto& [place, notice] : references_) {
    const auto found = places_.find(notice);
    if (found == places_.end() || (chains_[place].reach & chains_[found->second].reach) == 0) {
      continue;
    }
    const Place root = Root(place);
    const Place other = Root(found->second);
    if (root == other) continue;
    Chain& into = chains_[other];
    const Chain& from = chains_[root];
    into.touches = into.touches || from.touches;
    into.asked += from.asked;
    into.terminated += from.terminated;
    chains_[root].parent = other;
  }
  references_.clear();
  // Every notice points to its chain, so that no question walks.
  for (Place place = 0; place < chains_.size(); ++place) chains_[place].parent = Root(place);
}

const SheetScope::Chain* SheetScope::ChainOf(const Hash& notice) const {
  const auto found = places_.find(notice);
  return found == places_.end() ? nullptr : &chains_[chains_[found->second].parent];
}

bool SheetScope::Holds(const Hash& notice) const {
  const Chain* const chain = ChainOf(notice);
  return chain != nullptr && (chain->touches || chain->asked > chain->terminated);
}

bool SheetScope::Touches(const Hash& notice) const {
  const Chain* const chain = ChainOf(notice);
  return chain != nullptr && chain->touches;
}

SheetScope::Place SheetScope::Root(Place place) {
  while (chains_[place].parent != place) {
    // Shortens the way: chains may be as long as the archive.
    chains_[place].parent = chains_[chains_[place].parent].parent;
    place = chains_[place].parent;
  }
  return place;
}

}  // namespace liaison
