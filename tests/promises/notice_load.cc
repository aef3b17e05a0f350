// notice_load FOLDER PORT: load for the tests of plugins, in a mission that it founds itself.
//   FOLDER/hub.toml and FOLDER/data are what a hub at PORT then needs.
// Orders come as lines:
//   send COUNT LADDER...      so many notices from four devices, the ladders in turn ("-": none)
//   escalate COUNT LADDER...  the same, with a rung for the head of irn
//   incident COUNT LADDER...  from one device, all but the first follow the first
//   canary TEXT               every body from now on begins with it
//   records FILE              what was accepted, and every alert that reached tur/duty, as NDJSON
// A hub that dies meanwhile is waited for and sent the identical bytes again. Each order is
// answered by one line; the first thing that is wrong ends the program with status 1.
#include <cstdint>
#include <cstdio>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/client_context.h"
#include "hub/gateway/server.h"
#include "proto/base/status_macros.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"
#include "proto/text/canonical_json.h"
#include "proto/text/record.h"
#include "proto/wire/checkpoint.h"
#include "tests/real_hub/device_channel.h"
#include "tests/real_hub/founded_hub.h"
#include "tests/real_hub/log_reader.h"
#include "tests/real_hub/writing_desk.h"

namespace liaison {
namespace {

constexpr size_t kDesks = 4;
constexpr size_t kSignedAhead = 256;  // by each
constexpr uint64_t kAnswersPerLine = 50;
constexpr int kConnectsMax = 4;

struct Answered {
  LeafIndex index;
  Hash hash;
  std::string ladder;
};

absl::Status Fault(const std::string& text) { return absl::DataLossError(text); }

// What all desks were answered. Thread: any.
class Answers {
 public:
  void Add(const SignedNotice& notice, const v1::Accepted& accepted) {
    const absl::MutexLock lock(&mutex_);
    answered_.push_back({LeafIndex(accepted.index()), notice.hash, notice.ladder});
    // A test waits for these, to do something in the middle of the load.
    if (answered_.size() % kAnswersPerLine == 0) {
      std::cout << "answered " << answered_.size() << std::endl;
    }
  }
  std::vector<Answered> all() const {
    const absl::MutexLock lock(&mutex_);
    return answered_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<Answered> answered_ ABSL_GUARDED_BY(mutex_);
};

class NoticeLoad {
 public:
  NoticeLoad(std::unique_ptr<FoundedHub> founded, uint16_t port)
      : founded_(std::move(founded)), port_(port) {
    for (size_t i = 0; i < kDesks; ++i) {
      desks_.emplace_back(founded_->ChainOf(i), founded_->writers()[i].tls,
                          [this](const SignedNotice& notice, const v1::Accepted& accepted) {
                            answers_.Add(notice, accepted);
                            return absl::OkStatus();
                          });
    }
  }

  absl::StatusOr<std::string> Obey(const std::string& line);

 private:
  absl::Status Send(const std::vector<NoticeContent>& contents);
  absl::Status SendIncident(std::vector<NoticeContent> contents);
  absl::Status SendFrom(WritingDesk& desk, const std::vector<NoticeContent>& contents) const;
  absl::Status CheckLog() const;
  absl::StatusOr<size_t> WriteAlerts(std::ofstream& file) const;
  absl::StatusOr<std::string> WriteRecords(const std::string& path) const;

