#include "plugins/maps/maps.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "plugins/maps/changes.h"
#include "plugins/maps/keys.h"
#include "plugins/maps/series.h"
#include "plugins/shared/book.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"

namespace liaison::maps {
namespace {

namespace v1 = plugin::v1;

constexpr size_t kSweepMaps = 32;

// One event.
class Handling {
 public:
  Handling(const plugin::Event& event, plugin::State& state, plugin::Effects& effects)
      : event_(event),
        now_{.index = LeafIndex(event.seq()), .time_ms = event.time_ms()},
        state_(state),
        effects_(effects),
        book_(state, effects, now_),
        changes_(state, effects, now_) {}

  void Run() {
    if (event_.has_note()) OnNote(event_.note());
    if (event_.has_timer()) OnTimer(event_.timer().key());
  }

 private:
  void OnNote(const v1::SignedNote& signed_note) {
    const absl::StatusOr<Note> note = ParseNote(signed_note.note(), kMaxPublicNoteBytes);
    if (!note.ok()) return;  // the hub has read it
    const std::string& type = signed_note.type();
    if (type == "charter") book_.OnCharter(note->text);
    if (type == "cert" && book_.OnCertificate(note->text, signed_note.hash())) OnChange({});
    if (type == "revoke") {
      const std::optional<shared::EndedDevice> ended = book_.OnRevocation(note->text);
      if (ended.has_value()) OnChange(*ended);
    }
    if (IsMapNoteKind(type)) OnMapNote(*note, signed_note.hash());
  }

  void OnChange(const shared::EndedDevice& ended) {
    changes_.Note(ended);
    Sweep("");
  }

  void OnMapNote(const Note& note, const std::string& hash_bytes) {
    const absl::StatusOr<MapNote> parsed = ParseMapNote(book_.setup().ns(), note.text);
    const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(hash_bytes);
    if (!parsed.ok() || !hash.ok()) return;  // the hub has read it
    std::vector<std::string> signers;
    for (const SignatureLine& line : note.signatures) signers.push_back(line.name);
    Series(state_, effects_, book_, changes_, now_, HeadOf(*parsed).map)
        .OnNote(*parsed, *hash, signers);
  }

  void OnTimer(const std::string& key) {
    if (key == kSweepKey) return Sweep(state_.Get(kSweepKey).value_or(""));
    Series(state_, effects_, book_, changes_, now_, absl::StripPrefix(key, kMapPrefix)).OnTimer();
  }

  // Devices have changed: every map behind `after` is looked at, by its own timer, so that one that
  // cannot be processed stops no other.
  void Sweep(std::string after) {
    const std::vector<plugin::Row> rows = state_.Scan(kMapPrefix, after, kSweepMaps);
    for (const plugin::Row& row : rows) {
      const std::string map(absl::StripPrefix(row.key, kMapPrefix));
      if (absl::StrContains(map, '/')) continue;  // a further piece
      v1::SetTimer& timer = effects_.SetTimer(row.key, event_.time_ms(), "");
      timer.set_precedence(v1::IMMEDIATE);
      timer.set_order_key(map);
    }
    if (rows.size() == kSweepMaps) {
      effects_.Put(kSweepKey, rows.back().key);
      effects_.SetTimer(kSweepKey, event_.time_ms(), "").set_precedence(v1::IMMEDIATE);
    } else if (!after.empty()) {
      effects_.Erase(kSweepKey);
    }
  }

  const plugin::Event& event_;
  const Instant now_;
  plugin::State& state_;
  plugin::Effects& effects_;
  shared::Book book_;
  Changes changes_;
};

}  // namespace

void Maps::OnEvent(const plugin::Event& event, plugin::State& state, plugin::Effects& effects) {
  Handling(event, state, effects).Run();
}

}  // namespace liaison::maps
