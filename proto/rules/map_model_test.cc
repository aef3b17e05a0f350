// Random policies, proposals, steps, losses and receipts: the map machine against a naive one that
// goes through all leaves for every question (map_oracle_testing.h), looked at seldom, often, or at
// each due. The seed is printed with every failure.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/map_oracle_testing.h"
#include "proto/rules/map_testing.h"
#include "proto/rules/map_voices.h"
#include "proto/rules/model_testing.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr int64_t kFounded_ms = 1796104800000;
constexpr int kSeeds = 600;
constexpr size_t kLeaves = 120;

// One map's life, made leaf by leaf.
class Life {
 public:
  explicit Life(uint64_t seed) : dice_(seed) {
    for (const char* office : {"cp1", "irn", "rus", "tur", "un", "xyz"}) {
      for (int i = 1; i <= 2; ++i) Certify(office, /*jwg=*/true);
    }
    MakePolicy();
    while (leaves_.size() < kLeaves) {
      Pass();
      Anything();
    }
    end_ms_ = now_ms_ + Any<int64_t>({0, 1, 3600000, 40 * 86400000ll});
  }

  const std::vector<MapLeaf>& leaves() const { return leaves_; }
  int64_t end_ms() const { return end_ms_; }

 private:
  bool Chance(uint64_t in) { return dice_.Below(in) == 0; }
  template <typename T>
  T Any(const std::vector<T>& of) {
    return of[dice_.Below(of.size())];
  }
  std::vector<std::string> Some(const std::vector<std::string>& of, uint64_t in) {
    std::vector<std::string> some;
    for (const std::string& one : of) {
      if (!Chance(in)) some.push_back(one);
    }
    if (some.empty()) some.push_back(of.front());
    return some;
  }
  std::string AnyDevice() { return Any(devices_); }
  // Mostly of those that have a say.
  std::string AnyVoice() {
    for (;;) {
      const std::string device = AnyDevice();
      const std::string office = OfficeOf(device);
      const bool asked = HasVoice(*run_.state().policy, office);
      if (asked || Chance(20)) return device;
    }
  }
  std::string Other(const std::string& device) {
    std::vector<std::string> others;
    for (const std::string& one : devices_) {
      if (OfficeOf(one) == OfficeOf(device) && one != device) others.push_back(one);
    }
    return Chance(10) ? AnyDevice() : Any(others);
  }

  void Add(std::variant<MapCertified, MapRevoked, MapNoteLeaf> what) {
    leaves_.push_back({{LeafIndex(leaves_.size()), now_ms_}, std::move(what)});
    run_.Take(leaves_.back());
  }
  void AddNote(MapNote note, std::vector<std::string> signers) {
    Add(MapNoteLeaf{std::move(note), Sha256(absl::StrCat("note ", leaves_.size())),
                    std::move(signers)});
  }
  void Certify(const std::string& office, bool jwg) {
    const std::string name = absl::StrCat(office, "/d", 10 + devices_.size());
    devices_.push_back(name);
    Add(MapCertified{{.name = name, .office = office, .jwg = jwg, .certified_ms = now_ms_}});
  }
  void MakePolicy() {
    const std::vector<std::string> parties = {"irn", "rus", "tur"};
    MapPolicy policy{.head = HeadBy(devices_[2]), .approve = Some(parties, 4)};
    policy.threshold = 1 + static_cast<uint32_t>(dice_.Below(policy.approve.size()));
    policy.revert_threshold = 1 + static_cast<uint32_t>(dice_.Below(policy.approve.size()));
    if (Chance(2)) policy.concerned = {{.party = "cp1", .required = Chance(2)}};
    policy.propose = Some(parties, 5);
    policy.persons = Chance(8) ? 2 : 1;
    policy.held_by_s = Any<uint32_t>({1, 60, 3600, 86400, 864000});
    if (!Chance(3)) policy.readers = {"un"};
    AddNote(policy, {policy.head.from});
    policy_ = Sha256(absl::StrCat("note ", leaves_.size() - 1));
  }

