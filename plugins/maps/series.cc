#include "plugins/maps/series.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "plugins/maps/keys.h"
#include "plugins/maps/rows.h"
#include "plugins/maps/sayings.h"

namespace liaison::maps {
namespace {

namespace v1 = plugin::v1;

// The hub takes 64 effects of an event and 64 KiB in a row. Whatever comes to more waits in the
// map's own row, and its timer brings the next event.
constexpr int kAlertsAtOnce = 24;
constexpr int kClosedAtOnce = 24;
constexpr uint32_t kPiecesMax = 8;
constexpr size_t kPieceBytesMax = size_t{60} * 1024;

std::string PhaseByte(uint32_t phase) { return std::string(1, static_cast<char>(phase)); }

}  // namespace

// What the machine may ask, as of one record.
class Series::World final : public MapWorld {
 public:
  explicit World(Series& series) : series_(series) {}

  void SetTime(LeafIndex as_of) { as_of_ = as_of; }
  std::optional<MapDevice> FindDevice(absl::string_view name) override {
    return series_.book_.FindDevice(name, as_of_);
  }
  std::vector<MapDevice> Devices() override { return series_.book_.Devices(as_of_); }
  std::optional<MapPhase> FindClosed(const Hash& proposal) override {
    for (const Closed& closed : series_.row_.closed()) {
      if (closed.proposal() == proposal.view()) return static_cast<MapPhase>(closed.phase());
    }
    const std::optional<std::string> row =
        series_.state_.Get(ClosedKey(series_.name_, proposal.view()));
    if (!row.has_value() || row->size() != 1) return std::nullopt;
    return static_cast<MapPhase>(row->front());
  }
  void Close(const MapVersion& version) override {
    Closed& closed = *series_.row_.add_closed();
    closed.set_proposal(std::string(version.proposal.view()));
    closed.set_phase(static_cast<uint32_t>(version.phase));
  }

