// Against a real gRPC server with real TLS in this process: what the pin lets through, and what
// each outcome on the wire becomes.
#include "clients/core/connection/grpc_connection.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "proto/base/error.h"
#include "proto/liaison/error_detail.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/wire/sign.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr absl::Duration kShort = absl::Milliseconds(700);
constexpr absl::Duration kLong = absl::Seconds(30);

TlsIdentity MakeIdentity(uint64_t seed) {
  SeededRandom random(seed);
  absl::StatusOr<TlsIdentity> identity =
      MakeTlsIdentity(SigningKey::Generate(random), "hub.example",
                      absl::FromUnixSeconds(1493942400), absl::FromUnixSeconds(1893942400), random);
  EXPECT_TRUE(identity.ok()) << identity.status();
  return std::move(identity).value();
}

// The server's threads run the fakes, the test's thread scripts and asks them.
class FakeSubmission final : public v1::Submission::Service {
 public:
  void Answer(v1::SubmitResponse answer) {
    const absl::MutexLock lock(&mutex_);
    answer_ = std::move(answer);
  }
  void Fail(absl::Status failure) {
    const absl::MutexLock lock(&mutex_);
    failure_ = std::move(failure);
  }
  v1::SubmitRequest last() const {
    const absl::MutexLock lock(&mutex_);
    return last_;
  }
  std::string client_certificate() const {
    const absl::MutexLock lock(&mutex_);
    return client_certificate_;
  }

  grpc::Status Submit(grpc::ServerContext* context, const v1::SubmitRequest* request,
                      v1::SubmitResponse* response) override {
    const absl::MutexLock lock(&mutex_);
    for (const auto& property : context->auth_context()->FindPropertyValues("x509_pem_cert")) {
      client_certificate_.assign(property.data(), property.size());
    }
    last_ = *request;
    if (!failure_.ok()) {
      const std::string detail = EncodeErrorDetail(failure_);
      context->AddTrailingMetadata(kErrorDetailKey, detail);
      return {static_cast<grpc::StatusCode>(failure_.code()), std::string(failure_.message())};
    }
    *response = answer_;
    return grpc::Status::OK;
  }

 private:
  mutable absl::Mutex mutex_;
  std::string client_certificate_ ABSL_GUARDED_BY(mutex_);
  v1::SubmitRequest last_ ABSL_GUARDED_BY(mutex_);
  v1::SubmitResponse answer_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

class FakeInbox final : public v1::Inbox::Service {
 public:
  void Send(std::vector<v1::InboxMessage> messages) {
    const absl::MutexLock lock(&mutex_);
    messages_ = std::move(messages);
  }
  v1::WatchRequest last() const {
    const absl::MutexLock lock(&mutex_);
    return last_;
  }

  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                     grpc::ServerWriter<v1::InboxMessage>* writer) override {
    for (const v1::InboxMessage& message : Begin(*request)) writer->Write(message);
    if (request->only_what_is_there()) return grpc::Status::OK;
    while (!context->IsCancelled()) {
      absl::Notification never;
      never.WaitForNotificationWithTimeout(absl::Milliseconds(5));
    }
    return grpc::Status::CANCELLED;
  }

 private:
  // A copy: the client may have its answer, and the test its next script, before the last write
  // has returned here.
  std::vector<v1::InboxMessage> Begin(const v1::WatchRequest& request) {
    const absl::MutexLock lock(&mutex_);
    last_ = request;
    return messages_;
  }

  mutable absl::Mutex mutex_;
  v1::WatchRequest last_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::InboxMessage> messages_ ABSL_GUARDED_BY(mutex_);
};

class FakeLog final : public v1::Log::Service {
 public:
  grpc::Status GetResource(grpc::ServerContext* /*context*/, const v1::GetResourceRequest* request,
                           v1::GetResourceResponse* response) override {
    response->set_data(absl::StrCat("bytes of ", request->path()));
    return grpc::Status::OK;
  }
};

