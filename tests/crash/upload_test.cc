// Attachments over real lines: a gRPC client against the gateway around a hub on the real disk, and
// the shipped hub killed in the middle of an upload.
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "hub/blobs/blob_file.h"
#include "hub/gateway/grpc_status.h"
#include "hub/gateway/server.h"
#include "hub/hub.h"
#include "hub/log_line/logger.h"
#include "proto/base/error.h"
#include "proto/liaison/v1/hub.grpc.pb.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/text/header.h"
#include "proto/wire/hash.h"
#include "tests/fakes/seeded_random.h"
#include "tests/real_hub/child_process.h"
#include "tests/real_hub/device_channel.h"
#include "tests/real_hub/founded_hub.h"

namespace liaison {
namespace {

constexpr size_t kMiB = size_t{1} << 20;
constexpr size_t kPieceBytes = size_t{256} << 10;

class NoLog final : public LogSink {
 public:
  void Write(absl::string_view /*line*/) override {}
};

// One device's calls.
class Client {
 public:
  Client(const TlsIdentity& identity, uint16_t port)
      : stub_(v1::Blobs::NewStub(ConnectDevice(identity, port))) {}

  v1::BlobProgress Status(const std::string& blob) {
    grpc::ClientContext context;
    v1::BlobStatusRequest request;
    request.set_sha256(std::string(Sha256(blob).view()));
    request.set_size(blob.size());
    v1::BlobProgress progress;
    EXPECT_TRUE(stub_->GetStatus(&context, request, &progress).ok());
    return progress;
  }
  // Sends [offset, limit) of `bytes` under the name of `blob`; with `half`, never says that it is
  // done.
  absl::StatusOr<v1::BlobProgress> Put(const std::string& blob, const std::string& bytes,
                                       uint64_t offset, uint64_t limit, bool half = false) {
    grpc::ClientContext context;
    v1::BlobProgress progress;
    const auto writer = stub_->Put(&context, &progress);
    for (uint64_t at = offset; at < limit; at += kPieceBytes) {
      v1::PutBlobRequest request;
      if (at == offset) {
        request.set_sha256(std::string(Sha256(blob).view()));
        request.set_size(blob.size());
        request.set_offset(offset);
      }
      request.set_data(bytes.substr(at, std::min<uint64_t>(kPieceBytes, limit - at)));
      if (!writer->Write(request)) break;
    }
    if (!half) writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (!status.ok()) return FromGrpcStatus(status, context);
    return progress;
  }
  absl::StatusOr<v1::BlobProgress> Put(const std::string& blob) {
    return Put(blob, blob, Status(blob).committed(), blob.size());
  }
  absl::StatusOr<std::string> Get(const std::string& blob, const Hash& object, uint64_t offset = 0,
                                  uint64_t length = 0) {
    grpc::ClientContext context;
    v1::GetBlobRequest request;
    request.set_sha256(std::string(Sha256(blob).view()));
    request.set_object(std::string(object.view()));
    request.set_offset(offset);
    request.set_length(length);
    const auto reader = stub_->Get(&context, request);
    std::string bytes;
    v1::GetBlobResponse response;
    while (reader->Read(&response)) bytes += response.data();
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return FromGrpcStatus(status, context);
    return bytes;
  }

 private:
  std::unique_ptr<v1::Blobs::Stub> stub_;
};

class Upload : public testing::Test {
 protected:
  Upload() {
    PrepareGrpcEnvironment();
    std::string name = testing::TempDir() + "/liaison-upload-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    founded_ = FoundedHub::Make(folder_ + "/hub", 1, {clock_, random_, files_}).value();
    blob_ = std::string(20 * kMiB + 1, '\0');
    random_.Fill(blob_.data(), blob_.size());
  }
  ~Upload() override {
    Stop();
    std::filesystem::remove_all(folder_);
  }
  void Start(const HubOptions& options, absl::Duration stall = absl::Minutes(2)) {
    hub_ = Hub::Open(options, clock_, random_, files_, nullptr).value();
    GatewayOptions gateway;
    gateway.host = "127.0.0.1";
    gateway.tls_key_path = founded_->tls_key_path();
    gateway.tls_certificate_path = founded_->tls_certificate_path();
    gateway.admin_socket_path = folder_ + "/admin.sock";
    gateway.blob_stall = stall;
    gateway.blob_tick = absl::Milliseconds(20);
    gateway_ = Gateway::Start(gateway, *hub_, clock_, log_, [] {}).value();
  }
  void Stop() {
    gateway_ = nullptr;
    hub_ = nullptr;
  }
  Client ClientOf(absl::string_view device) {
    return Client(founded_->IdentityOf(device).value(), gateway_->port());
  }

