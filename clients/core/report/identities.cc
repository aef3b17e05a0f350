#include "clients/core/report/identities.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Differs(absl::string_view id) {
  return MakeError(absl::StatusCode::kInternal,
                   "a figure is not the sum of its parts; this program is at fault, report it",
                   {.reason = "IDENTITY", .subject = std::string(id)});
}

// Absent ones count as nothing.
int64_t ValueOf(const Figure* figure) {
  const int64_t* value = figure == nullptr ? nullptr : std::get_if<int64_t>(&figure->value);
  return value == nullptr ? 0 : *value;
}

class Sums {
 public:
  explicit Sums(const ReportModel& model) : model_(model) {}

  int64_t Value(absl::string_view id) const { return ValueOf(model_.Find(id)); }
  // Of all figures with one word more than `id`.
  int64_t Parts(absl::string_view id) const {
    const std::string prefix = absl::StrCat(id, ".");
    int64_t sum = 0;
    for (auto figure = model_.FirstFrom(prefix);
         figure != model_.figures.end() && absl::StartsWith(figure->id, prefix); ++figure) {
      sum += ValueOf(&*figure);
    }
    return sum;
  }
  absl::Status CheckSum(absl::string_view id, const std::vector<std::string>& parts) const {
    int64_t sum = 0;
    for (const std::string& part : parts) sum += Value(part);
    return Value(id) == sum ? absl::OkStatus() : Differs(id);
  }
  absl::Status Check(bool condition, absl::string_view id) const {
    return condition ? absl::OkStatus() : Differs(id);
  }

 private:
  const ReportModel& model_;
};

absl::Status CheckOffice(const Sums& sums, absl::string_view office) {
  const std::string registered = absl::StrCat("v.reg.", office);
  const int64_t value = sums.Value(registered);
  for (const absl::string_view name : {"v.reg.", "v.province.", "v.kind.", "v.day.", "v.side."}) {
    const std::string split = absl::StrCat(name, office);
    RETURN_IF_ERROR(sums.Check(sums.Parts(split) == value, split));
  }
  for (const absl::string_view name :
       {"v.late.", "v.boundary.", "v.designated.", "v.events_unknown."}) {
    const std::string of_which = absl::StrCat(name, office);
    RETURN_IF_ERROR(sums.Check(sums.Value(of_which) <= value, of_which));
  }
  const auto acks = [&](absl::string_view name) { return absl::StrCat("k.", name, ".", office); };
  return sums.CheckSum(acks("n"),
                       {acks("in_time"), acks("late"), acks("open_overdue"), acks("open_not_due")});
}

absl::Status CheckPosts(const ReportModel& model, const Sums& sums) {
  constexpr absl::string_view kPrefix = "p.observed_ms.";
  const int64_t period_ms = model.period.end_ms - model.period.start_ms;
  for (auto figure = model.FirstFrom(kPrefix);
       figure != model.figures.end() && absl::StartsWith(figure->id, kPrefix); ++figure) {
    const absl::string_view post = absl::string_view(figure->id).substr(kPrefix.size());
    const int64_t sum_ms = ValueOf(&*figure) + sums.Value(absl::StrCat("p.declared_ms.", post)) +
                           sums.Value(absl::StrCat("p.unreported_ms.", post));
    RETURN_IF_ERROR(sums.Check(sum_ms == period_ms, figure->id));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckIdentities(const ReportModel& model) {
  const Sums sums(model);
  for (const ModelOffice& office : model.offices) {
    RETURN_IF_ERROR(CheckOffice(sums, office.office));
  }
  RETURN_IF_ERROR(sums.CheckSum("e.distinct_high", {"e.agreed", "e.disputed", "e.single_source"}));
  RETURN_IF_ERROR(
      sums.Check(sums.Value("e.distinct_low") <= sums.Value("e.distinct_high"), "e.distinct_low"));
  const int64_t ended =
      sums.Value("a.completed") + sums.Value("a.refused") + sums.Value("a.open_end");
  RETURN_IF_ERROR(
      sums.Check(sums.Value("a.carried_in") + sums.Value("a.asked") == ended, "a.asked"));
  return CheckPosts(model, sums);
}

}  // namespace liaison