 private:
  Series& series_;
  LeafIndex as_of_;
};

Series::Series(plugin::State& state, plugin::Effects& effects, Book& book, Instant now,
               absl::string_view map)
    : state_(state), effects_(effects), book_(book), now_(now), name_(map) {
  const std::optional<std::string> first = state_.Get(MapKey(name_));
  std::string bytes;
  if (first.has_value()) {
    Piece piece;
    piece.ParseFromString(*first);
    bytes = piece.bytes();
    pieces_ = 1 + piece.more();
    std::vector<std::string> keys;
    for (uint32_t i = 1; i < pieces_; ++i) keys.push_back(PieceKey(name_, i));
    state_.Fetch(keys);
    for (const std::string& key : keys) {
      piece.ParseFromString(state_.Get(key).value_or(""));
      bytes.append(piece.bytes());
    }
    row_.ParseFromString(bytes);
  } else {
    row_.set_changes(book_.ChangesEnd());
  }
  map_ = StateOf(book_.setup().ns(), name_, row_);
}

void Series::OnTimer() {
  row_.clear_timer_ms();
  Run([&](MapMachine& machine) { machine.AdvanceTo(now_); }, nullptr);
}

void Series::OnNote(const MapNote& note, const Hash& hash,
                    const std::vector<std::string>& signers) {
  Run(
      [&](MapMachine& machine) {
        if (const auto* policy = std::get_if<MapPolicy>(&note)) {
          machine.Policy(now_, *policy, hash);
        } else if (const auto* proposal = std::get_if<MapProposal>(&note)) {
          machine.Propose(now_, *proposal, hash, signers);
        } else if (const auto* step = std::get_if<MapStep>(&note)) {
          machine.Step(now_, *step, hash, signers);
        } else {
          machine.Held(now_, std::get<MapHeld>(note));
        }
      },
      &note);
}

void Series::Run(Act act, const MapNote* note) {
  std::vector<MapSaying> said;
  World world(*this);
  MapMachine machine(map_, world, said);
  for (const DeviceChange& change : book_.ChangesSince(row_.changes())) {
    world.SetTime(change.at.index);
    if (change.revoked.empty()) {
      machine.Certified(change.at);
    } else {
      machine.Revoked(change.at, change.revoked, change.reason);
    }
    row_.set_changes(change.at.index.value() + 1);
  }
  world.SetTime(now_.index);
  act(machine);
  Say(said, note);
  Store(machine.NextDue_ms());
}

void Series::Say(const std::vector<MapSaying>& said, const MapNote* note) {
  const Setup& setup = book_.setup();
  const Audience audience{.ns = setup.ns(),
                          .map = name_,
                          .policy = map_.policy.has_value() ? &*map_.policy : nullptr,
                          .offices = {setup.offices().begin(), setup.offices().end()}};
  for (const MapSaying& saying : said) {
    const std::optional<Hash> about = note == nullptr ? std::nullopt : AboutOf(*note, map_);
    row_.add_alerts(AlertOf(saying, audience, about).SerializeAsString());
  }
}

void Series::Store(std::optional<int64_t> due_ms) {
  const bool all = Utter();
  // What is said of a map that there is not leaves nothing behind.
  if (!map_.policy.has_value()) return;
  // What is due is done once the clock is past it: inputs of that very millisecond come first.
  if (due_ms.has_value()) due_ms = *due_ms + 1;
  KeepTimer(all ? due_ms : now_.time_ms);
  PutState(map_, row_);
  PutPieces();
}

bool Series::Utter() {
  std::set<std::string> said;
  int alerts = 0;
  // The hub takes no alert twice from one event.
  for (; alerts < std::min(row_.alerts_size(), kAlertsAtOnce); ++alerts) {
    if (!said.insert(row_.alerts(alerts)).second) break;
    v1::Alert alert;
    alert.ParseFromString(row_.alerts(alerts));
    effects_.Alert(alert.code(), alert.precedence()) = alert;
  }
  row_.mutable_alerts()->DeleteSubrange(0, alerts);
  const int closed = std::min(row_.closed_size(), kClosedAtOnce);
  for (int i = 0; i < closed; ++i) {
    effects_.Put(ClosedKey(name_, row_.closed(i).proposal()), PhaseByte(row_.closed(i).phase()));
  }
  row_.mutable_closed()->DeleteSubrange(0, closed);
  return row_.alerts().empty() && row_.closed().empty();
}

void Series::KeepTimer(std::optional<int64_t> due_ms) {
  if (due_ms.has_value() && (!row_.has_timer_ms() || row_.timer_ms() != *due_ms)) {
    v1::SetTimer& timer = effects_.SetTimer(MapKey(name_), *due_ms, "");
    timer.set_precedence(v1::IMMEDIATE);
    timer.set_order_key(name_);
    row_.set_timer_ms(*due_ms);
  } else if (!due_ms.has_value() && row_.has_timer_ms()) {
    effects_.CancelTimer(MapKey(name_));
    row_.clear_timer_ms();
  }
}

void Series::PutPieces() {
  const std::string bytes = row_.SerializeAsString();
  const auto count = static_cast<uint32_t>((bytes.size() + kPieceBytesMax - 1) / kPieceBytesMax);
  if (count > kPiecesMax) {
    return effects_.CannotProcess(
        absl::StrCat("the state of map ", name_, " takes ", bytes.size(), " bytes"));
  }
  for (uint32_t i = 0; i < std::max(count, pieces_); ++i) {
    const std::string key = i == 0 ? MapKey(name_) : PieceKey(name_, i);
    if (i >= count) {
      effects_.Erase(key);
      continue;
    }
    Piece piece;
    piece.set_bytes(bytes.substr(i * kPieceBytesMax, kPieceBytesMax));
    if (i == 0) piece.set_more(count - 1);
    const std::string value = piece.SerializeAsString();
    if (state_.Get(key) != value) effects_.Put(key, value);
  }
}

}  // namespace liaison::maps