  std::string PathOf(const std::string& blob) const {
    return BlobPath(BlobFolder(founded_->options().data_path), Sha256(blob));
  }
  // Logged by way of tur/d01; the text hash of its header.
  Hash SendToIrnDuty(const std::string& blob) {
    const std::string sealed(4096, 's');
    EnvelopeHeader header;
    header.ns = FoundedHub::kNs;
    header.hub = absl::StrCat(header.ns, "/log");
    header.id = random_.Bytes<16>();
    header.as = {"tur", Role::kDuty};
    header.to = {{"irn", Role::kDuty}};
    header.attach = {{Sha256(blob), blob.size()}};
    header.from = founded_->mission().FullName("tur/d01");
    header.expires_s = absl::ToUnixSeconds(clock_.Now()) + 3600;
    header.streams = {{"irn/duty", 1, Hash()}};
    header.seen = founded_->founding_head();
    header.sealed = Sha256(sealed);
    header.sealed_size = sealed.size();
    const std::string text = PrintHeader(header);
    v1::SubmitRequest request;
    request.mutable_envelope()->set_header(founded_->mission().signer("tur/d01").SignNote(text));
    request.mutable_envelope()->set_sealed(sealed);
    grpc::ClientContext context;
    v1::SubmitResponse response;
    const auto channel = ConnectDevice(founded_->IdentityOf("tur/d01").value(), gateway_->port());
    EXPECT_TRUE(v1::Submission::NewStub(channel)->Submit(&context, request, &response).ok());
    EXPECT_TRUE(response.has_accepted()) << response.refusal();
    return Sha256(text);
  }

