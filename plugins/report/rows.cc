for (const std::string& office : last->draft.aside) to.add_aside(office);#include "plugins/report/rows.h"

#include <utility>
#include <variant>

namespace liaison::report {
namespace {

using Acts = google::protobuf::RepeatedPtrField<Act>;

Hash HashOf(const std::string& bytes) { return FixedFromBytes<Hash>(bytes).value_or(Hash()); }
std::string Bytes(const Hash& hash) { return std::string(hash.view()); }

void PutActs(const std::map<std::string, ReportAct>& acts, Acts& rows) {
  rows.Clear();
  for (const auto& [office, act] : acts) {
    Act& row = *rows.Add();
    row.set_office(office);
    row.set_note(Bytes(act.note));
    row.set_content(Bytes(act.content));
    if (act.text.has_value()) row.set_text(Bytes(*act.text));
    row.set_verb(static_cast<uint32_t>(act.verb));
    row.set_device(act.device);
    row.set_second(act.second);
    row.set_index(act.index.value());
    row.set_time_ms(act.time_ms);
  }
}

std::map<std::string, ReportAct> ActsOf(const Acts& rows) {
  std::map<std::string, ReportAct> acts;
  for (const Act& row : rows) {
    ReportAct& act = acts[row.office()];
    act = {.office = row.office(),
           .note = HashOf(row.note()),
           .content = HashOf(row.content()),
           .verb = static_cast<ReportVerb>(row.verb()),
           .device = row.device(),
           .second = row.second(),
           .index = LeafIndex(row.index()),
           .time_ms = row.time_ms()};
    if (!row.text().empty()) act.text = HashOf(row.text());
  }
  return acts;
}

void PutDraft(const ReportState& state, Report& row) {
  row.clear_draft();
  const ReportDrafted* last = state.Draft();
  if (last == nullptr) return;
  Drafted& to = *row.mutable_draft();
  to.set_note(Bytes(last->note));
  to.set_model(Bytes(last->draft.model));
  to.set_size(last->draft.size);
  to.set_cut(last->draft.cut.value());
  for (const ReportSheetRef& ref : last->draft.sheets) {
    Sheet& sheet = *to.add_sheets();
    sheet.set_office(ref.office);
    sheet.set_sheet(Bytes(ref.sheet));
  }
  
  to.set_index(last->index.value());
  to.set_time_ms(last->time_ms);
}

ReportDrafted DraftOf(const Drafted& row) {
  ReportDrafted drafted{.note = HashOf(row.note()),
                        .draft = {.model = HashOf(row.model()),
                                  .size = row.size(),
                                  .cut = LeafIndex(row.cut()),
                                  .sheets = {},
                                  .aside = {row.aside().begin(), row.aside().end()}},
                        .index = LeafIndex(row.index()),
                        .time_ms = row.time_ms()};
  for (const Sheet& sheet : row.sheets()) {
    drafted.draft.sheets.push_back({.office = sheet.office(), .sheet = HashOf(sheet.sheet())});
  }
  return drafted;
}

void PutDues(const ReportState& state, Report& row) {
  row.clear_dues();
  for (const ReportDue due : {ReportDue::kContribution, ReportDue::kReview, ReportDue::kSign}) {
    const auto warned = state.warned.find(due);
    const auto missed = state.missed.find(due);
    if (warned == state.warned.end() && missed == state.missed.end()) continue;
    Due& to = *row.add_dues();
    to.set_due(static_cast<uint32_t>(due));
    if (warned != state.warned.end()) to.set_warned(warned->second);
    if (missed == state.missed.end()) continue;
    to.set_passed(true);
    for (const std::string& office : missed->second) to.add_missed(office);
  }
}

}  // namespace

void PutState(const ReportState& state, Report& row) {
  row.set_open(PrintReportNote({.head = state.head, .act = state.open}));
  row.set_opened(Bytes(state.opened));
  row.set_opened_index(state.opened_index.value());
  row.set_opened_ms(state.opened_ms);
  row.set_phase(static_cast<uint32_t>(state.phase));
  PutActs(state.contributions, *row.mutable_contributions());
  PutDraft(state, row);
  PutActs(state.comments, *row.mutable_comments());
  row.set_frozen_index(state.frozen_index.value());
  PutActs(state.answers, *row.mutable_answers());
  PutActs(state.withdrawals, *row.mutable_withdrawals());
  PutDues(state, row);
  row.set_outcome(static_cast<uint32_t>(state.outcome));
  row.set_final_index(state.final_index.value());
  row.set_final_ms(state.final_ms);
}

std::optional<ReportState> StateOf(const std::string& ns, const Report& row) {
  absl::StatusOr<ReportNote> note = ParseReportNote(ns, row.open());
  if (!note.ok() || !std::holds_alternative<ReportOpen>(note->act)) return std::nullopt;
  ReportState state{.head = std::move(note->head),
                    .open = std::get<ReportOpen>(std::move(note->act)),
                    .opened = HashOf(row.opened()),
                    .opened_index = LeafIndex(row.opened_index()),
                    .opened_ms = row.opened_ms(),
                    .phase = static_cast<ReportPhase>(row.phase())};
  state.contributions = ActsOf(row.contributions());
  if (row.has_draft()) state.drafts.push_back(DraftOf(row.draft()));
  state.comments = ActsOf(row.comments());
  state.frozen_index = LeafIndex(row.frozen_index());
  state.answers = ActsOf(row.answers());
  state.withdrawals = ActsOf(row.withdrawals());
  for (const Due& due : row.dues()) {
    const auto what = static_cast<ReportDue>(due.due());
    if (due.warned() != 0) state.warned[what] = due.warned();
    if (due.passed()) state.missed[what] = {due.missed().begin(), due.missed().end()};
  }
  state.outcome = static_cast<ReportOutcome>(row.outcome());
  state.final_index = LeafIndex(row.final_index());
  state.final_ms = row.final_ms();
  return state;
}

}  // namespace liaison::report
