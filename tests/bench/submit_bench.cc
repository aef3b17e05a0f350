// ops/bench submit: the shipped hub, over mutual TLS on loopback, beside what it cannot be faster
// than, measured in turns in the same run. README.md says how to read the table.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/gateway/server.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"
#include "tests/bench/bench_program.h"
#include "tests/bench/ceilings.h"
#include "tests/bench/echo_server.h"
#include "tests/bench/load.h"
#include "tests/bench/measure.h"
#include "tests/bench/report.h"
#include "tests/bench/subscriber.h"
#include "tests/real_hub/child_process.h"
#include "tests/real_hub/founded_hub.h"

namespace liaison {
namespace {

constexpr size_t kClientsMax = 128;
constexpr size_t kStreams = 4;
constexpr size_t kEchoRequests = 64;
constexpr int kTurnsPerSecond = 300;
// More than any hub of this kind takes in a second: so many are signed before a load.
constexpr double kRateMax = 40'000;
constexpr double kUsPerMs = 1000;

struct LoadKind {
  std::string name;
  size_t clients = 0;
  bool streams = false;
};

const std::vector<LoadKind>& Loads() {
  static const auto* const kLoads = new std::vector<LoadKind>{
      {.name = "16 clients", .clients = 16},
      {.name = "128 clients", .clients = kClientsMax},
      {.name = "4 streams of 64", .clients = kStreams, .streams = true},
  };
  return *kLoads;
}

std::vector<Bar> Bars() {
  return {{.figure = "1 client: hub p50 / (commit+echo+check)", .limit = 1.6},
          {.figure = "16 clients: hub / echo", .limit = 0.4, .at_most = false},
          {.figure = "128 clients: hub / echo", .limit = 0.4, .at_most = false}};
}

class SubmitBench {
 public:
  SubmitBench(const CommandLine& line, const FoundedHub::World& world)
      : line_(line), world_(world) {}

  absl::Status Prepare();
  // All figures once, in turns.
  absl::Status Round(double seconds, Figures& figures);
  Setting DescribeSetting() const;

 private:
  absl::Status MeasureAlone(double seconds, Figures& figures);
  absl::Status AwaitSubscriber() const;
  absl::Status MeasureLoad(const LoadKind& load, double seconds, Figures& figures);
  absl::StatusOr<LoadResult> Run(std::vector<LoadClient>& clients, const LoadKind& load,
                                 double seconds);
  void AddLoad(const std::string& name, const LoadKind& load, const LoadResult& result,
               Figures& figures) const;

