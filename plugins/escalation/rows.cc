#include "plugins/escalation/rows.h"

namespace liaison::escalation {

IncidentRow RowOf(const Incident& incident, const std::string& office) {
  IncidentRow row;
  row.set_office(office);
  row.set_phase(static_cast<uint32_t>(incident.phase));
  row.set_raised_ms(incident.raised_ms);
  row.set_raised(incident.raised.value());
  row.set_count(incident.count);
  row.set_loop(incident.loop);
  row.set_rung(incident.rung);
  row.set_due_ms(incident.due_ms);
  for (const MailboxId& mailbox : incident.told) row.add_told(mailbox.ToString());
  for (const std::string& device : incident.alarmed) row.add_alarmed(device);
  if (incident.duty_change_ms.has_value()) row.set_duty_change_ms(*incident.duty_change_ms);
  if (incident.released.has_value()) row.set_released(incident.released->value());
  row.set_jump_reason(incident.jump_reason);
  if (incident.jump.has_value()) row.set_jump(incident.jump->value());
  row.set_delivered(incident.delivered);
  row.set_unresolved_told(incident.unresolved_told);
  return row;
}

Incident IncidentOf(const IncidentRow& row) {
  Incident incident{.phase = static_cast<IncidentPhase>(row.phase()),
                    .raised_ms = row.raised_ms(),
                    .raised = LeafIndex(row.raised()),
                    .count = row.count(),
                    .loop = row.loop(),
                    .rung = row.rung(),
                    .due_ms = row.due_ms(),
                    .alarmed = {row.alarmed().begin(), row.alarmed().end()},
                    .jump_reason = row.jump_reason(),
                    .delivered = row.delivered(),
                    .unresolved_told = row.unresolved_told()};
  for (const std::string& mailbox : row.told()) {
    incident.told.push_back(ParseMailbox(mailbox).value_or(MailboxId()));
  }
  if (row.has_duty_change_ms()) incident.duty_change_ms = row.duty_change_ms();
  if (row.has_released()) incident.released = LeafIndex(row.released());
  if (row.has_jump()) incident.jump = LeafIndex(row.jump());
  return incident;
}

}  // namespace liaison::escalation
