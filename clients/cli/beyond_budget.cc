#include "clients/cli/beyond_budget.h"

#include <optional>

#include "clients/cli/notice_sheet.h"

namespace liaison {
namespace {

std::string OfficeOf(const Context& context, const ArchivedNotice& notice) {
  const std::optional<EnvelopeHeader> header = HeaderOf(context, notice);
  return header.has_value() ? header->as.office : "";
}

}  // namespace

void ShowBeyondBudget(Context& context, const Desk& desk, absl::string_view office, int64_t count) {
  const int64_t budget = desk.mirror().directory().mission().flash_per_hour;
  const std::string name = context.phrases.Label(context.language(), "office", office);
  context.output.Line(
      context.output.Say("budget.beyond", {count, MessageArg::Composed(name), budget}),
      Colour::kYellow);
}

void ForEachByBudget(Context& context, const Desk& desk,
                     const std::vector<const ArchivedNotice*>& notices,
                     absl::FunctionRef<void(size_t)> show) {
  std::map<std::string, std::vector<size_t>> beyond;
  for (size_t i = 0; i < notices.size(); ++i) {
    if (notices[i]->beyond_budget) {
      beyond[OfficeOf(context, *notices[i])].push_back(i);
    } else {
      show(i);
    }
  }
  for (const auto& [office, places] : beyond) {
    ShowBeyondBudget(context, desk, office, static_cast<int64_t>(places.size()));
    for (const size_t place : places) show(place);
  }
}

void BudgetCount::Add(const Context& context, const ArchivedNotice& notice) {
  ++counts_[OfficeOf(context, notice)];
}

void BudgetCount::Tell(Context& context, const Desk& desk) {
  for (const auto& [office, count] : counts_) ShowBeyondBudget(context, desk, office, count);
  counts_.clear();
}

}  // namespace liaison
