// The tables behind the pages, for spreadsheets and programs. Source: Frictionless Data Package 1,
// RFC 4180.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_TABLES_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_TABLES_H_

#include <string>

#include "clients/core/report/model.h"

namespace liaison {

// rows.csv, which a PDF carries where the rows are too many to be printed.
std::string RowsCsv(const ReportModel& model);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_TABLES_H_
