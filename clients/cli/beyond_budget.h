// How flash beyond an office's budget is shown: behind the others, in one group an office.
// Source: DOMAIN.md; the rule is in proto/rules/flash_budget.h.
#ifndef LIAISON_CLIENTS_CLI_BEYOND_BUDGET_H_
#define LIAISON_CLIENTS_CLI_BEYOND_BUDGET_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "clients/cli/context.h"
#include "clients/core/incoming/archive.h"

namespace liaison {

// "+7 flash of Turkey beyond its budget of 6 an hour, without alarm".
void ShowBeyondBudget(Context& context, const Desk& desk, absl::string_view office, int64_t count);

// Calls `show` with the place of each notice: first those within budget, as they stand; then each
// office's line, in the order of their names, and its notices.
void ForEachByBudget(Context& context, const Desk& desk,
                     const std::vector<const ArchivedNotice*>& notices,
                     absl::FunctionRef<void(size_t)> show);

// What came while a screen is open: counted, and told with the next beat in one line an office.
class BudgetCount {
 public:
  void Add(const Context& context, const ArchivedNotice& notice);
  void Tell(Context& context, const Desk& desk);

 private:
  std::map<std::string, int64_t> counts_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_BEYOND_BUDGET_H_
