#include "plugins/report/sayings.h"

#include <algorithm>

namespace liaison::report {
namespace {

namespace v1 = plugin::v1;

constexpr int kMailboxesMax = 64;  // of an alert

std::string CodeOf(const ReportSaying& saying) {
  switch (saying.kind) {
    case ReportSaying::Kind::kState:
      return "STATE";
    case ReportSaying::Kind::kReminder:
      return "REMINDER";
    case ReportSaying::Kind::kMissed:
      return kMissedCode;
    case ReportSaying::Kind::kDone:
      return "DONE";
    case ReportSaying::Kind::kVoided:
      return "VOIDED";
    case ReportSaying::Kind::kFinal:
      return "FINAL";
    case ReportSaying::Kind::kFailed:
      return "FAILED";
    case ReportSaying::Kind::kError:
      break;
  }
  return saying.reason;
}

bool Holds(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

void AddMailbox(const std::string& office, Role role, v1::Alert& alert) {
  alert.add_mailboxes(MailboxId{.office = office, .role = role}.ToString());
}

// Everybody can read a public alert in the log; these are called. In a mission too large for one
// alert the editors are left out first.
void AddEverybody(const Audience& audience, v1::Alert& alert) {
  const ReportOpen& open = audience.state->open;
  for (const Role role : {Role::kJwg, Role::kEditor}) {
    for (const std::string& office : audience.offices) {
      if (!Holds(open.owes, office) && !Holds(open.signs, office)) continue;
      if (alert.mailboxes_size() == kMailboxesMax) return;
      AddMailbox(office, role, alert);
    }
  }
}

void AddOffice(const std::string& office, bool with_head, v1::Alert& alert) {
  AddMailbox(office, Role::kEditor, alert);
  AddMailbox(office, Role::kJwg, alert);
  if (with_head) AddMailbox(office, Role::kHead, alert);
}

void AddDue(ReportDue due, const std::string& office, v1::Alert& alert) {
  plugin::AddToken(alert, "due", ReportDueName(due));
  plugin::AddToken(alert, "office", office);
}

// What belongs to this kind, and whom it is said to.
void AddOwn(const ReportSaying& saying, const Audience& audience,
            const std::optional<Hash>& manifest, v1::Alert& alert) {
  switch (saying.kind) {
    case ReportSaying::Kind::kReminder:
      AddDue(saying.due, saying.office, alert);
      plugin::AddNumber(alert, "before_s", saying.before_s);
      return AddOffice(saying.office, /*with_head=*/false, alert);
    case ReportSaying::Kind::kMissed:
      AddDue(saying.due, saying.office, alert);
      if (audience.state->open.ladder.has_value()) {
        alert.mutable_ladder()->set_id(audience.state->open.ladder->id);
        alert.mutable_ladder()->set_version(audience.state->open.ladder->version);
      }
      alert.set_public_(true);
      return AddOffice(saying.office, /*with_head=*/true, alert);
    case ReportSaying::Kind::kVoided:
      plugin::AddToken(alert, "office", saying.office);
      break;
    case ReportSaying::Kind::kState:
      plugin::AddToken(alert, "state", ReportPhaseName(saying.phase));
      break;
    case ReportSaying::Kind::kFinal:
      plugin::AddToken(alert, "outcome", ReportOutcomeName(saying.outcome));
      alert.add_refs(std::string(audience.state->Draft()->draft.model.view()));
      if (manifest.has_value()) {
        alert.add_refs(std::string(manifest->view()));
        plugin::AddToken(alert, "manifest", ToHex(*manifest));
      }
      break;
    case ReportSaying::Kind::kFailed:
    case ReportSaying::Kind::kDone:
    case ReportSaying::Kind::kError:
      break;
  }
  alert.set_public_(true);
  AddEverybody(audience, alert);
}

v1::Alert Begin(const std::string& code, const std::string& report) {
  v1::Alert alert;
  alert.set_code(code);
  alert.set_precedence(v1::PRIORITY);
  plugin::AddToken(alert, "report", report);
  return alert;
}

}  // namespace

v1::Alert AlertOf(const ReportSaying& saying, const Audience& audience,
                  const std::optional<Hash>& manifest) {
  v1::Alert alert = Begin(CodeOf(saying), audience.report);
  plugin::AddNumber(alert, "at_ms", saying.at_ms);
  if (saying.kind == ReportSaying::Kind::kError) {
    alert.add_mailboxes(saying.to.ToString());
    alert.add_refs(std::string(saying.note.view()));
    return alert;
  }
  alert.add_refs(std::string(audience.state->opened.view()));
  AddOwn(saying, audience, manifest, alert);
  return alert;
}

v1::Alert DoneAlert(const std::string& report, ReportDue due, const std::string& office,
                    const std::string& missed) {
  v1::Alert alert = Begin("DONE", report);
  AddDue(due, office, alert);
  alert.add_refs(missed);
  AddOffice(office, /*with_head=*/true, alert);
  return alert;
}

}  // namespace liaison::report