  const std::unique_ptr<FoundedHub> founded_;
  const uint16_t port_;
  std::deque<WritingDesk> desks_;
  Answers answers_;
  std::string canary_;
};

absl::StatusOr<std::string> NoticeLoad::Obey(const std::string& line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  if (words.size() == 2 && words[0] == "records") return WriteRecords(words[1]);
  if (words.size() == 2 && words[0] == "canary") {
    canary_ = words[1];
    return "canary planted";
  }
  size_t count = 0;
  if (words.size() < 3 || !absl::SimpleAtoi(words[1], &count)) return Fault("no such order");
  std::vector<NoticeContent> contents;
  for (size_t i = 0; i < count; ++i) {
    const std::string& ladder = words[2 + i % (words.size() - 2)];
    contents.push_back({.ladder = ladder == "-" ? "" : ladder,
                        .escalates = words[0] == "escalate",
                        .canary = canary_});
  }
  RETURN_IF_ERROR(words[0] == "incident" ? SendIncident(std::move(contents)) : Send(contents));
  uint64_t again = 0;
  for (const WritingDesk& desk : desks_) again += desk.sent_again();
  return absl::StrCat("sent ", answers_.all().size(), " again ", again);
}

absl::Status NoticeLoad::Send(const std::vector<NoticeContent>& contents) {
  std::vector<std::vector<NoticeContent>> shares(kDesks);
  for (size_t i = 0; i < contents.size(); ++i) shares[i % kDesks].push_back(contents[i]);
  std::vector<absl::Status> results(kDesks);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kDesks; ++i) {
    threads.emplace_back([&, i] { results[i] = SendFrom(desks_[i], shares[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& result : results) RETURN_IF_ERROR(result);
  return absl::OkStatus();
}

absl::Status NoticeLoad::SendIncident(std::vector<NoticeContent> contents) {
  WritingDesk& desk = desks_.front();
  const Hash first = desk.Add(contents.front());
  contents.erase(contents.begin());
  for (NoticeContent& content : contents) content.follows = first;
  return SendFrom(desk, contents);
}

absl::Status NoticeLoad::SendFrom(WritingDesk& desk,
                                  const std::vector<NoticeContent>& contents) const {
  int missed = 0;  // connects in a row
  for (size_t next = 0; next < contents.size() || desk.waiting() > 0;) {
    while (next < contents.size() && desk.waiting() < kSignedAhead) desk.Add(contents[next++]);
    missed = desk.Connect(port_) ? 0 : missed + 1;
    if (missed == kConnectsMax) return Fault("the hub does not come back");
    if (missed == 0) RETURN_IF_ERROR(desk.Stream());
    desk.Disconnect();
  }
  return absl::OkStatus();
}

// Every accepted envelope is in the log once, where it was said to be.
absl::Status NoticeLoad::CheckLog() const {
  const LogReader log(founded_->reader(), port_);
  ASSIGN_OR_RETURN(const std::string checkpoint, log.Resource("checkpoint"));
  ASSIGN_OR_RETURN(const SignedCheckpoint head, OpenCheckpoint(checkpoint, founded_->log_key()));
  ASSIGN_OR_RETURN(const std::vector<std::string> entries, log.LeafEntries(head.size()));
  std::map<Hash, std::vector<uint64_t>> places;
  for (size_t i = 0; i < entries.size(); ++i) {
    ASSIGN_OR_RETURN(const LeafEntry entry, ParseLeafEntry(FoundedHub::kNs, entries[i]));
    if (!entry.is_public) places[entry.body_hash].push_back(i);
  }
  for (const Answered& answer : answers_.all()) {
    const auto found = places.find(answer.hash);
    if (found == places.end() || found->second != std::vector{answer.index.value()}) {
      return Fault(absl::StrCat("an envelope accepted as ", answer.index.value(), " is there ",
                                found == places.end() ? 0 : found->second.size(), " times"));
    }
  }
  return absl::OkStatus();
}

Json AlertLine(const v1::InboxItem& item, const Alert& alert) {
  Json::Array mailboxes;
  Json::Array refs;
  Json::Object params;
  for (const MailboxId& mailbox : alert.mailboxes) mailboxes.emplace_back(mailbox.ToString());
  for (const Hash& ref : alert.refs) refs.emplace_back(ToHex(ref));
  for (const AlertParam& param : alert.params) {
    std::visit([&](const auto& value) { params[param.name] = Json(value); }, param.value);
  }
  const int64_t cause =
      alert.head.cause.has_value() ? static_cast<int64_t>(alert.head.cause->value()) : -1;
  return Json::Object{{"alert", alert.code},
                      {"index", static_cast<int64_t>(item.index())},
                      {"cause", cause},
                      {"plugin", alert.head.by.plugin},
                      {"mailboxes", std::move(mailboxes)},
                      {"refs", std::move(refs)},
                      {"params", std::move(params)}};
}

absl::StatusOr<size_t> NoticeLoad::WriteAlerts(std::ofstream& file) const {
  ASSIGN_OR_RETURN(const TlsIdentity duty, founded_->IdentityOf("tur/d01"));
  const auto inbox = v1::Inbox::NewStub(ConnectDevice(duty, port_));
  grpc::ClientContext context;
  v1::WatchRequest request;
  request.set_only_what_is_there(true);
  const auto stream = inbox->Watch(&context, request);
  v1::InboxMessage message;
  size_t alerts = 0;
  while (stream->Read(&message)) {
    for (const v1::InboxItem& item : message.items()) {
      if (item.kind() != static_cast<uint32_t>(RecordKind::kAlert)) continue;
      ASSIGN_OR_RETURN(const Alert alert, ParseAlert(FoundedHub::kNs, item.body()));
      file << PrintCanonicalJson(AlertLine(item, alert)) << "\n";
      ++alerts;
    }
  }
  const grpc::Status status = stream->Finish();
  if (status.ok()) return alerts;
  return absl::UnavailableError(status.error_message());
}

absl::StatusOr<std::string> NoticeLoad::WriteRecords(const std::string& path) const {
  RETURN_IF_ERROR(CheckLog());
  std::ofstream file(path);
  for (const Answered& answer : answers_.all()) {
    file << PrintCanonicalJson(Json::Object{{"envelope", ToHex(answer.hash)},
                                            {"index", static_cast<int64_t>(answer.index.value())},
                                            {"ladder", answer.ladder}})
         << "\n";
  }
  ASSIGN_OR_RETURN(const size_t alerts, WriteAlerts(file));
  if (!file.flush()) return Fault(absl::StrCat(path, " cannot be written"));
  return absl::StrCat("records ", answers_.all().size(), " alerts ", alerts);
}

int Main(const std::vector<std::string>& arguments) {
  uint64_t port = 0;
  if (arguments.size() != 3 || !absl::SimpleAtoi(arguments[2], &port) || port > UINT16_MAX) {
    std::cerr << "usage: notice_load FOLDER PORT\n";
    return 2;
  }
  PrepareGrpcEnvironment();
  SystemClock clock;
  SystemRandom random;
  PosixFileSystem files;
  auto founded = FoundedHub::Make(arguments[1], kDesks, {clock, random, files});
  if (!founded.ok()) {
    std::cerr << founded.status() << "\n";
    return 1;
  }
  NoticeLoad load(*std::move(founded), static_cast<uint16_t>(port));
  std::cout << "founded" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    const absl::StatusOr<std::string> done = load.Obey(line);
    if (!done.ok()) {
      std::cerr << line << ": " << done.status() << "\n";
      return 1;
    }
    std::cout << *done << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  return liaison::Main(std::vector<std::string>(argv, argv + argc));
}
