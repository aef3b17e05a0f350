// kill -9 of the shipped hub under load, again and again: whoever was answered finds his notice in
// the log once, and whoever was not sends the same bytes again. Source: DESIGN sections 1 (7)
// and 3.
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "hub/gateway/server.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/text/record.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "tests/fakes/seeded_random.h"
#include "tests/real_hub/child_process.h"
#include "tests/real_hub/device_channel.h"
#include "tests/real_hub/founded_hub.h"
#include "tests/real_hub/log_reader.h"
#include "tests/real_hub/writing_desk.h"

namespace liaison {
namespace {

constexpr int kRounds = 50;
constexpr size_t kDesks = 4;  // the last one streams
constexpr size_t kReadyPerDesk = 64;
// Fewer than one desk has ready, so that a hub is never killed for want of load.
constexpr uint64_t kAnswersBeforeKillMax = kReadyPerDesk;
constexpr uint64_t kSeed = 20170505;

struct Answered {
  Hash hash;
  v1::SubmitRequest request;
  LeafIndex index;
  int64_t time_ms = 0;
};

// Counts answers; the killer waits for them. Thread: any.
class AnswerCount {
 public:
  explicit AnswerCount(size_t desks) : working_(desks) {}
  void Add() {
    const absl::MutexLock lock(&mutex_);
    ++answers_;
  }
  void DeskEnded() {
    const absl::MutexLock lock(&mutex_);
    --working_;
  }
  void Await(uint64_t answers) {
    const auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return answers_ >= answers || working_ == 0;
    };
    const absl::MutexLock lock(&mutex_, absl::Condition(&enough));
  }

 private:
  absl::Mutex mutex_;
  uint64_t answers_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t working_ ABSL_GUARDED_BY(mutex_);
};

// Every checkpoint that the hub ever signed for somebody. Thread: any.
class Promises {
 public:
  explicit Promises(const VKey& log) : log_(log) {}
  // An answer is only worth something with its proof.
  void Check(const Hash& hash, const v1::Accepted& accepted) {
    const absl::StatusOr<SignedCheckpoint> head = OpenCheckpoint(accepted.checkpoint(), log_);
    ASSERT_TRUE(head.ok()) << head.status();
    std::vector<Hash> proof;
    for (const std::string& node : accepted.proof()) {
      proof.push_back(FixedFromBytes<Hash>(node).value());
    }
    const std::string entry =
        PrintLeafEntry(FoundedHub::kNs, {.time_ms = accepted.time_ms(), .body_hash = hash});
    EXPECT_EQ(CheckInclusion(LeafIndex(accepted.index()), head->size(), LeafHash(entry), proof,
                             head->root()),
              absl::OkStatus());
    const absl::MutexLock lock(&mutex_);
    const auto [found, is_new] = roots_.emplace(head->size().value(), head->root());
    EXPECT_EQ(found->second, head->root()) << "two trees of size " << head->size().value();
  }
  std::map<uint64_t, Hash> roots() const {
    const absl::MutexLock lock(&mutex_);
    return roots_;
  }

 private:
  const VKey log_;
  mutable absl::Mutex mutex_;
  std::map<uint64_t, Hash> roots_ ABSL_GUARDED_BY(mutex_);
};

// One officer's program: knows what was answered, keeps what was not. Thread: one at a time.
class Desk {
 public:
  Desk(NoticeChain chain, const TlsIdentity& tls, Promises& promises)
      : writing_(std::move(chain), tls,
                 [this](SignedNotice notice, const v1::Accepted& accepted) {
                   Take(std::move(notice), accepted);
                   return absl::OkStatus();
                 }),
        promises_(promises) {}
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  void Connect(uint16_t port) { ASSERT_TRUE(writing_.Connect(port)); }
  void MakeReady(size_t count) {
    while (writing_.waiting() < count) writing_.Add({});
  }
  // Until all are answered or the hub is gone.
  void Send(bool streams, AnswerCount& count) {
    count_ = &count;
    EXPECT_EQ(streams ? writing_.Stream() : writing_.Call(), absl::OkStatus());
    count.DeskEnded();
  }

  const std::vector<Answered>& answered() const { return answered_; }
  uint64_t sent_again() const { return writing_.sent_again(); }

 private:
  void Take(SignedNotice notice, const v1::Accepted& accepted) {
    promises_.Check(notice.hash, accepted);
    answered_.push_back({.hash = notice.hash,
                         .request = std::move(notice.request),
                         .index = LeafIndex(accepted.index()),
                         .time_ms = accepted.time_ms()});
    count_->Add();
  }

  WritingDesk writing_;
  Promises& promises_;
  AnswerCount* count_ = nullptr;
  std::vector<Answered> answered_;
};

class KillTest : public ::testing::Test {
 protected:
  KillTest() : random_(kSeed) {
    PrepareGrpcEnvironment();
    std::string folder = ::testing::TempDir() + "liaison-kill-XXXXXX";
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    auto hub = FoundedHub::Make(folder_ + "/hub", kDesks, {clock_, random_, files_});
    EXPECT_TRUE(hub.ok()) << hub.status();
    founded_ = *std::move(hub);
    promises_.emplace(founded_->log_key());
    for (size_t i = 0; i < kDesks; ++i) {
      desks_.emplace_back(founded_->ChainOf(i), founded_->writers()[i].tls, *promises_);
    }
  }
  ~KillTest() override { std::filesystem::remove_all(folder_); }

