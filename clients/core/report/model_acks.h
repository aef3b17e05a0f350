// Acknowledgements as the model's text has them: by office, and each as a place in `rows` with the
// milliseconds from its acceptance, since there are more of them than rows. Who owed one and gave
// none stands under `censored`.
#ifndef LIAISON_CLIENTS_CORE_REPORT_MODEL_ACKS_H_
#define LIAISON_CLIENTS_CORE_REPORT_MODEL_ACKS_H_

#include "clients/core/report/json_writer.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report/model.h"

namespace liaison {

void WriteAcks(const ReportModel& model, JsonWriter& out);
// With their times counted from the acceptance of rows that are not read yet.
void ReadAcks(MemberReader& in, ReportModel& model);
// Behind the rows: brings the acknowledgements to theirs, and into the model's order.
void PlaceAcks(MemberReader& in, ReportModel& model);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_MODEL_ACKS_H_