  const CommandLine& line_;
  const FoundedHub::World world_;
  std::unique_ptr<FoundedHub> founded_;
  std::unique_ptr<ChildProcess> hub_;
  std::unique_ptr<ChildProcess> echo_;
  std::vector<LoadClient> hub_clients_;
  std::vector<LoadClient> echo_clients_;
  std::unique_ptr<Subscriber> subscriber_;
  std::unique_ptr<Ceilings> ceilings_;
  v1::SubmitRequest sample_;
  size_t answer_bytes_ = 0;
  uint64_t accepted_ = 0;
};

absl::Status SubmitBench::Prepare() {
  ASSIGN_OR_RETURN(founded_, FoundedHub::Make(line_.folder + "/hub", kClientsMax, world_));
  const std::string log = line_.folder + "/servers.log";
  ASSIGN_OR_RETURN(
      hub_, ChildProcess::Start({LIAISON_HUB, "run", "--config", founded_->config_path()}, log));
  ASSIGN_OR_RETURN(echo_,
                   ChildProcess::Start({line_.program, "--serve-echo", founded_->tls_key_path(),
                                        founded_->tls_certificate_path()},
                                       log));
  for (size_t i = 0; i < kClientsMax; ++i) {
    const TlsIdentity& tls = founded_->writers()[i].tls;
    hub_clients_.emplace_back(tls, hub_->port(), founded_->ChainOf(i), LoadClient::Order::kOnce);
    echo_clients_.emplace_back(tls, echo_->port(), founded_->ChainOf(i),
                               LoadClient::Order::kRoundRobin);
    echo_clients_.back().MakeReady(kEchoRequests);
  }
  subscriber_ = std::make_unique<Subscriber>(founded_->reader(), hub_->port());
  sample_ = founded_->ChainOf(0).Next().request;
  ASSIGN_OR_RETURN(ceilings_,
                   Ceilings::Make(line_.folder, sample_, founded_->writers()[0].signer.vkey()));
  return absl::OkStatus();
}

absl::Status SubmitBench::AwaitSubscriber() const {
  if (subscriber_->Await(accepted_)) return absl::OkStatus();
  return absl::DataLossError("the subscriber's stream ended before it had everything");
}

// What one notice costs, and its parts alone, in turns: a disk that sleeps between two notices
// sleeps between two commits as well.
absl::Status SubmitBench::MeasureAlone(double seconds, Figures& figures) {
  const int turns = static_cast<int>(kTurnsPerSecond * seconds);
  hub_clients_[0].MakeReady(static_cast<size_t>(turns) + 1);
  std::vector<double> checks, appends, commits, echoes, notices;
  for (int turn = 0; turn < turns; ++turn) {
    ASSIGN_OR_RETURN(const double check_us, ceilings_->CheckSignature());
    ASSIGN_OR_RETURN(const double append_us, ceilings_->Append());
    ASSIGN_OR_RETURN(const double echo_us, TimeCall(echo_clients_[0]));
    ASSIGN_OR_RETURN(const double commit_us, ceilings_->Commit());
    ASSIGN_OR_RETURN(const double notice_us, TimeCall(hub_clients_[0]));
    ++accepted_;
    RETURN_IF_ERROR(AwaitSubscriber());
    checks.push_back(check_us);
    appends.push_back(append_us);
    echoes.push_back(echo_us);
    commits.push_back(commit_us);
    notices.push_back(notice_us);
  }
  const double floor_us =
      Percentile(commits, 0.5) + Percentile(echoes, 0.5) + Percentile(checks, 0.5);
  figures.Add("signature check p50", "us", Percentile(checks, 0.5));
  figures.Add("append + fdatasync p50", "us", Percentile(appends, 0.5));
  figures.Add("RocksDB synced commit p50", "us", Percentile(commits, 0.5));
  figures.Add("RocksDB synced commit p99", "us", Percentile(commits, 0.99));
  figures.Add("1 client: echo p50", "us", Percentile(echoes, 0.5));
  figures.Add("1 client: hub p50", "us", Percentile(notices, 0.5));
  figures.Add("1 client: hub p99", "us", Percentile(notices, 0.99));
  figures.Add("1 client: commit+echo+check", "us", floor_us);
  figures.Add(Bars().front().figure, "", Percentile(notices, 0.5) / floor_us);
  return absl::OkStatus();
}

absl::StatusOr<LoadResult> SubmitBench::Run(std::vector<LoadClient>& clients, const LoadKind& load,
                                            double seconds) {
  std::vector<LoadClient*> some;
  for (size_t i = 0; i < load.clients; ++i) some.push_back(&clients[i]);
  return load.streams ? RunStreams(some, absl::Seconds(seconds))
                      : RunCalls(some, absl::Seconds(seconds));
}

void SubmitBench::AddLoad(const std::string& name, const LoadKind& load, const LoadResult& result,
                          Figures& figures) const {
  if (!load.streams) {
    figures.Add(name + " p50", "us", Percentile(result.latencies_us, 0.5));
    figures.Add(name + " p99", "us", Percentile(result.latencies_us, 0.99));
  }
  figures.Add(name, "notices/s", result.rate());
}

absl::Status SubmitBench::MeasureLoad(const LoadKind& load, double seconds, Figures& figures) {
  const auto ready = static_cast<size_t>(kRateMax * seconds /
                                         static_cast<double>(std::max(load.clients, size_t{4})));
  for (size_t i = 0; i < load.clients; ++i) hub_clients_[i].MakeReady(ready + kEchoRequests);

  ASSIGN_OR_RETURN(const LoadResult echo, Run(echo_clients_, load, seconds));
  AddLoad(load.name + ": echo", load, echo, figures);
  const uint64_t received = subscriber_->received();
  ASSIGN_OR_RETURN(const LoadResult hub, Run(hub_clients_, load, seconds));
  const uint64_t delivered = subscriber_->received() - received;
  AddLoad(load.name + ": hub", load, hub, figures);
  figures.Add(load.name + ": hub to the subscriber", "notices/s",
              static_cast<double>(delivered) / hub.seconds);
  figures.Add(load.name + ": hub / echo", "", hub.rate() / echo.rate());
  accepted_ += hub.answered;
  return AwaitSubscriber();
}

absl::Status SubmitBench::Round(double seconds, Figures& figures) {
  RETURN_IF_ERROR(MeasureAlone(seconds, figures));
  for (const LoadKind& load : Loads()) RETURN_IF_ERROR(MeasureLoad(load, seconds, figures));
  if (answer_bytes_ > 0) return absl::OkStatus();
  // Sent again, a notice is answered as it was: the size of an answer in a log of this size.
  grpc::ClientContext context;
  v1::SubmitResponse response;
  hub_clients_[0].MakeReady(1);
  const grpc::Status status =
      hub_clients_[0].stub().Submit(&context, *hub_clients_[0].Next(), &response);
  if (!status.ok()) return absl::UnavailableError(status.error_message());
  ++accepted_;
  answer_bytes_ = response.ByteSizeLong();
  return absl::OkStatus();
}

Setting SubmitBench::DescribeSetting() const {
  const size_t message = sample_.ByteSizeLong();
  const size_t header = sample_.envelope().header().size();
  return {.benchmark = "submit",
          .database = DescribeDisk(line_.folder),
          .rounds = line_.rounds,
          .seconds = line_.seconds,
          .description = absl::StrFormat(
              "message: %d bytes (header %d, sealed body %d), answer %d bytes; signed before the "
              "clock runs\n"
              "clients, echo server and hub share the cores; 1 subscriber takes every notice\n"
              "each load %.1f s",
              message, header, message - header, answer_bytes_, line_.seconds),
          .numbers = {{"message_bytes", message},
                      {"header_bytes", header},
                      {"answer_bytes", answer_bytes_},
                      {"subscribers", 1}}};
}

absl::Status RunBench(const CommandLine& line) {
  SystemClock clock;
  SystemRandom random;
  PosixFileSystem files;
  SubmitBench bench(line, {clock, random, files});
  RETURN_IF_ERROR(bench.Prepare());
  Figures warm_up;
  RETURN_IF_ERROR(bench.Round(line.seconds / 2, warm_up));
  Figures figures;
  for (int round = 1; round <= line.rounds; ++round) {
    RETURN_IF_ERROR(bench.Round(line.seconds, figures));
    TellRound(round, line);
  }
  return Publish(line, bench.DescribeSetting(), figures, Bars());
}

int Main(int argc, char** argv) {
  PrepareGrpcEnvironment();
  if (argc == 4 && absl::string_view(argv[1]) == "--serve-echo") {
    return RunEchoServer(argv[2], argv[3]);
  }
  return RunBenchProgram(argc, argv, /*parts=*/{}, RunBench);
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) { return liaison::Main(argc, argv); }
