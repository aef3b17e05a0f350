// The gateway over real TLS and real sockets, with a scripted hub behind it.
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "hub/gateway/admin_client.h"
#include "hub/gateway/grpc_status.h"
#include "hub/gateway/scripted_hub.h"
#include "hub/gateway/server.h"
#include "proto/base/error.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/system/system_clock.h"
#include "proto/wire/certificate.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kDevice[] = "levant.example/tur/d07";

class Lines final : public LogSink {
 public:
  void Write(absl::string_view line) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    absl::StrAppend(&text_, line, "\n");
  }
  std::string text() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return text_;
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

struct Pem {
  std::string key;
  std::string certificate;
  Hash pin;
};

v1::SubmitRequest Note(absl::string_view text) {
  v1::SubmitRequest request;
  request.set_note(std::string(text));
  return request;
}

class GatewayTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { PrepareGrpcEnvironment(); }

  void SetUp() override {
    std::string pattern = absl::StrCat(::testing::TempDir(), "/gateway-XXXXXX");
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    hub_tls_ = MakePem("hub.liaison");
    device_tls_ = MakePem("device");
    hub_.Certify(device_tls_.pin, kDevice);
    InstallTls(hub_tls_);
  }

  Pem MakePem(absl::string_view name) {
    const SigningKey key = SigningKey::Generate(random_);
    const absl::Time now = clock_.Now();
    const TlsIdentity identity =
        MakeTlsIdentity(key, name, now - absl::Hours(1), now + absl::Hours(24), random_).value();
    return {std::string(identity.key_pem.view()), identity.certificate_pem, identity.spki_sha256};
  }
  void InstallTls(const Pem& pem) {
    std::ofstream(KeyFile()) << pem.key;
    std::ofstream(CertificateFile()) << pem.certificate;
  }
  std::string KeyFile() const { return absl::StrCat(folder_, "/tls.key.pem"); }
  std::string CertificateFile() const { return absl::StrCat(folder_, "/tls.cert.pem"); }
  std::string Socket() const { return absl::StrCat(folder_, "/admin.sock"); }

  GatewayOptions Options() const {
    GatewayOptions options;
    options.host = "127.0.0.1";
    options.tls_key_path = KeyFile();
    options.tls_certificate_path = CertificateFile();
    options.tls_refresh = absl::Seconds(1);
    options.admin_socket_path = Socket();
    options.version = "1.2.3";
    options.beacon_interval = absl::Milliseconds(300);
    return options;
  }
  void StartGateway() {
    auto gateway = Gateway::Start(Options(), hub_, clock_, log_, [this] { stop_.Notify(); });
    ASSERT_TRUE(gateway.ok()) << gateway.status();
    gateway_ = *std::move(gateway);
  }

  std::shared_ptr<grpc::Channel> Connect(const Pem& hub, const Pem* device) const {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = hub.certificate;
    if (device != nullptr) {
      tls.pem_private_key = device->key;
      tls.pem_cert_chain = device->certificate;
    }
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("hub.liaison");
    // Each test its own connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", gateway_->port()),
                                     grpc::SslCredentials(tls), arguments);
  }
  std::shared_ptr<grpc::Channel> Connect() const { return Connect(hub_tls_, &device_tls_); }

  absl::StatusOr<v1::StatusResponse> Status(const std::shared_ptr<grpc::Channel>& channel) const {
    grpc::ClientContext context;
    v1::StatusResponse response;
    const grpc::Status status = v1::Status::NewStub(channel)->GetStatus(&context, {}, &response);
    if (!status.ok()) return FromGrpcStatus(status, context);
    return response;
  }
  absl::StatusOr<v1::SubmitResponse> Submit(const v1::SubmitRequest& request) const {
    grpc::ClientContext context;
    v1::SubmitResponse response;
    const grpc::Status status =
        v1::Submission::NewStub(Connect())->Submit(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status, context);
    return response;
  }

  // grpc.health.v1.HealthCheckResponse.status, read without its stub, which Debian does not ship:
  // field 1, a varint. 1 SERVING, 2 NOT_SERVING; 0: no answer.
  int Health() const {
    grpc::GenericStub stub(Connect());
    grpc::ClientContext context;
    const grpc::Slice nothing;
    const grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer response;
    absl::Notification done;
    stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response,
                   [&done](const grpc::Status&) { done.Notify(); });
    done.WaitForNotification();
    grpc::Slice bytes;
    if (!response.DumpToSingleSlice(&bytes).ok() || bytes.size() != 2) return 0;
    return bytes.begin()[1];
  }

  std::string folder_;
  SystemClock clock_;
  SeededRandom random_{7};
  Lines lines_;
  Logger log_{LogLevel::kDebug, clock_, lines_};
  ScriptedHub hub_;
  Pem hub_tls_;
  Pem device_tls_;
  absl::Notification stop_;
  std::unique_ptr<Gateway> gateway_;
};

