#include "proto/wire/certificate.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

const absl::Time kFrom = absl::FromUnixSeconds(1795478400);
const absl::Time kUntil = kFrom + absl::Hours(24 * 90);

absl::StatusOr<TlsIdentity> Make(uint64_t seed, absl::string_view dns_name = "hub.example",
                                 absl::Time from = kFrom, absl::Time until = kUntil) {
  SeededRandom random(seed);
  const SigningKey key = SigningKey::Generate(random);
  return MakeTlsIdentity(key, dns_name, from, until, random);
}

using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

CertificatePtr Parse(const std::string& pem) {
  std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
  return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

// What `openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum` computes: the
// key is taken out, written anew as a SubjectPublicKeyInfo, and hashed.
std::string StockPin(const std::string& pem) {
  const CertificatePtr certificate = Parse(pem);
  const KeyPtr key(X509_get_pubkey(certificate.get()), EVP_PKEY_free);
  uint8_t* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  uint8_t digest[32];
  unsigned int digest_size = 0;
  EXPECT_EQ(EVP_Digest(der, static_cast<size_t>(size), digest, &digest_size, EVP_sha256(), nullptr),
            1);
  OPENSSL_free(der);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), digest_size});
}

TEST(TlsIdentity, HasThePinThatStockToolsCompute) {
  const auto identity = Make(1);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(ToHex(identity->spki_sha256), StockPin(identity->certificate_pem));
  const auto read_back = SpkiSha256OfPem(identity->certificate_pem);
  ASSERT_TRUE(read_back.ok()) << read_back.status();
  EXPECT_EQ(*read_back, identity->spki_sha256);
}

TEST(TlsIdentity, IsPinnedByTheKeyAloneAsRfc8410WritesIt) {
  SeededRandom random(1);
  const SigningKey key = SigningKey::Generate(random);
  const std::string spki =
      absl::HexStringToBytes("302a300506032b6570032100") + std::string(key.public_key().view());
  for (const absl::string_view name : {"a.example", "b.example"}) {
    const auto identity = MakeTlsIdentity(key, name, kFrom, kUntil, random);
    ASSERT_TRUE(identity.ok()) << identity.status();
    EXPECT_EQ(identity->spki_sha256, Sha256(spki));
  }
}

TEST(TlsIdentity, IsTheSameForTheSameArguments) {
  const auto first = Make(2);
  const auto second = Make(2);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->certificate_pem, second->certificate_pem);
  EXPECT_TRUE(first->key_pem == second->key_pem);
  EXPECT_NE(first->certificate_pem, Make(3)->certificate_pem);
}

TEST(TlsIdentity, HoldsThePrivateKeyOfItsCertificateAsPkcs8) {
  const auto identity = Make(4);
  ASSERT_TRUE(identity.ok()) << identity.status();
  const absl::string_view pem = identity->key_pem.view();
  EXPECT_EQ(pem.substr(0, 28), "-----BEGIN PRIVATE KEY-----\n");
  std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
  const KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(X509_check_private_key(Parse(identity->certificate_pem).get(), key.get()), 1);
}

// What the client's TLS does with the hub's certificate as its only root, and the hub's with a
// client's.
int VerifyAlone(X509* certificate, const char* host, absl::Time now, int purpose) {
  std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), certificate);
  std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(),
                                                                          X509_STORE_CTX_free);
  X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(param, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_purpose(param, purpose);
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
  if (host != nullptr) X509_VERIFY_PARAM_set1_host(param, host, 0);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

TEST(TlsIdentity, IsAValidCertificateForItsNameAndTimeOnly) {
  const auto identity = Make(5);
  ASSERT_TRUE(identity.ok()) << identity.status();
  const CertificatePtr certificate = Parse(identity->certificate_pem);
  const absl::Time now = kFrom + absl::Hours(1);
  X509* cert = certificate.get();
  EXPECT_EQ(VerifyAlone(cert, "hub.example", now, X509_PURPOSE_SSL_SERVER), X509_V_OK);
  EXPECT_EQ(VerifyAlone(cert, nullptr, now, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(VerifyAlone(cert, "hub.other", now, X509_PURPOSE_SSL_SERVER),
            X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(VerifyAlone(cert, "hub.example", kFrom - absl::Seconds(1), X509_PURPOSE_SSL_SERVER),
            X509_V_ERR_CERT_NOT_YET_VALID);
  EXPECT_EQ(VerifyAlone(cert, "hub.example", kUntil + absl::Seconds(1), X509_PURPOSE_SSL_SERVER),
            X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(X509_check_ca(cert), 0);
}

TEST(TlsIdentity, RefusesNamesAndTimesThatNoCertificateCanSay) {
  for (const absl::string_view name : {"", "a,DNS:b", "a b", "a\n", "*.example", "a/b"}) {
    const auto identity = Make(6, name);
    EXPECT_EQ(ReasonOf(identity.status()), "CERTIFICATE") << name;
  }
  EXPECT_EQ(ReasonOf(Make(6, std::string(254, 'a')).status()), "CERTIFICATE");
  EXPECT_EQ(ReasonOf(Make(6, "a", kUntil, kFrom).status()), "CERTIFICATE");
  EXPECT_EQ(ReasonOf(Make(6, "a", kFrom, absl::InfiniteFuture()).status()), "CERTIFICATE");
}

TEST(SpkiSha256OfPem, RefusesWhatIsNoCertificate) {
  const auto identity = Make(7);
  ASSERT_TRUE(identity.ok()) << identity.status();
  const std::string& pem = identity->certificate_pem;
  const std::string key(identity->key_pem.view());
  for (const std::string& bad :
       {std::string(), std::string("-----BEGIN CERTIFICATE-----\n"), key,
        pem.substr(0, pem.size() / 2), absl::StrReplaceAll(pem, {{"CERTIFICATE", "X"}}),
        // An encrypted block must not ask for a passphrase.
        absl::StrReplaceAll(pem, {{"-----BEGIN CERTIFICATE-----\n",
                                   "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
                                   "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n"}}),
        std::string(65 * 1024, 'x')}) {
    const auto pin = SpkiSha256OfPem(bad);
    EXPECT_EQ(pin.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(pin.status()), "CERTIFICATE");
  }
}

}  // namespace
}  // namespace liaison
