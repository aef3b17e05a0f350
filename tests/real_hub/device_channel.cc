#include "tests/real_hub/device_channel.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpc/support/time.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace liaison {
namespace {

constexpr int kMessageBytesMax = 20 << 20;
constexpr int64_t kConnectMs = 30'000;

}  // namespace

std::shared_ptr<grpc::Channel> ConnectDevice(const TlsIdentity& identity, uint16_t port) {
  grpc::experimental::IdentityKeyCertPair pair;
  pair.private_key = std::string(identity.key_pem.view());
  pair.certificate_chain = identity.certificate_pem;
  grpc::experimental::TlsChannelCredentialsOptions tls;
  tls.set_certificate_provider(
      std::make_shared<grpc::experimental::StaticDataCertificateProvider>(std::vector{pair}));
  tls.watch_identity_key_cert_pairs();
  tls.set_verify_server_certs(false);
  tls.set_check_call_host(false);
  tls.set_certificate_verifier(std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  std::shared_ptr<grpc::Channel> channel = grpc::CreateCustomChannel(
      absl::StrCat("127.0.0.1:", port), grpc::experimental::TlsCredentials(tls), arguments);
  const bool connected = channel->WaitForConnected(gpr_time_from_millis(kConnectMs, GPR_TIMESPAN));
  return connected ? channel : nullptr;
}

}  // namespace liaison
