// What an office cannot call out of scope: what concerns the period by notices that it surely has.
// These are its own, and what was addressed to the same mailbox as speaks in them. It may know
// more, which is why a passage that nothing here has ended counts only by what lies in the period.
// Source: REPORTS section A 4. Internal to report_desk.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_OFFICE_SCOPES_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_OFFICE_SCOPES_H_

#include <map>
#include <string>
#include <vector>

#include "clients/core/report/sheet.h"
#include "clients/core/report_desk/held_records.h"
#include "clients/core/report_desk/sheet_scope.h"
#include "proto/text/report_note.h"

namespace liaison {

class OfficeScopes {
 public:
  // Of the offices of these sheets. `period` outlives it.
  OfficeScopes(const ReportPeriod& period, const std::vector<ReportSheet>& sheets);

  // As of SheetScope.
  void Add(const HeldNotice& held);
  void Close();
  bool Touch(const std::string& office, const Hash& notice) const;
  bool Touch(const HeldNotice& held) const { return Touch(held.notice.serial.office, held.hash); }

 private:
  std::map<std::string, SheetScope> scopes_;  // by office
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_OFFICE_SCOPES_H_