// One Watch call of a test.
class Watching {
 public:
  Watching(const std::shared_ptr<grpc::Channel>& channel, const v1::WatchRequest& request)
      : stub_(v1::Inbox::NewStub(channel)), reader_(stub_->Watch(&context_, request)) {}
  std::optional<v1::InboxMessage> Next() {
    v1::InboxMessage message;
    if (!reader_->Read(&message)) return std::nullopt;
    return message;
  }
  std::optional<v1::InboxMessage> NextWithItems() {
    for (;;) {
      std::optional<v1::InboxMessage> message = Next();
      if (!message.has_value() || message->items_size() > 0) return message;
    }
  }
  absl::Status End() {
    while (Next().has_value()) {
    }
    return FromGrpcStatus(reader_->Finish(), context_);
  }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::Inbox::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::InboxMessage>> reader_;
};

TEST_F(GatewayTest, RefusesAConnectionWithoutCertificate) {
  StartGateway();
  EXPECT_EQ(Status(Connect(hub_tls_, nullptr)).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(GatewayTest, RefusesAKeyThatTheDirectoryDoesNotKnow) {
  StartGateway();
  const Pem stranger = MakePem("device");
  const auto channel = Connect(hub_tls_, &stranger);
  const absl::Status status = Status(channel).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), "DEVICE_UNKNOWN");
  Watching watching(channel, {});
  EXPECT_EQ(watching.End().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(GatewayTest, AnswersOnceTheRecordIsCommitted) {
  StartGateway();
  const auto first = Submit(Note("one"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->accepted().index(), 0u);
  EXPECT_EQ(first->accepted().proof_size(), 2);
  EXPECT_EQ(first->accepted().checkpoint(), "checkpoint 1");
  EXPECT_EQ(Submit(Note("two"))->accepted().index(), 1u);
}

TEST_F(GatewayTest, HandsOverEveryKindOfSubmission) {
  StartGateway();
  v1::SubmitRequest envelope;
  envelope.mutable_envelope()->set_header("header");
  envelope.mutable_envelope()->set_sealed("sealed");
  v1::SubmitRequest act;
  act.set_act("act");
  ASSERT_TRUE(Submit(envelope).ok());
  ASSERT_TRUE(Submit(act).ok());
  Watching watching(Connect(), {});
  const auto message = watching.NextWithItems();
  ASSERT_EQ(message->items_size(), 2);
  EXPECT_EQ(message->items(0).body(), "header");
  EXPECT_EQ(message->items(0).sealed(), "sealed");
  EXPECT_EQ(message->items(0).kind(), static_cast<uint32_t>(RecordKind::kEnvelope));
  EXPECT_EQ(message->items(1).kind(), static_cast<uint32_t>(RecordKind::kAct));
  watching.Cancel();
}

TEST_F(GatewayTest, ReturnsASignedRefusal) {
  StartGateway();
  EXPECT_EQ(Submit(Note("refuse me"))->refusal(), "refusal of refuse me");
}

TEST_F(GatewayTest, SendsTheDetailOfAnError) {
  StartGateway();
  const absl::Status status = Submit(Note("limit")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const auto detail = DetailOf(status);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "QUOTA");
  EXPECT_EQ(detail->subject, "submits");
  EXPECT_EQ(detail->retry_after_ms, 1500);
}

TEST_F(GatewayTest, RefusesASubmissionWithoutItem) {
  StartGateway();
  EXPECT_EQ(ReasonOf(Submit({}).status()), "ITEM");
}

TEST_F(GatewayTest, RefusesAHundredMebibytes) {
  StartGateway();
  v1::SubmitRequest request;
  request.mutable_envelope()->set_sealed(std::string(100 << 20, 'x'));
  EXPECT_EQ(Submit(request).status().code(), absl::StatusCode::kResourceExhausted);
  // And serves on.
  EXPECT_TRUE(Submit(Note("one")).ok());
}

TEST_F(GatewayTest, WritesNeitherDevicesNorContentIntoTheLog) {
  StartGateway();
  ASSERT_TRUE(Submit(Note("canary")).ok());
  ASSERT_TRUE(Submit(Note("refuse canary")).ok());
  EXPECT_FALSE(Submit(Note("unknown canary")).ok());
  gateway_->Shutdown();
  EXPECT_THAT(lines_.text(), HasSubstr("event=refused kind=NOTE code=INVALID_ARGUMENT "
                                       "rule=COUNTER_SKIPPED"));
  EXPECT_THAT(lines_.text(), HasSubstr("event=group records=1"));
  EXPECT_THAT(lines_.text(), Not(HasSubstr("canary")));
  EXPECT_THAT(lines_.text(), Not(HasSubstr("tur")));
}

TEST_F(GatewayTest, AnswersBatchesInOrder) {
  StartGateway();
  const auto stub = v1::Submission::NewStub(Connect());
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  constexpr int kBatches = 20;
  for (int i = 0; i < kBatches; ++i) {
    v1::SubmitBatch batch;
    for (int k = 0; k < 64; ++k) {
      *batch.add_requests() = Note(k == 3 ? "refuse" : absl::StrCat(i, "/", k));
    }
    ASSERT_TRUE(stream->Write(batch));
  }
  stream->WritesDone();
  uint64_t next = 0;
  for (int i = 0; i < kBatches; ++i) {
    v1::SubmitBatchResponse response;
    ASSERT_TRUE(stream->Read(&response));
    ASSERT_EQ(response.responses_size(), 64);
    for (int k = 0; k < 64; ++k) {
      if (k == 3) {
        EXPECT_EQ(response.responses(k).refusal(), "refusal of refuse");
      } else {
        EXPECT_EQ(response.responses(k).accepted().index(), next++);
      }
    }
  }
  v1::SubmitBatchResponse none;
  EXPECT_FALSE(stream->Read(&none));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(GatewayTest, EndsASubmitStreamWhereAnOutcomeIsUnknown) {
  StartGateway();
  const auto stub = v1::Submission::NewStub(Connect());
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  v1::SubmitBatch good;
  *good.add_requests() = Note("good");
  v1::SubmitBatch lost;
  *lost.add_requests() = Note("good too");
  *lost.add_requests() = Note("unknown");
  ASSERT_TRUE(stream->Write(good));
  v1::SubmitBatchResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_TRUE(stream->Write(lost));
  EXPECT_FALSE(stream->Read(&response));
  const absl::Status status = FromGrpcStatus(stream->Finish(), context);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "OUTCOME_UNKNOWN");
}

TEST_F(GatewayTest, RefusesBatchesOfNoneAndOfSixtyFive) {
  StartGateway();
  for (const int count : {0, 65}) {
    const auto stub = v1::Submission::NewStub(Connect());
    grpc::ClientContext context;
    const auto stream = stub->SubmitStream(&context);
    v1::SubmitBatch batch;
    for (int i = 0; i < count; ++i) *batch.add_requests() = Note("one");
    ASSERT_TRUE(stream->Write(batch));
    v1::SubmitBatchResponse response;
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_EQ(ReasonOf(FromGrpcStatus(stream->Finish(), context)), "BATCH");
  }
  EXPECT_EQ(hub_.size(), TreeSize(0));
}

TEST_F(GatewayTest, EndsASubmitStreamOfARevokedDevice) {
  StartGateway();
  const auto stub = v1::Submission::NewStub(Connect());
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  v1::SubmitBatch batch;
  *batch.add_requests() = Note("one");
  ASSERT_TRUE(stream->Write(batch));
  v1::SubmitBatchResponse response;
  ASSERT_TRUE(stream->Read(&response));
  hub_.Revoke(device_tls_.pin);
  ASSERT_TRUE(stream->Write(batch));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(GatewayTest, SendsABeaconFirstAndThenAsTimePasses) {
  StartGateway();
  Watching watching(Connect(), {});
  for (int i = 0; i < 3; ++i) {
    const auto message = watching.Next();
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->beacon(), "beacon 0");
    EXPECT_EQ(message->checkpoint(), "checkpoint 0");
    EXPECT_EQ(message->through_size(), 4);
  }
  watching.Cancel();
}

TEST_F(GatewayTest, SendsWhatIsCommittedWhileWatching) {
  StartGateway();
  Watching watching(Connect(), {});
  ASSERT_TRUE(watching.Next().has_value());
  for (int i = 0; i < 5; ++i) {
    const std::string text = absl::StrCat("note ", i);
    ASSERT_TRUE(Submit(Note(text)).ok());
    const auto message = watching.NextWithItems();
    ASSERT_TRUE(message.has_value());
    ASSERT_EQ(message->items_size(), 1);
    EXPECT_EQ(message->items(0).body(), text);
    EXPECT_EQ(message->items(0).index(), static_cast<uint64_t>(i));
    EXPECT_EQ(message->through(0), static_cast<uint64_t>(i + 1));
  }
  watching.Cancel();
}

TEST_F(GatewayTest, StartsAtTheCursorsAndEndsWithWhatIsThere) {
  StartGateway();
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(Submit(Note(absl::StrCat(i))).ok());
  v1::WatchRequest request;
  for (int i = 0; i < 4; ++i) request.add_cursors(2);
  request.set_only_what_is_there(true);
  Watching watching(Connect(), request);
  std::string bodies;
  while (const auto message = watching.Next()) {
    for (const v1::InboxItem& item : message->items()) bodies += item.body();
  }
  EXPECT_EQ(bodies, "23456");
  EXPECT_TRUE(watching.End().ok());
}

TEST_F(GatewayTest, EndsWithWhatIsThereWhereNothingIs) {
  StartGateway();
  v1::WatchRequest request;
  request.set_only_what_is_there(true);
  Watching watching(Connect(), request);
  EXPECT_TRUE(watching.Next().has_value());
  EXPECT_TRUE(watching.End().ok());
}

TEST_F(GatewayTest, RefusesThreeCursors) {
  StartGateway();
  v1::WatchRequest request;
  for (int i = 0; i < 3; ++i) request.add_cursors(0);
  Watching watching(Connect(), request);
  EXPECT_EQ(ReasonOf(watching.End()), "CURSORS");
}

TEST_F(GatewayTest, CutsTheWatchOfARevokedDevice) {
  StartGateway();
  Watching watching(Connect(), {});
  ASSERT_TRUE(watching.Next().has_value());
  hub_.Revoke(device_tls_.pin);
  EXPECT_EQ(watching.End().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(GatewayTest, GivesADeviceEightInboxStreamsAndNoMore) {
  StartGateway();
  const std::shared_ptr<grpc::Channel> channel = Connect();
  std::vector<std::unique_ptr<Watching>> open;
  for (int i = 0; i < 8; ++i) {
    open.push_back(std::make_unique<Watching>(channel, v1::WatchRequest()));
    ASSERT_TRUE(open.back()->Next().has_value());
  }
  Watching ninth(channel, {});
  ASSERT_FALSE(ninth.Next().has_value());
  EXPECT_EQ(ReasonOf(ninth.End()), "STREAMS");
  for (const auto& watching : open) watching->Cancel();
}

TEST_F(GatewayTest, ForgetsAWatchThatItsClientLeft) {
  StartGateway();
  for (int i = 0; i < 6; ++i) {
    Watching watching(Connect(), {});
    ASSERT_TRUE(watching.Next().has_value());
    watching.Cancel();
    EXPECT_EQ(watching.End().code(), absl::StatusCode::kCancelled);
  }
  // If one were still in the way, this would wait for it.
  gateway_->Shutdown();
}

TEST_F(GatewayTest, ServesLogAndStatus) {
  StartGateway();
  const auto stub = v1::Log::NewStub(Connect());
  v1::GetResourceRequest request;
  v1::GetResourceResponse response;
  grpc::ClientContext found;
  request.set_path("checkpoint");
  ASSERT_TRUE(stub->GetResource(&found, request, &response).ok());
  EXPECT_EQ(response.data(), "checkpoint 0");
  grpc::ClientContext missing;
  request.set_path("tile/9/000");
  EXPECT_EQ(stub->GetResource(&missing, request, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);

  const auto status = Status(Connect());
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->state(), "serving");
  EXPECT_EQ(status->version(), "1.2.3");
  EXPECT_EQ(status->offices(1).office(), "tur");
  EXPECT_EQ(status->offices(1).last_heard_ms(), 5);
}

TEST_F(GatewayTest, SaysWhetherItTakesSubmissions) {
  StartGateway();
  EXPECT_EQ(Health(), 1);
  hub_.SetState("read-only");
  while (Health() != 2) {
  }
  hub_.SetState("serving");
  while (Health() != 1) {
  }
}

TEST_F(GatewayTest, AnswersWhatIsQueuedAndEndsStreamsAtShutdown) {
  StartGateway();
  Watching watching(Connect(), {});
  ASSERT_TRUE(watching.Next().has_value());
  hub_.Hold();
  absl::StatusOr<v1::SubmitResponse> answer;
  std::thread officer([&] { answer = Submit(Note("last")); });
  hub_.AwaitQueued(1);
  std::thread shutdown([&] { gateway_->Shutdown(); });
  const absl::Status end = watching.End();
  EXPECT_EQ(end.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(end), "SHUTTING_DOWN");
  hub_.Release();
  officer.join();
  shutdown.join();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->accepted().index(), 0u);
  EXPECT_EQ(Status(Connect()).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(GatewayTest, TakesARenewedCertificateWithoutRestart) {
  StartGateway();
  ASSERT_TRUE(Status(Connect()).ok());
  const Pem renewed = MakePem("hub.liaison");
  InstallTls(renewed);
  // The files are looked at once a second; an old certificate is refused by the client meanwhile.
  while (!Status(Connect(renewed, &device_tls_)).ok()) {
  }
  EXPECT_FALSE(Status(Connect()).ok());
}

TEST_F(GatewayTest, SaysThatItsPortIsTaken) {
  StartGateway();
  GatewayOptions options = Options();
  options.port = gateway_->port();
  options.admin_socket_path = absl::StrCat(folder_, "/other.sock");
  ScriptedHub other;
  const auto second = Gateway::Start(options, other, clock_, log_, [] {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(second.status()), "PORT_IN_USE");
}

TEST_F(GatewayTest, SaysThatItsAddressIsNotHere) {
  GatewayOptions options = Options();
  options.host = "192.0.2.1";
  const auto gateway = Gateway::Start(options, hub_, clock_, log_, [] {});
  EXPECT_EQ(ReasonOf(gateway.status()), "ADDRESS_NOT_HERE");
}

TEST_F(GatewayTest, GivesTheOperatorASocketOfHisOwn) {
  StartGateway();
  struct stat socket {};
  ASSERT_EQ(stat(Socket().c_str(), &socket), 0);
  EXPECT_EQ(socket.st_mode & 0777u, 0600u);

  AdminClient admin(Socket());
  EXPECT_EQ(admin.GetStatus()->state(), "serving");
  EXPECT_EQ(admin.SubmitNote("prekey")->accepted().index(), 0u);
  EXPECT_EQ(admin.SubmitNote("refuse it")->refusal(), "refusal of refuse it");
  EXPECT_TRUE(admin.Stop().ok());
  stop_.WaitForNotification();
}

TEST_F(GatewayTest, TakesNothingButNotesFromTheOperator) {
  StartGateway();
  const auto stub = v1::Admin::NewStub(
      grpc::CreateChannel(absl::StrCat("unix:", Socket()), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::SubmitRequest act;
  act.set_act("receipt");
  v1::SubmitResponse response;
  const absl::Status status = FromGrpcStatus(stub->SubmitNote(&context, act, &response), context);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), "NOTES_ONLY");
}

TEST_F(GatewayTest, SaysThatNoHubIsRunning) {
  AdminClient admin(Socket());
  const absl::Status status = admin.GetStatus().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "HUB_NOT_RUNNING");
}

TEST_F(GatewayTest, OffersNoAdminServiceOnTheNetwork) {
  StartGateway();
  grpc::ClientContext context;
  v1::StopResponse response;
  EXPECT_EQ(v1::Admin::NewStub(Connect())->Stop(&context, {}, &response).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_FALSE(stop_.HasBeenNotified());
}

}  // namespace
}  // namespace liaison
