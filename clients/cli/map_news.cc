#include "clients/cli/map_news.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/map_view.h"
#include "proto/text/map_note.h"

namespace liaison {
namespace {

Json EventJson(const MapRecord& record, const MapEntry& entry) {
  Json::Object value = StandingJson(record, entry);
  value["event"] = "map";
  value["version"] = static_cast<int64_t>(entry.note().version);
  value["digest"] = ToHex(entry.note().content.sha256);
  value["at_ms"] = entry.phase_ms;
  return value;
}

}  // namespace

void ShowMapTrouble(Context& context, const SyncReport& report) {
  for (const MapNews& news : report.maps) {
    if (!news.status.ok()) context.output.Error(news.status);
  }
  for (const CarriedOutcome& outcome : report.notes) {
    if (!outcome.index.ok() && IsMapNoteKind(outcome.kind)) {
      context.output.Error(outcome.index.status());
    }
  }
}

void MapsTold::Tell(const MapBook& book, const std::vector<MapNews>& news) {
  for (const auto& [map, record] : book.maps) TellRecord(book, record);
  for (const MapNews& one : news) TellNews(one);
  for (const MapAnnouncement& announcement : book.disagreements) {
    if (!disagreements_.insert(announcement.index).second) continue;
    forged_ = true;
    context_.output.Bell();
    context_.output.Note(AnnouncementText(context_, announcement), Colour::kRed);
  }
  first_ = false;
}

// At first only what counts now; then everything that changes.
void MapsTold::TellRecord(const MapBook& book, const MapRecord& record) {
  Output& output = context_.output;
  for (const MapEntry& entry : record.entries) {
    const auto [told, is_new] = phases_.try_emplace(entry.proposal(), entry.version.phase);
    if (!is_new && told->second == entry.version.phase) continue;
    told->second = entry.version.phase;
    const bool counts = entry.version.phase == MapPhase::kOpen ||
                        entry.version.phase == MapPhase::kApproved ||
                        record.InForceAt(book.until_ms) == &entry;
    if (first_ && !counts) continue;
    if (output.json()) {
      output.Value(EventJson(record, entry));
      continue;
    }
    output.Line(
        output.Say("map.watch", {record.state.map, entry.Name(),
                                 MessageArg::Composed(PhaseText(context_, entry.version.phase)),
                                 FormatUtcMs(entry.phase_ms)}),
        entry.version.phase == MapPhase::kInForce ? Colour::kGreen : Colour::kNone);
  }
}

void MapsTold::TellNews(const MapNews& news) {
  Output& output = context_.output;
  if (!news.status.ok()) {
    forged_ = forged_ || absl::IsDataLoss(news.status);
    return output.Error(news.status);
  }
  if (output.json()) {
    output.Value(Json::Object{{"event", "map_document"},
                              {"map", news.map},
                              {"name", news.name},
                              {"proposal", ToHex(news.proposal)}});
  } else {
    output.Line(output.Say("map.document_came", {news.map, news.name}));
  }
}

}  // namespace liaison