  // Often to a due or right beside it.
  void Pass() {
    const std::optional<int64_t> due_ms = run_.NextDue_ms();
    if (due_ms.has_value() && *due_ms >= now_ms_ && Chance(6)) {
      now_ms_ = std::max(now_ms_, *due_ms + Any<int64_t>({-1, 0, 0, 0, 1}));
    } else {
      now_ms_ +=
          Any<int64_t>({0, 0, 0, 0, 0, 0, 0, 1, 1000, 1000, 60000, 60000, 3600000, 86400000});
    }
  }
  void Anything() {
    const uint64_t what = dice_.Below(24);
    if (what < 5) return Propose();
    if (what < 18) return Step();
    if (what < 22) return Hold();
    if (what == 22) return Certify(Any<std::string>({"irn", "rus", "tur", "cp1"}), !Chance(3));
    Lose();
  }
  // A device, mostly one that a proposal's approval hangs on.
  void Lose() {
    if (!Chance(3)) return;
    std::string device = AnyDevice();
    for (const MapVersion& one : run_.state().open) {
      if (!one.stands.empty()) device = one.stands.front().device;
    }
    Add(MapRevoked{device, Any<RevokeReason>({RevokeReason::kLost, RevokeReason::kCompromise,
                                              RevokeReason::kLeft})});
  }

  void Propose() {
    const int64_t now_s = now_ms_ / 1000;
    const MapVersion* head = run_.state().Head();
    const std::string by = AnyVoice();
    MapProposal note{.head = HeadBy(by)};
    note.version = head == nullptr ? 1 : head->note.version + 1;
    if (head != nullptr) note.base = head->note.content.sha256;
    if (Chance(20)) note.version += Any<uint64_t>({1, 2});
    if (Chance(20)) note.base = Sha256("another base");
    if (note.version > 1 && Chance(20)) --note.version;
    note.content.sha256 = Sha256(absl::StrCat("document ", leaves_.size()));
    if (Chance(3)) note.effective_s = now_s + Any<int64_t>({-60, 0, 1, 60, 3600, 3600, 86400});
    if (Chance(3)) {
      note.expiry_s =
          note.effective_s.value_or(now_s) + Any<int64_t>({1, 60, 3600, 86400, 604800, 691200});
    }
    note.open_until_s = now_s + (Chance(4) ? Any<int64_t>({-1, 0, 1, 60, 3600}) : 1000000);
    note.policy = Chance(30) ? Sha256("another") : policy_;
    if (Chance(6)) note.reverts = 1 + dice_.Below(note.version + 1);
    if (Chance(6)) note.counters = AnyTarget();
    if (Chance(6)) note.rebases = AnyTarget();
    AddNote(note, {by});
    const Hash hash = Sha256(absl::StrCat("note ", leaves_.size() - 1));
    const bool taken = !run_.state().open.empty() && run_.state().open.back().proposal == hash;
    if (taken || Chance(10)) proposals_[hash] = note;
  }