  std::string LogPath() const { return folder_ + "/hub.log"; }
  std::vector<std::string> Hub(const std::string& command) const {
    return {LIAISON_HUB, command, "--config", founded_->config_path()};
  }
  void StartHub() {
    auto hub = ChildProcess::Start(Hub("run"), LogPath());
    ASSERT_TRUE(hub.ok()) << hub.status() << "\n" << files_.Read(LogPath(), 1 << 20).value();
    hub_ = *std::move(hub);
    for (Desk& desk : desks_) desk.Connect(hub_->port());
  }
  // All desks at once; kills the hub after `answers`, if given.
  void Load(std::optional<uint64_t> answers) {
    AnswerCount count(kDesks);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < kDesks; ++i) {
      const bool streams = i == kDesks - 1;
      threads.emplace_back([&desk = desks_[i], &count, streams] { desk.Send(streams, count); });
    }
    if (answers.has_value()) {
      count.Await(*answers);
      hub_->Kill();
    }
    for (std::thread& thread : threads) thread.join();
  }
  // Each answer at its place, each desk's in its order, and nothing else but the founding.
  void ExpectAnswersIn(const std::vector<std::string>& entries) {
    std::set<LeafIndex> indexes;
    uint64_t sent_again = 0;
    for (const Desk& desk : desks_) {
      LeafIndex last(0);
      for (const Answered& answer : desk.answered()) {
        EXPECT_LT(last, answer.index) << "out of order";
        last = answer.index;
        EXPECT_TRUE(indexes.insert(last).second) << "two notices at one index";
        ASSERT_LT(last.value(), entries.size());
        EXPECT_EQ(
            entries[last.value()],
            PrintLeafEntry(FoundedHub::kNs, {.time_ms = answer.time_ms, .body_hash = answer.hash}));
      }
      sent_again += desk.sent_again();
    }
    EXPECT_EQ(founded_->founding_head().size.value() + indexes.size(), entries.size());
    EXPECT_GT(sent_again, 0U) << "no kill ever met a notice under way";
    std::cout << kRounds << " kills, " << indexes.size() << " notices answered, " << sent_again
              << " sent again\n";
  }
  // The hub, asked again with the same bytes, gives the same answer with a proof in the final tree.
  void ExpectProofsIn(TreeSize size) {
    const auto submission =
        v1::Submission::NewStub(ConnectDevice(founded_->writers()[0].tls, hub_->port()));
    for (const Desk& desk : desks_) {
      for (const Answered& answer : desk.answered()) {
        grpc::ClientContext context;
        v1::SubmitResponse response;
        ASSERT_TRUE(submission->Submit(&context, answer.request, &response).ok());
        ASSERT_TRUE(response.has_accepted()) << response.refusal();
        EXPECT_EQ(response.accepted().index(), answer.index.value());
        EXPECT_EQ(response.accepted().time_ms(), answer.time_ms);
        promises_->Check(answer.hash, response.accepted());
        EXPECT_EQ(OpenCheckpoint(response.accepted().checkpoint(), founded_->log_key())->size(),
                  size);
      }
    }
  }

  SystemClock clock_;
  SeededRandom random_;
  PosixFileSystem files_;
  std::string folder_;
  std::unique_ptr<FoundedHub> founded_;
  std::optional<Promises> promises_;
  std::deque<Desk> desks_;
  std::unique_ptr<ChildProcess> hub_;
};

// All signed checkpoints lie on the one tree of `entries`.
void ExpectOneTree(const std::vector<std::string>& entries, std::map<uint64_t, Hash> roots) {
  Frontier tree;
  for (const std::string& entry : entries) {
    tree.Append(LeafHash(entry), [](int, uint64_t, const Hash&) {});
    const auto promised = roots.find(tree.size().value());
    if (promised == roots.end()) continue;
    EXPECT_EQ(tree.Root(), promised->second) << "not the tree that was signed";
    roots.erase(promised);
  }
  EXPECT_TRUE(roots.empty()) << "a checkpoint reaches beyond the log";
}

TEST_F(KillTest, KeepsEveryAnswerThroughFiftyKills) {
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    ASSERT_NO_FATAL_FAILURE(StartHub()) << "round " << round;
    for (Desk& desk : desks_) desk.MakeReady(kReadyPerDesk);
    Load(1 + random_.Below(kAnswersBeforeKillMax));
  }
  ASSERT_FALSE(HasFailure());
  ASSERT_NO_FATAL_FAILURE(StartHub());
  Load(std::nullopt);

  const LogReader log(founded_->reader(), hub_->port());
  const auto head = OpenCheckpoint(log.Resource("checkpoint").value(), founded_->log_key());
  ASSERT_TRUE(head.ok()) << head.status();
  const auto entries = log.LeafEntries(head->size());
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), head->size().value());
  ExpectAnswersIn(*entries);
  ExpectProofsIn(head->size());
  ExpectOneTree(*entries, promises_->roots());

  EXPECT_EQ(hub_->Stop(), 0);
  EXPECT_EQ(RunToEnd(Hub("check"), LogPath()).value(), 0)
      << files_.Read(LogPath(), 1 << 20).value();
}

}  // namespace
}  // namespace liaison
