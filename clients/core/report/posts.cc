#include "clients/core/report/posts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/core/report/period_rules.h"
#include "clients/core/report/row_fields.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kHours = "P1";
constexpr absl::string_view kOverlap = "OVERLAP";

Span_ms Milliseconds(const Span_s& span) {
  return {.from_ms = span.from_s * 1000, .to_ms = span.to_s * 1000};
}

Span_ms PeriodOf(const ReportModel& model) {
  return {.from_ms = model.period.start_ms, .to_ms = model.period.end_ms};
}

}  // namespace

absl::StatusOr<Posts> Posts::Find(const ReportModel& model) {
  Posts posts;
  for (RowId id = 0; id < model.rows.size(); ++id) {
    const ModelRow& row = model.rows[id];
    if (row.fate != RowFate::kLive || row.row.kind != kObservationKind) continue;
    ASSIGN_OR_RETURN(const ObservationFields fields, ReadObservation(row.row.fields));
    const Span_ms span = Common(Milliseconds(fields.span), PeriodOf(model));
    if (span.IsEmpty()) continue;
    std::vector<Span_ms> gaps;
    for (const Span_s& gap : fields.gaps) gaps.push_back(Milliseconds(gap));
    posts.returns_[{row.row.office, fields.post}].push_back(
        {.span = span, .row = id, .observed = Without(span, std::move(gaps))});
  }
  for (auto& [place, returns] : posts.returns_) {
    std::stable_sort(returns.begin(), returns.end(),
                     [](const Return& a, const Return& b) { return a.span < b.span; });
  }
  return posts;
}

void Posts::ApplyTo(ReportModel& model) const {
  for (const auto& [place, returns] : returns_) {
    // Of those so far the one that ends last: who overlaps any of them overlaps it.
    const Return* last = nullptr;
    for (const Return& one : returns) {
      const Span_ms twice = last == nullptr ? Span_ms() : Common(last->span, one.span);
      if (!twice.IsEmpty()) {
        AddFlag(model.rows[last->row], kOverlap);
        AddFlag(model.rows[one.row], kOverlap);
        model.anomalies.push_back({.code = std::string(kOverlap),
                                   .office = place.first,
                                   .serial = model.rows[one.row].row.serial,
                                   .detail = absl::StrCat(twice.from_ms, " ", twice.to_ms)});
      }
      if (last == nullptr || one.span.to_ms > last->span.to_ms) last = &one;
    }
  }
}

void Posts::Count(const ReportModel& model, FigureBook& book) const {
  const Span_ms period = PeriodOf(model);
  // No binding: a lambda may not take one (clang 14).
  for (const auto& entry : returns_) {
    const auto& place = entry.first;
    const auto& returns = entry.second;
    std::vector<Span_ms> reported;
    std::vector<Span_ms> observed;
    std::vector<RowId> rows;
    for (const Return& one : returns) {
      reported.push_back(one.span);
      observed.insert(observed.end(), one.observed.begin(), one.observed.end());
      rows.push_back(one.row);
    }
    const int64_t reported_ms = Covered_ms(std::move(reported));
    const int64_t observed_ms = Covered_ms(std::move(observed));
    const auto count = [&](absl::string_view name, int64_t time_ms) {
      Tally& tally = book.At(name, kHours, {{"office", place.first}, {"post", place.second}});
      tally.rows = rows;
      tally.Add(time_ms);
    };
    count("p.observed_ms", observed_ms);
    count("p.declared_ms", reported_ms - observed_ms);
    count("p.unreported_ms", period.to_ms - period.from_ms - reported_ms);
  }
}

}  // namespace liaison