  std::string folder_;
  SystemClock clock_;
  SeededRandom random_{11};
  PosixFileSystem files_;
  NoLog sink_;
  Logger log_{LogLevel::kError, clock_, sink_};
  std::unique_ptr<FoundedHub> founded_;
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<Gateway> gateway_;
  std::string blob_;
};

TEST_F(Upload, GoesOnWhereItStoppedAndIsCompleteOnce) {
  Start(founded_->options());
  Client tur = ClientOf("tur/d01");
  EXPECT_EQ(tur.Status(blob_).committed(), 0u);
  const auto part = tur.Put(blob_, blob_, 0, 10 * kMiB);
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_EQ(part->committed(), 10 * kMiB);
  EXPECT_FALSE(part->complete());
  EXPECT_EQ(ReasonOf(tur.Put(blob_, blob_, 5, blob_.size()).status()), "BLOB_OFFSET");
  Stop();
  Start(founded_->options());
  Client again = ClientOf("tur/d01");
  EXPECT_EQ(again.Status(blob_).committed(), 10 * kMiB);
  const auto all = again.Put(blob_);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_TRUE(all->complete());
  EXPECT_TRUE(again.Status(blob_).complete());
  EXPECT_TRUE(again.Put(blob_, blob_, 0, blob_.size())->complete()) << "sent once more";
  EXPECT_EQ(ReasonOf(again.Get(blob_, Sha256("nothing")).status()), "NO_BLOB");
}

TEST_F(Upload, IsFetchedByTheReadersOfItsEnvelopeAlone) {
  Start(founded_->options());
  ASSERT_TRUE(ClientOf("tur/d01").Put(blob_)->complete());
  const Hash object = SendToIrnDuty(blob_);
  EXPECT_TRUE(ClientOf("irn/d01").Get(blob_, object).value() == blob_);
  EXPECT_TRUE(ClientOf("irn/d01").Get(blob_, object, 65'752, 300'000).value() ==
              blob_.substr(65'752, 300'000));
  const absl::Status foreign = ClientOf("rus/d01").Get(blob_, object).status();
  EXPECT_EQ(foreign.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(foreign), "BLOB_NOT_YOURS");
}

TEST_F(Upload, IsRefusedWithAnotherHashSizeOrPieceThanAnnounced) {
  Start(founded_->options());
  Client tur = ClientOf("tur/d01");
  std::string wrong = blob_;
  wrong.back() ^= 1;
  EXPECT_EQ(ReasonOf(tur.Put(blob_, wrong, 0, blob_.size()).status()), "UPLOAD_HASH");
  EXPECT_EQ(tur.Status(blob_).committed(), 0u) << "all of it is thrown away";
  const std::string small = "ten bytes.";
  EXPECT_EQ(ReasonOf(tur.Put(small, small + "more", 0, small.size() + 4).status()), "UPLOAD_SIZE");
  EXPECT_EQ(ReasonOf(tur.Put("", "x", 0, 1).status()), "UPLOAD_SIZE");
  EXPECT_EQ(ReasonOf(tur.Put("none", "", 0, 0).status()), "MISSING");
  EXPECT_TRUE(tur.Put(blob_)->complete());
}

TEST_F(Upload, StopsAtTheDevicesQuota) {
  HubOptions options = founded_->options();
  options.blob_bytes_per_day_max = 25 * kMiB;
  Start(options);
  Client tur = ClientOf("tur/d01");
  ASSERT_TRUE(tur.Put(blob_)->complete());
  const std::string second = blob_.substr(1, 6 * kMiB);
  const absl::Status status = tur.Put(second).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "BLOB_QUOTA");
  EXPECT_TRUE(ClientOf("irn/d01").Put(second)->complete());
}

TEST_F(Upload, ThatStandsStillIsCutAndKeepsWhatCame) {
  Start(founded_->options(), absl::Milliseconds(100));
  Client tur = ClientOf("tur/d01");
  const absl::Status status = tur.Put(blob_, blob_, 0, kMiB, /*half=*/true).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "STALLED");
  EXPECT_EQ(tur.Status(blob_).committed(), kMiB);
}

TEST_F(Upload, DoesNotKeepAHubFromStopping) {
  Start(founded_->options());
  Client tur = ClientOf("tur/d01");
  absl::Status status;
  std::thread client([&] { status = tur.Put(blob_, blob_, 0, kMiB, /*half=*/true).status(); });
  while (!files_.Exists(PathOf(blob_) + ".part").value()) {
  }
  gateway_->Shutdown();
  client.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
}

TEST_F(Upload, SurvivesTheDeathOfTheShippedHub) {
  const auto start = [&] {
    return ChildProcess::Start({LIAISON_HUB, "run", "--config", founded_->config_path()},
                               folder_ + "/hub.log")
        .value();
  };
  std::unique_ptr<ChildProcess> hub = start();
  const TlsIdentity identity = founded_->IdentityOf("tur/d01").value();
  std::thread killer;
  {
    Client tur(identity, hub->port());
    Client other(identity, hub->port());
    killer = std::thread([&] {
      // Something is on the disk, the end is not there yet.
      while (other.Status(blob_).committed() < 8 * kMiB) {
      }
      hub->Kill();
    });
    EXPECT_FALSE(tur.Put(blob_, blob_, 0, 19 * kMiB, /*half=*/true).ok());
    killer.join();
  }
  hub = start();
  Client tur(identity, hub->port());
  const v1::BlobProgress found = tur.Status(blob_);
  EXPECT_GE(found.committed(), 8 * kMiB);
  EXPECT_FALSE(found.complete());
  const auto all = tur.Put(blob_);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_TRUE(all->complete());
  EXPECT_TRUE(files_.Exists(PathOf(blob_)).value());
}

}  // namespace
}  // namespace liaison
