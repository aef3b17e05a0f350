// Steps of a map's life through the machine that plugin and desks share: a step of a long life must
// cost what one of a short life costs.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/rules/map_testing.h"
#include "proto/wire/hash.h"
#include "tests/bench/maps_bench.h"
#include "tests/bench/measure.h"

namespace liaison {
namespace {

constexpr uint64_t kShort = 500;  // versions
constexpr uint64_t kLong = 10'000;
const std::vector<std::string> kParties = {"irn", "rus", "tur"};

std::string DeviceOf(const std::string& party) { return absl::StrCat(party, "/d03"); }

// Each version is proposed, approved by three, and held by three.
std::vector<MapLeaf> LifeOf(uint64_t versions) {
  std::vector<MapLeaf> leaves;
  const auto add = [&leaves](auto what) {
    const auto place = static_cast<int64_t>(leaves.size());
    leaves.push_back(
        {.at = {.index = LeafIndex(leaves.size()), .time_ms = place + 1}, .what = std::move(what)});
  };
  const auto say = [&add](const MapNote& note, const Hash& hash, const std::string& party) {
    add(MapNoteLeaf{.note = note, .hash = hash, .signers = {DeviceOf(party)}});
  };
  for (const std::string& party : kParties) {
    add(MapCertified{.device = {.name = DeviceOf(party), .office = party, .jwg = true}});
  }
  const Hash policy = Sha256("policy");
  say(MapPolicy{.head = HeadBy("irn/d03"),
                .approve = kParties,
                .threshold = 3,
                .propose = kParties,
                .revert_threshold = 3,
                .held_by_s = 86400},
      policy, "irn");
  std::optional<Hash> base;
  for (uint64_t version = 1; version <= versions; ++version) {
    const Hash content = Sha256(absl::StrCat("content ", version));
    const Hash proposal = Sha256(absl::StrCat("proposal ", version));
    say(MapProposal{.head = HeadBy("tur/d03"),
                    .version = version,
                    .base = base,
                    .content = {.sha256 = content, .size = 100},
                    .blob = {.size = 100},
                    .open_until_s = 1'000'000,
                    .policy = policy},
        proposal, "tur");
    for (const std::string& party : kParties) {
      say(MapStep{.head = HeadBy(DeviceOf(party)),
                  .verb = MapVerb::kApprove,
                  .target = proposal,
                  .version = version,
                  .content = content},
          Sha256(absl::StrCat("approve ", version, party)), party);
    }
    for (const std::string& party : kParties) {
      say(MapHeld{.head = HeadBy(DeviceOf(party)), .version = version, .content = content}, Hash(),
          party);
    }
    base = content;
  }
  return leaves;
}

absl::StatusOr<double> UsPerLeaf(uint64_t versions) {
  const std::vector<MapLeaf> leaves = LifeOf(versions);
  MapRun run;
  const double begin_us = ThreadUs();
  for (const MapLeaf& leaf : leaves) run.Take(leaf);
  const double spent_us = ThreadUs() - begin_us;
  const MapVersion* in_force = run.state().InForce();
  if (in_force == nullptr || in_force->note.version != versions) {
    return absl::InternalError("the replay does not end where it should");
  }
  return spent_us / static_cast<double>(leaves.size());
}

absl::Status ReplayRound(const BenchMap&, const CommandLine&, Figures& figures) {
  ASSIGN_OR_RETURN(const double short_us, UsPerLeaf(kShort));
  ASSIGN_OR_RETURN(const double long_us, UsPerLeaf(kLong));
  figures.Add("replay, a leaf of a map of 500 versions", "us", short_us);
  figures.Add("replay, a leaf of a map of 10,000 versions", "us", long_us);
  figures.Add("leaf of a long life / of a short one", "", long_us / short_us);
  return absl::OkStatus();
}

}  // namespace

MapPart ReplayPart() {
  return {.name = "replay",
          .round = ReplayRound,
          .bars = {{.figure = "leaf of a long life / of a short one", .limit = 2}}};
}

}  // namespace liaison