// Sends a little at a time, for ever.
class FakeBlobs final : public v1::Blobs::Service {
 public:
  grpc::Status Get(grpc::ServerContext* context, const v1::GetBlobRequest* /*request*/,
                   grpc::ServerWriter<v1::GetBlobResponse>* writer) override {
    v1::GetBlobResponse response;
    response.set_data("drop");
    if (!writer->Write(response)) return grpc::Status::OK;
    while (!context->IsCancelled()) std::this_thread::yield();
    return grpc::Status::CANCELLED;
  }
  grpc::Status Put(grpc::ServerContext* context, grpc::ServerReader<v1::PutBlobRequest>* reader,
                   v1::BlobProgress* progress) override {
    v1::PutBlobRequest request;
    uint64_t committed = 0;
    while (reader->Read(&request)) committed += request.data().size();
    if (context->IsCancelled()) return grpc::Status::CANCELLED;
    progress->set_committed(committed);
    progress->set_complete(true);
    return grpc::Status::OK;
  }
};

class GrpcConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    grpc::SslServerCredentialsOptions tls(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
    tls.pem_key_cert_pairs.push_back({std::string(hub_.key_pem.view()), hub_.certificate_pem});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port_);
    builder.RegisterService(&submission_);
    builder.RegisterService(&inbox_);
    builder.RegisterService(&log_);
    builder.RegisterService(&blobs_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }
  void TearDown() override { server_->Shutdown(); }

  std::unique_ptr<HubConnection> Connect(std::vector<Hash> pins, absl::Duration deadline = kLong) {
    GrpcConnectionOptions options;
    options.address = absl::StrCat("127.0.0.1:", port_);
    options.pins = std::move(pins);
    options.deadline = deadline;
    options.trickle_span = kShort;
    absl::StatusOr<std::unique_ptr<HubConnection>> connection = ConnectByGrpc(options, device_);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return std::move(connection).value();
  }

  const TlsIdentity hub_ = MakeIdentity(1);
  const TlsIdentity device_ = MakeIdentity(2);
  FakeSubmission submission_;
  FakeInbox inbox_;
  FakeLog log_;
  FakeBlobs blobs_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(GrpcConnectionTest, ReachesTheHubWhoseKeyIsPinnedAndShowsItsOwnCertificate) {
  v1::SubmitResponse accepted;
  accepted.mutable_accepted()->set_index(7);
  accepted.mutable_accepted()->set_time_ms(1234);
  accepted.mutable_accepted()->add_proof(std::string(32, 'p'));
  accepted.mutable_accepted()->set_checkpoint("head");
  submission_.Answer(accepted);
  const absl::StatusOr<SubmitAnswer> answer =
      Connect({Hash(), hub_.spki_sha256})->Submit({RecordKind::kEnvelope, "header", "sealed"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(answer->accepted);
  EXPECT_EQ(answer->index, LeafIndex(7));
  EXPECT_EQ(answer->time_ms, 1234);
  ASSERT_EQ(answer->proof.size(), 1u);
  EXPECT_EQ(answer->checkpoint, "head");
  EXPECT_EQ(submission_.last().envelope().header(), "header");
  EXPECT_EQ(submission_.last().envelope().sealed(), "sealed");
  const absl::StatusOr<Hash> shown = SpkiSha256OfPem(submission_.client_certificate());
  ASSERT_TRUE(shown.ok());
  EXPECT_EQ(*shown, device_.spki_sha256);
}

TEST_F(GrpcConnectionTest, RefusesAHubWithAnotherKeyAndSendsItNothing) {
  const TlsIdentity other = MakeIdentity(3);
  const absl::StatusOr<SubmitAnswer> answer =
      Connect({other.spki_sha256}, kShort)->Submit({RecordKind::kAct, "act", ""});
  EXPECT_TRUE(absl::IsUnauthenticated(answer.status())) << answer.status();
  EXPECT_EQ(ReasonOf(answer.status()), "WRONG_HUB_KEY");
  EXPECT_EQ(submission_.last().item_case(), v1::SubmitRequest::ITEM_NOT_SET);
}

TEST_F(GrpcConnectionTest, SaysUnavailableWhereNobodyAnswers) {
  server_->Shutdown();
  const absl::StatusOr<std::string> data =
      Connect({hub_.spki_sha256}, kShort)->GetResource("checkpoint");
  EXPECT_TRUE(absl::IsUnavailable(data.status())) << data.status();
  EXPECT_EQ(ReasonOf(data.status()), "HUB_UNREACHABLE");
}

TEST_F(GrpcConnectionTest, RefusesToConnectWithoutAPin) {
  GrpcConnectionOptions options;
  options.address = "127.0.0.1:1";
  EXPECT_TRUE(absl::IsInvalidArgument(ConnectByGrpc(options, device_).status()));
}

TEST_F(GrpcConnectionTest, SendsActsAndNotesUnderTheirKind) {
  v1::SubmitResponse refused;
  refused.set_refusal("signed refusal");
  submission_.Answer(refused);
  const std::unique_ptr<HubConnection> hub = Connect({hub_.spki_sha256});
  absl::StatusOr<SubmitAnswer> answer = hub->Submit({RecordKind::kAct, "act", ""});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(answer->accepted);
  EXPECT_EQ(answer->refusal, "signed refusal");
  EXPECT_EQ(submission_.last().act(), "act");
  ASSERT_TRUE(hub->Submit({RecordKind::kNote, "note", ""}).ok());
  EXPECT_EQ(submission_.last().note(), "note");
}

TEST_F(GrpcConnectionTest, KeepsCodeAndReasonOfTheHubsErrors) {
  submission_.Fail(
      MakeError(absl::StatusCode::kResourceExhausted, "slow down", {"QUOTA", "tur", "", 1500}));
  const absl::Status status =
      Connect({hub_.spki_sha256})->Submit({RecordKind::kAct, "act", ""}).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  ASSERT_TRUE(DetailOf(status).has_value());
  EXPECT_EQ(DetailOf(status)->reason, "QUOTA");
  EXPECT_EQ(DetailOf(status)->retry_after_ms, 1500);
}

TEST_F(GrpcConnectionTest, NeverTakesAnAlarmFromTheHub) {
  submission_.Fail(MakeError(absl::StatusCode::kDataLoss, "forged!", {"FORK", "", ""}));
  const absl::Status status =
      Connect({hub_.spki_sha256})->Submit({RecordKind::kAct, "act", ""}).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(GrpcConnectionTest, RefusesAnAnswerThatIsNeitherYesNorNo) {
  const absl::Status status =
      Connect({hub_.spki_sha256})->Submit({RecordKind::kAct, "act", ""}).status();
  EXPECT_EQ(ReasonOf(status), "HUB_MESSAGE") << status;
}

TEST_F(GrpcConnectionTest, FetchesResourcesByPath) {
  const absl::StatusOr<std::string> data =
      Connect({hub_.spki_sha256})->GetResource("tile/entries/000.p/3");
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_EQ(*data, "bytes of tile/entries/000.p/3");
}

v1::InboxMessage MessageWith(uint64_t index) {
  v1::InboxMessage message;
  v1::InboxItem* item = message.add_items();
  item->set_index(index);
  item->set_kind(static_cast<uint32_t>(RecordKind::kEnvelope));
  item->set_body("header");
  item->set_precedence(1);
  for (size_t i = 0; i < kPrecedences; ++i) message.add_through(index + 1);
  return message;
}

TEST_F(GrpcConnectionTest, HandsOutBatchesUntilEverythingThatIsThereWasSent) {
  inbox_.Send({MessageWith(4), MessageWith(9)});
  absl::Notification stop;
  std::vector<uint64_t> seen;
  const std::array<LeafIndex, kPrecedences> cursors = {LeafIndex(1), LeafIndex(2), LeafIndex(3),
                                                       LeafIndex(4)};
  const absl::Status status =
      Connect({hub_.spki_sha256})->Watch(cursors, true, stop, [&](const IncomingBatch& batch) {
        seen.push_back(batch.records.at(0).index.value());
        EXPECT_EQ(batch.records[0].precedence, Precedence::kImmediate);
        EXPECT_EQ(batch.through[3], TreeSize(seen.back() + 1));
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(seen, (std::vector<uint64_t>{4, 9}));
  EXPECT_EQ(inbox_.last().cursors(3), 4u);
}

TEST_F(GrpcConnectionTest, ReleaseBringsTheEnvelopeThatItOpens) {
  v1::InboxMessage message = MessageWith(9);
  v1::InboxItem& item = *message.mutable_items(0);
  item.set_kind(static_cast<uint32_t>(RecordKind::kRelease));
  item.set_sealed("age");
  item.set_released_header("header");
  item.set_released_index(4);
  item.set_released_time_ms(1234);
  inbox_.Send({MessageWith(4), message});
  absl::Notification stop;
  std::vector<IncomingRecord> records;
  const absl::Status status =
      Connect({hub_.spki_sha256})->Watch({}, true, stop, [&](const IncomingBatch& batch) {
        records.push_back(batch.records.at(0));
        return absl::OkStatus();
      });
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(records.size(), 2u);
  EXPECT_FALSE(records[0].released.has_value());
  ASSERT_TRUE(records[1].released.has_value());
  EXPECT_EQ(records[1].released->header, "header");
  EXPECT_EQ(records[1].released->index, LeafIndex(4));
  EXPECT_EQ(records[1].released->time_ms, 1234);
  EXPECT_EQ(records[1].sealed, "age");
}

TEST_F(GrpcConnectionTest, StopsAnOpenStreamWhenToldTo) {
  inbox_.Send({MessageWith(4)});
  absl::Notification stop;
  const absl::Status status =
      Connect({hub_.spki_sha256})->Watch({}, false, stop, [&](const IncomingBatch&) {
        stop.Notify();
        return absl::OkStatus();
      });
  EXPECT_TRUE(absl::IsCancelled(status)) << status;
}

TEST_F(GrpcConnectionTest, PassesOnWhatTheReceiverSaysAndEndsTheStream) {
  inbox_.Send({MessageWith(4), MessageWith(5)});
  absl::Notification stop;
  int calls = 0;
  const absl::Status status =
      Connect({hub_.spki_sha256})->Watch({}, false, stop, [&](const IncomingBatch&) {
        ++calls;
        return absl::DataLossError("forged");
      });
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ(calls, 1);
}

TEST_F(GrpcConnectionTest, RefusesInboxMessagesThatAreNotOfTheAgreedForm) {
  v1::InboxMessage bad_kind = MessageWith(1);
  bad_kind.mutable_items(0)->set_kind(9);
  v1::InboxMessage bad_precedence = MessageWith(1);
  bad_precedence.mutable_items(0)->set_precedence(4);
  v1::InboxMessage bad_through = MessageWith(1);
  bad_through.clear_through();
  const std::unique_ptr<HubConnection> hub = Connect({hub_.spki_sha256});
  for (const v1::InboxMessage& message : {bad_kind, bad_precedence, bad_through}) {
    inbox_.Send({message});
    absl::Notification stop;
    const absl::Status status =
        hub->Watch({}, true, stop, [](const IncomingBatch&) { return absl::OkStatus(); });
    EXPECT_EQ(ReasonOf(status), "HUB_MESSAGE") << status;
  }
}

TEST_F(GrpcConnectionTest, GivesUpAStreamThatStaysSilent) {
  GrpcConnectionOptions options;
  options.address = absl::StrCat("127.0.0.1:", port_);
  options.pins = {hub_.spki_sha256};
  options.silence_max = absl::Milliseconds(300);
  const absl::StatusOr<std::unique_ptr<HubConnection>> hub = ConnectByGrpc(options, device_);
  ASSERT_TRUE(hub.ok());
  absl::Notification stop;
  const absl::Status status =
      (*hub)->Watch({}, false, stop, [](const IncomingBatch&) { return absl::OkStatus(); });
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(GrpcConnectionTest, ATransferThatHardlyMovesIsABrokenLineAndKeepsWhatCame) {
  const auto hub = Connect({hub_.spki_sha256});
  std::string came;
  const absl::Status ended = hub->GetBlob(Hash(), Hash(), 0, 0, [&](absl::string_view bytes) {
    absl::StrAppend(&came, bytes);
    return absl::OkStatus();
  });
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnavailable) << ended;
  EXPECT_EQ(came, "drop");
}

TEST_F(GrpcConnectionTest, ABlobIsSentPieceByPieceAndTheCallersErrorsEndBothWays) {
  const auto hub = Connect({hub_.spki_sha256});
  int left = 3;
  const absl::StatusOr<BlobState> put =
      hub->PutBlob(Hash(), 30, 0, [&]() -> absl::StatusOr<std::string> {
        return left-- > 0 ? std::string(10, 'x') : std::string();
      });
  ASSERT_TRUE(put.ok()) << put.status();
  EXPECT_EQ(put->committed, 30u);
  EXPECT_TRUE(absl::IsDataLoss(
      hub->PutBlob(Hash(), 30, 0,
                   []() -> absl::StatusOr<std::string> { return absl::DataLossError("mine"); })
          .status()));
  EXPECT_TRUE(absl::IsDataLoss(hub->GetBlob(
      Hash(), Hash(), 0, 0, [](absl::string_view) { return absl::DataLossError("mine"); })));
}

}  // namespace
}  // namespace liaison
