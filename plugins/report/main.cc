#include "plugins/report/report.h"

int main() {
  liaison::report::ReportPlugin report;
  return liaison::plugin::Run(report, {.version = "1.0.0", .schema = 1});
}
