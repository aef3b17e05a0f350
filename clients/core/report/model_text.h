// How a model is written; reading is ParseModel's.
#ifndef LIAISON_CLIENTS_CORE_REPORT_MODEL_TEXT_H_
#define LIAISON_CLIENTS_CORE_REPORT_MODEL_TEXT_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "clients/core/report/json_writer.h"
#include "clients/core/report/model.h"

namespace liaison {

void WriteModel(const ReportModel& model, JsonWriter::Sink sink);
std::optional<RowFate> RowFateOf(absl::string_view name);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_MODEL_TEXT_H_
