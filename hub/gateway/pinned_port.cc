#include "hub/gateway/pinned_port.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace liaison {
namespace {

constexpr int kStreamsPerConnectionMax = 1024;

std::shared_ptr<grpc::ServerCredentials> PinnedCredentials(const GatewayOptions& options) {
  grpc::experimental::TlsServerCredentialsOptions tls(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          options.tls_key_path, options.tls_certificate_path,
          static_cast<unsigned>(absl::ToInt64Seconds(options.tls_refresh))));
  tls.watch_identity_key_cert_pairs();
  // Not verified by TLS, because the directory is the only authority: see principal.h.
  tls.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
  return grpc::experimental::TlsServerCredentials(tls);
}

}  // namespace

void AddPinnedPort(const GatewayOptions& options, grpc::ServerBuilder& builder, int* bound) {
  builder.SetMaxReceiveMessageSize(Gateway::kMessageBytesMax);
  // Two hubs on one port would share its connections, and nobody would notice.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 20'000);
  // Satellite links die silently: a connection that does not answer a ping is closed.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  const bool ipv6 = options.host.find(':') != std::string::npos;
  builder.AddListeningPort(
      absl::StrCat(ipv6 ? "[" : "", options.host, ipv6 ? "]:" : ":", options.port),
      PinnedCredentials(options), bound);
}

}  // namespace liaison
