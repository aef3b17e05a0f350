// Limits of sheets and reports: who is told whose is too large.
#include "clients/core/report/document_size.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/core/report/report_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

std::string Told(const absl::Status& status) {
  const ErrorDetail detail = DetailOf(status).value_or(ErrorDetail());
  return absl::StrCat(detail.reason, " ", detail.subject, " ", detail.field);
}

TEST(DocumentSizeTest, ASheetThatFitsIsTaken) {
  const ReportSheet sheet = TestSheet("rus", 1);
  EXPECT_TRUE(CheckSheetSize(sheet, kMaxSheetBytes).ok());
  EXPECT_EQ(Told(CheckSheetSize(sheet, kMaxSheetBytes + 1)), "SHEET_TOO_LARGE rus ");
}

TEST(DocumentSizeTest, OfAReportThatIsTooLargeTheOfficeOfMostRowsIsNamed) {
  ReportModel model = TestModel();  // rus 2 rows, tur 3
  EXPECT_TRUE(CheckModelSize(model, kMaxModelBytes).ok());
  EXPECT_EQ(Told(CheckModelSize(model, kMaxModelBytes + 1)), "MODEL_TOO_LARGE JWG-2017-05 tur");
  model.rows.clear();
  EXPECT_EQ(Told(CheckModelSize(model, kMaxModelBytes + 1)), "MODEL_TOO_LARGE JWG-2017-05 ");
}

}  // namespace
}  // namespace liaison