  Hash AnyTarget() {
    if (!run_.state().open.empty() && !Chance(5)) {
      return run_.state().open[dice_.Below(run_.state().open.size())].proposal;
    }
    if (proposals_.empty() || Chance(12)) return Sha256("nothing");
    auto any = proposals_.begin();
    std::advance(any, static_cast<ptrdiff_t>(dice_.Below(proposals_.size())));
    return any->first;
  }
  void Step() {
    const std::string by = AnyVoice();
    MapStep step{.head = HeadBy(by), .target = AnyTarget()};
    step.verb =
        Any<MapVerb>({MapVerb::kApprove, MapVerb::kApprove, MapVerb::kApprove, MapVerb::kApprove,
                      MapVerb::kApprove, MapVerb::kApprove, MapVerb::kApprove, MapVerb::kRefuse,
                      MapVerb::kRetract, MapVerb::kWithdraw, MapVerb::kComment, MapVerb::kDispute,
                      MapVerb::kSettle});
    const auto target = proposals_.find(step.target);
    if (target != proposals_.end()) step.version = target->second.version;
    if (Chance(30)) ++step.version;
    if (step.verb == MapVerb::kApprove) {
      step.content = target == proposals_.end() ? Sha256("nothing") : target->second.content.sha256;
      if (Chance(30)) step.content = Sha256("something else");
    }
    std::vector<std::string> signers = {by};
    if (run_.state().policy->persons == 2 ? !Chance(6) : Chance(6)) signers.push_back(Other(by));
    AddNote(step, signers);
  }
  void Hold() {
    const MapVersion* head = run_.state().Head();
    const uint64_t newest = head == nullptr ? 0 : head->note.version;
    MapHeld held{.head = HeadBy(AnyDevice())};
    held.version = newest == 0 || Chance(8) ? newest + 1 : newest;
    if (held.version > 1 && Chance(4)) --held.version;
    for (const MapVersion& one : run_.state().versions) {
      if (one.note.version == held.version) held.content = one.note.content.sha256;
    }
    if (held.version == newest && Chance(8)) held.content = Sha256("something else");
    held.state = Any<MapHeldState>(
        {MapHeldState::kHeld, MapHeldState::kHeld, MapHeldState::kSeen, MapHeldState::kCannotOpen});
    const std::string from = held.head.from;
    AddNote(held, {from});
  }

  SeededRandom dice_;
  MapRun run_;  // so that what is made has a chance
  std::vector<MapLeaf> leaves_;
  std::vector<std::string> devices_;
  std::map<Hash, MapProposal> proposals_;
  Hash policy_;
  int64_t now_ms_ = kFounded_ms;
  int64_t end_ms_ = 0;
};

std::vector<std::string> Lines(const std::vector<MapSaying>& said) {
  std::vector<std::string> lines;
  for (const MapSaying& saying : said) {
    lines.push_back(
        absl::StrCat(saying.at_ms - kFounded_ms, " ",
                     TextOf(saying, [](const Hash& hash) { return ToHex(hash).substr(0, 8); })));
  }
  return lines;
}

TEST(MapModel, SaysWhatTheNaiveOneSaysHoweverItIsLookedAt) {
  std::map<std::string, int> kinds;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const Life life(seed);
    SeededRandom dice(seed);
    Lookers<MapRun> runs;
    for (const MapLeaf& leaf : life.leaves()) runs.Take(leaf, dice.Below(2) == 0);
    runs.AdvanceTo({life.leaves().back().at.index, life.end_ms()});
    const auto& [seldom, often, on_time] = runs;
    const std::vector<MapSaying> expected = MapOracle(life.leaves(), life.end_ms()).Said();
    ASSERT_EQ(FirstDifference(Lines(seldom.said()), Lines(expected)), "");
    ASSERT_EQ(seldom.said(), expected);
    ASSERT_EQ(often.said(), seldom.said());
    ASSERT_EQ(on_time.said(), seldom.said());
    ASSERT_EQ(often.state(), seldom.state());
    ASSERT_EQ(on_time.state(), seldom.state());
    ASSERT_EQ(often.closed(), seldom.closed());
    for (const MapSaying& saying : expected) {
      const bool is_state = saying.kind == MapSaying::Kind::kState;
      ++kinds[absl::StrCat(static_cast<int>(saying.kind), " ",
                           is_state ? MapPhaseName(saying.phase) : saying.reason)];
    }
  }
  for (const auto& [kind, count] : kinds) {
    EXPECT_GE(count, 10) << kind << " is hardly tried";
  }
  // Eight phases, VOID, WARN, OVERDUE, and nine codes; TOO_BIG takes more proposals than this.
  EXPECT_EQ(kinds.size(), 20u);
}

}  // namespace
}  // namespace liaison
