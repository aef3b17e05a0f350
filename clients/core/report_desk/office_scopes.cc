#include "clients/core/report_desk/office_scopes.h"

namespace liaison {
namespace {

using Reach = SheetScope::Reach;

// Wherever the office's notices are sent from, its desks have them all.
constexpr Reach kOwn = 1U << 15U;

Reach BitOf(Role role) { return static_cast<Reach>(1U << static_cast<unsigned>(role)); }

// The mailboxes of `office` that have the notice, one bit a role.
Reach ReachOf(const Notice& notice, const std::string& office) {
  if (notice.serial.office == office) return static_cast<Reach>(kOwn | BitOf(notice.as.role));
  Reach reach = 0;
  for (const std::vector<MailboxId>* const list : {&notice.to, &notice.info}) {
    for (const MailboxId& mailbox : *list) {
      if (mailbox.office == office) reach = static_cast<Reach>(reach | BitOf(mailbox.role));
    }
  }
  return reach;
}

}  // namespace

OfficeScopes::OfficeScopes(const ReportPeriod& period, const std::vector<ReportSheet>& sheets) {
  for (const ReportSheet& sheet : sheets) scopes_.try_emplace(sheet.office, period);
}

void OfficeScopes::Add(const HeldNotice& held) {
  ReportRow row = held.row;
  if (held.resealed) row.logged_ms = row.event_ms;
  for (auto& [office, scope] : scopes_) {
    const Reach reach = ReachOf(held.notice, office);
    if (reach != 0) scope.Add(row, reach);
  }
}

void OfficeScopes::Close() {
  for (auto& [office, scope] : scopes_) scope.Close();
}

bool OfficeScopes::Touch(const std::string& office, const Hash& notice) const {
  const auto scope = scopes_.find(office);
  return scope != scopes_.end() && scope->second.Touches(notice);
}

}  // namespace liaison
