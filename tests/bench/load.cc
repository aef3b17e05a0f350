#include "tests/bench/load.h"

#include <algorithm>
#include <functional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "proto/base/status_macros.h"
#include "tests/bench/measure.h"
#include "tests/real_hub/device_channel.h"

namespace liaison {
namespace {

constexpr size_t kDriversMax = 2;
constexpr int kBatch = 64;
constexpr int kBatchesInFlight = 4;

absl::Status FromGrpc(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

absl::Status CheckAccepted(const v1::SubmitResponse& response) {
  if (response.has_accepted()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("refused: ", response.refusal()));
}

absl::Status RanDry() {
  return absl::ResourceExhaustedError("a client had too few notices ready: shorten the rounds");
}

// What one driving thread found out.
struct Share {
  uint64_t answered = 0;
  std::vector<double> latencies_us;
  absl::Status status;
};

// Calls of several clients on one completion queue.
class Driver {
 public:
  Driver(std::vector<LoadClient*> clients, double seconds) : seconds_(seconds) {
    for (LoadClient* client : clients) calls_.push_back({.client = client});
  }

  Share Run() {
    size_t open = 0;
    for (Call& call : calls_) open += Start(call) ? 1 : 0;
    void* tag = nullptr;
    bool ok = false;
    while (open > 0 && queue_.Next(&tag, &ok)) {
      Call& call = *static_cast<Call*>(tag);
      Finish(call);
      const bool more = share_.status.ok() && watch_.Seconds() < seconds_;
      if (!more || !Start(call)) --open;
    }
    queue_.Shutdown();
    return std::move(share_);
  }

 private:
  struct Call {
    LoadClient* client;
    std::unique_ptr<grpc::ClientContext> context{};
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::SubmitResponse>> reader{};
    v1::SubmitResponse response{};
    grpc::Status status{};
    Stopwatch watch{};
  };

  bool Start(Call& call) {
    const v1::SubmitRequest* request = call.client->Next();
    if (request == nullptr) {
      share_.status = RanDry();
      return false;
    }
    call.context = std::make_unique<grpc::ClientContext>();
    call.watch = Stopwatch();
    call.reader = call.client->stub().AsyncSubmit(call.context.get(), *request, &queue_);
    call.reader->Finish(&call.response, &call.status, &call);
    return true;
  }

  void Finish(Call& call) {
    const double us = call.watch.Us();
    absl::Status status = call.status.ok() ? CheckAccepted(call.response) : FromGrpc(call.status);
    if (!status.ok()) {
      share_.status = std::move(status);
      return;
    }
    ++share_.answered;
    share_.latencies_us.push_back(us);
  }

  const double seconds_;
  grpc::CompletionQueue queue_;
  std::deque<Call> calls_;
  Share share_;
  const Stopwatch watch_;
};

class Stream {
 public:
  Stream(LoadClient& client, double seconds) : client_(client), seconds_(seconds) {}

  Share Run() {
    grpc::ClientContext context;
    const auto stream = client_.stub().SubmitStream(&context);
    int in_flight = 0;
    bool alive = true;
    const Stopwatch watch;
    const auto more = [&] { return share_.status.ok() && watch.Seconds() < seconds_; };
    while (alive && (in_flight > 0 || more())) {
      while (alive && in_flight < kBatchesInFlight && more()) {
        if (!Fill()) break;
        alive = stream->Write(batch_);
        ++in_flight;
      }
      if (in_flight == 0) break;
      alive = alive && stream->Read(&responses_);
      if (!alive) break;
      --in_flight;
      for (const v1::SubmitResponse& response : responses_.responses()) {
        share_.status.Update(CheckAccepted(response));
        ++share_.answered;
      }
    }
    stream->WritesDone();
    share_.status.Update(FromGrpc(stream->Finish()));
    return std::move(share_);
  }

 private:
  bool Fill() {
    batch_.Clear();
    while (batch_.requests_size() < kBatch) {
      const v1::SubmitRequest* request = client_.Next();
      if (request == nullptr) {
        share_.status = RanDry();
        return false;
      }
      *batch_.add_requests() = *request;
    }
    return true;
  }

  LoadClient& client_;
  const double seconds_;
  v1::SubmitBatch batch_;
  v1::SubmitBatchResponse responses_;
  Share share_;
};

absl::StatusOr<LoadResult> RunAll(std::vector<std::function<Share()>> drivers) {
  std::vector<Share> shares(drivers.size());
  std::vector<std::thread> threads;
  const Stopwatch watch;
  // The first one here: a lone client pays for no thread.
  for (size_t i = 1; i < drivers.size(); ++i) {
    threads.emplace_back([&, i] { shares[i] = drivers[i](); });
  }
  shares[0] = drivers[0]();
  for (std::thread& thread : threads) thread.join();
  LoadResult result{.seconds = watch.Seconds()};
  for (Share& share : shares) {
    if (!share.status.ok()) return share.status;
    result.answered += share.answered;
    result.latencies_us.insert(result.latencies_us.end(), share.latencies_us.begin(),
                               share.latencies_us.end());
  }
  return result;
}

}  // namespace

LoadClient::LoadClient(const TlsIdentity& identity, uint16_t port, NoticeChain chain, Order order)
    : stub_(v1::Submission::NewStub(ConnectDevice(identity, port))),
      chain_(std::move(chain)),
      order_(order) {}

void LoadClient::MakeReady(size_t count) {
  if (order_ == Order::kOnce) {
    ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }
  while (ready_.size() < count) ready_.push_back(std::move(chain_.Next().request));
}

const v1::SubmitRequest* LoadClient::Next() {
  if (order_ == Order::kRoundRobin && next_ == ready_.size()) next_ = 0;
  return next_ == ready_.size() ? nullptr : &ready_[next_++];
}

absl::StatusOr<double> TimeCall(LoadClient& client) {
  const v1::SubmitRequest* request = client.Next();
  if (request == nullptr) return RanDry();
  grpc::ClientContext context;
  v1::SubmitResponse response;
  const Stopwatch watch;
  const grpc::Status status = client.stub().Submit(&context, *request, &response);
  const double us = watch.Us();
  RETURN_IF_ERROR(status.ok() ? CheckAccepted(response) : FromGrpc(status));
  return us;
}

absl::StatusOr<LoadResult> RunCalls(absl::Span<LoadClient* const> clients, absl::Duration length) {
  const size_t drivers = std::min(clients.size(), kDriversMax);
  std::vector<std::function<Share()>> runs;
  for (size_t i = 0; i < drivers; ++i) {
    std::vector<LoadClient*> own;
    for (size_t c = i; c < clients.size(); c += drivers) own.push_back(clients[c]);
    runs.push_back([own = std::move(own), length] {
      return Driver(own, absl::ToDoubleSeconds(length)).Run();
    });
  }
  return RunAll(std::move(runs));
}

absl::StatusOr<LoadResult> RunStreams(absl::Span<LoadClient* const> clients,
                                      absl::Duration length) {
  std::vector<std::function<Share()>> runs;
  for (LoadClient* client : clients) {
    runs.push_back(
        [client, length] { return Stream(*client, absl::ToDoubleSeconds(length)).Run(); });
  }
  return RunAll(std::move(runs));
}

}  // namespace liaison
