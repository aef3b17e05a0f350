#include "clients/core/report_book/report_book.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/algorithm/container.h"
#include "clients/core/report_book/report_devices.h"
#include "clients/core/report_book/report_replay.h"
#include "clients/core/trust/state_walk.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

class BookReader final : private StateVisitor, private ReportWorld {
 public:
  BookReader(const Mirror& mirror, ReportDevices devices, int64_t until_ms)
      : mirror_(mirror), devices_(std::move(devices)), until_ms_(until_ms) {}

  absl::Status Read(absl::string_view next) {
    RETURN_IF_ERROR(WalkState(mirror_, {.note = next, .time_ms = until_ms_}, *this));
    // What no leaf is known after rests on the newest there is.
    if (!mirror_.empty()) {
      AdvanceTo({.index = LeafIndex(mirror_.size().value() - 1), .time_ms = until_ms_});
    }
    return absl::OkStatus();
  }

  ReportBook Book() {
    ReportBook book{.until_ms = until_ms_, .size = mirror_.size()};
    for (auto& [report, replay] : replays_) {
      const std::optional<int64_t> due_ms = replay->NextDue_ms();
      if (due_ms.has_value())
        book.next_due_ms = std::min(book.next_due_ms.value_or(*due_ms), *due_ms);
      if (replay->state().has_value()) book.reports.emplace(report, replay->Record());
    }
    for (const ReportAnnouncement& announcement : announcements_) {
      const ReportRecord* const record = book.Find(announcement.report);
      if (record == nullptr || !IsOwnResult(announcement, *record)) {
        book.disagreements.push_back(announcement);
      }
    }
    return book;
  }

  std::string ErrorOf(const Hash& note) const {
    for (const auto& [report, replay] : replays_) {
      std::string error = replay->ErrorOf(note);
      if (!error.empty()) return error;
    }
    return "";
  }

 private:
  // What was due before a leaf is decided by it, whatever it speaks of.
  void AdvanceTo(Instant now) {
    for (auto& [report, replay] : replays_) replay->AdvanceTo(now);
  }

  void OnDevice(const DeviceEvent& event) override {
    AdvanceTo(event.at);
    place_ = event.at.index;
    devices_.Apply(event);
    if (!event.revokes) return;
    for (auto& [report, replay] : replays_) {
      replay->Revoked(event.at, event.fact->certificate.subject, event.fact->revoke_reason);
    }
  }
  void OnNote(Instant now, const Note& note) override {
    AdvanceTo(now);
    const absl::StatusOr<ReportNote> said = ParseReportNote(mirror_.directory().ns(), note.text);
    if (!said.ok()) return;
    place_ = now.index;
    std::unique_ptr<ReportReplay>& replay = replays_[said->head.report];
    ReportWorld& world = *this;
    if (replay == nullptr) replay = std::make_unique<ReportReplay>(world);
    replay->Take(now, *said, Sha256(note.text), SignersOf(note, said->head.from));
  }
  void OnAlert(Instant now, const Alert& alert) override {
    AdvanceTo(now);
    std::optional<ReportAnnouncement> said = ReportAnnouncementOf(alert, now.index, now.time_ms);
    if (said.has_value()) announcements_.push_back(*std::move(said));
  }

  std::optional<ReportDevice> FindDevice(absl::string_view name) override {
    return devices_.Find(name);
  }
  bool IsGuarantor(absl::string_view office) override {
    const Party* const party = devices_.MissionAt(place_).FindParty(office);
    return party != nullptr && party->kind == PartyKind::kGuarantor;
  }
  uint32_t GuarantorThreshold() override { return devices_.MissionAt(place_).policy_threshold; }
  bool IsTaken(absl::string_view series, const ReportPeriod& period) override {
    return absl::c_any_of(replays_, [&](const auto& replay) {
      const std::optional<ReportState>& state = replay.second->state();
      // The instants govern, whatever days they were computed from.
      return state.has_value() && !EndedWithout(state->phase) && state->open.series == series &&
             state->open.period.start_ms == period.start_ms &&
             state->open.period.end_ms == period.end_ms;
    });
  }

  static bool IsOwnResult(const ReportAnnouncement& announcement, const ReportRecord& record) {
    std::vector<Hash> refs = {record.state.opened};
    std::optional<Hash> manifest;
    if (announcement.said.kind == ReportSaying::Kind::kFinal) {
      if (record.state.phase != ReportPhase::kFinal) return false;
      manifest = Sha256(PrintCanonicalJson(ManifestOf(record.state)));
      refs.push_back(record.state.Draft()->draft.model);
      refs.push_back(*manifest);
    }
    absl::c_sort(refs);
    return announcement.refs == refs && announcement.manifest == manifest &&
           absl::c_any_of(record.sayings,
                          [&](const ReportSaying& own) { return IsSaid(announcement, own); });
  }

  const Mirror& mirror_;
  ReportDevices devices_;
  const int64_t until_ms_;
  LeafIndex place_;  // that is being replayed
  std::map<std::string, std::unique_ptr<ReportReplay>, std::less<>> replays_;
  std::vector<ReportAnnouncement> announcements_;
};

absl::StatusOr<std::unique_ptr<BookReader>> Replay(const Mirror& mirror, int64_t until_ms,
                                                   absl::string_view next) {
  ASSIGN_OR_RETURN(ReportDevices devices, ReportDevices::Read(mirror));
  auto reader = std::make_unique<BookReader>(
      mirror, std::move(devices), std::max(until_ms, mirror.directory().TimeAt(mirror.size())));
  RETURN_IF_ERROR(reader->Read(next));
  return reader;
}

}  // namespace

const ReportRecord* ReportBook::Find(absl::string_view report) const {
  const auto found = reports.find(report);
  return found == reports.end() ? nullptr : &found->second;
}

absl::StatusOr<ReportBook> ReadReportBook(const Mirror& mirror, int64_t until_ms) {
  ASSIGN_OR_RETURN(const std::unique_ptr<BookReader> reader, Replay(mirror, until_ms, ""));
  return reader->Book();
}

std::optional<LeafIndex> EarlierCut(const ReportBook& book, const ReportOpen& open,
                                    int64_t cut_ms) {
  // By time: of one that ended at its due the first leaf after it is not the same to everybody.
  const ReportState* earlier = nullptr;
  for (const auto& [name, record] : book.reports) {
    const ReportState& state = record.state;
    if (state.open.series != open.series || state.phase != ReportPhase::kFinal ||
        state.final_ms >= cut_ms || state.open.period.end_ms > open.period.start_ms) {
      continue;
    }
    if (earlier == nullptr || earlier->open.period.end_ms < state.open.period.end_ms) {
      earlier = &state;
    }
  }
  if (earlier == nullptr) return std::nullopt;
  return earlier->Draft()->draft.cut;
}

absl::StatusOr<std::string> JudgeNextReportNote(const Mirror& mirror, int64_t now_ms,
                                                absl::string_view bytes) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
  RETURN_IF_ERROR(ParseReportNote(mirror.directory().ns(), note.text).status());
  ASSIGN_OR_RETURN(const std::unique_ptr<BookReader> reader, Replay(mirror, now_ms, bytes));
  return reader->ErrorOf(Sha256(note.text));
}

}  // namespace liaison
