// How a model looks on a screen: figures with each office in a column of its own, never a total;
// what changed from one to another; the rows behind a number.
#ifndef LIAISON_CLIENTS_CLI_REPORT_MODEL_VIEW_H_
#define LIAISON_CLIENTS_CLI_REPORT_MODEL_VIEW_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report/model.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// "-" for absent, "19", "30 min", "2 h..never".
std::string FigureText(const Context& context, absl::string_view figure, const FigureValue& value);
// Its id for the screen: a word of it may be what an office calls a post of its own.
std::string FigureId(absl::string_view figure);
// {"figure", "value"?, "rule", "n", "rows_digest", "where"}.
Json FigureJson(const Figure& figure);

// The table, events, passages, what is missing and what does not add up.
void ShowModel(Context& context, const ReportModel& model);
// Everything but rows.
Json::Object ModelJson(const ReportModel& model);

// "v.reg.tur.idlib   19 -> 18   TUR-2017-000311 withdrawn by TUR-2017-000402 (log 88121)".
std::string ChangeText(const Context& context, const FigureChange& change);
void ShowChanges(Context& context, const std::vector<FigureChange>& changes);
Json ChangeJson(const FigureChange& change);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_MODEL_VIEW_H_
