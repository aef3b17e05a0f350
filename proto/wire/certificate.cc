#include "proto/wire/certificate.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <limits>
#include <memory>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr size_t kMaxPemBytes = size_t{64} * 1024;
constexpr size_t kMaxDnsNameBytes = 253;  // RFC 1035
constexpr char kCommonName[] = "liaison";

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
void FreeBio(BIO* bio) { LIAISON_CHECK(BIO_free(bio) == 1); }
using Bio = std::unique_ptr<BIO, Freer<FreeBio>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>>;
using Usages = std::unique_ptr<EXTENDED_KEY_USAGE, Freer<EXTENDED_KEY_USAGE_free>>;
using Constraints = std::unique_ptr<BASIC_CONSTRAINTS, Freer<BASIC_CONSTRAINTS_free>>;

absl::Status Wrong(absl::string_view field, absl::string_view message) {
  ERR_clear_error();  // OpenSSL's queue would show up as the error of a later, unrelated call
  return Malformed(field, "CERTIFICATE", message);
}

// What goes into a certificate is ours, so a failure is lack of memory or a bug.
void CheckDone(bool done) { LIAISON_CHECK(done); }

bool IsDnsName(absl::string_view name) {
  if (name.empty() || name.size() > kMaxDnsNameBytes) return false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '-' && c != '.') return false;
  }
  return true;
}

// 16 random bytes, positive and of constant length (RFC 5280 section 4.1.2.2).
void SetSerial(X509* certificate, Random& random) {
  auto bytes = random.Bytes<16>();
  bytes[0] = static_cast<uint8_t>((bytes[0] & 0x3f) | 0x40);
  const BigNumber number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  CheckDone(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void SetNames(X509* certificate) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  CheckDone(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_ASC,
                                       reinterpret_cast<const uint8_t*>(kCommonName), -1, -1,
                                       0) == 1);
  CheckDone(X509_set_issuer_name(certificate, subject) == 1);
}

// Built as values, not from OpenSSL's configuration syntax, in which a comma in a name would start
// another one.
void AddExtensions(X509* certificate, absl::string_view dns_name) {
  const Constraints constraints(BASIC_CONSTRAINTS_new());  // not an authority
  CheckDone(constraints != nullptr &&
            X509_add1_ext_i2d(certificate, NID_basic_constraints, constraints.get(), 1, 0) == 1);

  const Usages usages(EXTENDED_KEY_USAGE_new());
  CheckDone(usages != nullptr);
  for (const int purpose : {NID_server_auth, NID_client_auth}) {
    CheckDone(sk_ASN1_OBJECT_push(usages.get(), OBJ_nid2obj(purpose)) > 0);
  }
  CheckDone(X509_add1_ext_i2d(certificate, NID_ext_key_usage, usages.get(), 0, 0) == 1);

  const Names names(GENERAL_NAMES_new());
  CheckDone(names != nullptr);
  GENERAL_NAME* name = GENERAL_NAME_new();
  ASN1_IA5STRING* text = ASN1_IA5STRING_new();
  CheckDone(name != nullptr && text != nullptr);
  CheckDone(ASN1_STRING_set(text, dns_name.data(), static_cast<int>(dns_name.size())) == 1);
  GENERAL_NAME_set0_value(name, GEN_DNS, text);            // owns text now
  CheckDone(sk_GENERAL_NAME_push(names.get(), name) > 0);  // owns name now
  CheckDone(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1);
}

// OpenSSL's default would ask at the terminal for the passphrase of an encrypted block.
int RefusePassphrase(char* /*out*/, int /*size*/, int /*writing*/, void* /*context*/) { return -1; }

absl::string_view BytesOf(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

Hash SpkiSha256(X509* certificate) {
  uint8_t* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  LIAISON_CHECK(size > 0);
  const Hash hash =
      Sha256(absl::string_view(reinterpret_cast<const char*>(der), static_cast<size_t>(size)));
  OPENSSL_free(der);
  return hash;
}

}  // namespace

absl::StatusOr<TlsIdentity> MakeTlsIdentity(const SigningKey& key, absl::string_view dns_name,
                                            absl::Time not_before, absl::Time not_after,
                                            Random& random) {
  if (!IsDnsName(dns_name)) return Wrong("dns_name", "the host name is not a DNS name");
  if (not_before >= not_after) return Wrong("not_after", "the certificate would never be valid");
  const Key private_key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, key.seed().data(),
                                                     key.seed().size()));
  LIAISON_CHECK(private_key != nullptr);
  const Certificate certificate(X509_new());
  LIAISON_CHECK(certificate != nullptr);
  CheckDone(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  SetSerial(certificate.get(), random);
  SetNames(certificate.get());
  if (ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(not_before)) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(not_after)) == nullptr) {
    return Wrong("not_after", "the time cannot be written in a certificate");
  }
  CheckDone(X509_set_pubkey(certificate.get(), private_key.get()) == 1);
  AddExtensions(certificate.get(), dns_name);
  CheckDone(X509_sign(certificate.get(), private_key.get(), nullptr) > 0);

  TlsIdentity identity;
  const Bio certificate_pem(BIO_new(BIO_s_mem()));
  CheckDone(PEM_write_bio_X509(certificate_pem.get(), certificate.get()) == 1);
  identity.certificate_pem = std::string(BytesOf(certificate_pem.get()));
  const Bio key_pem(BIO_new(BIO_s_secmem()));  // wiped when freed
  CheckDone(PEM_write_bio_PKCS8PrivateKey(key_pem.get(), private_key.get(), nullptr, nullptr, 0,
                                          nullptr, nullptr) == 1);
  identity.key_pem = Secret::CopyOf(BytesOf(key_pem.get()));
  identity.spki_sha256 = SpkiSha256(certificate.get());
  return identity;
}

absl::StatusOr<Hash> SpkiSha256OfPem(absl::string_view certificate_pem) {
  if (certificate_pem.size() > kMaxPemBytes) return Wrong("certificate", "longer than 64 KiB");
  const Bio pem(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())));
  LIAISON_CHECK(pem != nullptr);
  const Certificate certificate(PEM_read_bio_X509(pem.get(), nullptr, RefusePassphrase, nullptr));
  if (certificate == nullptr) return Wrong("certificate", "this is not a certificate in PEM form");
  return SpkiSha256(certificate.get());
}

}  // namespace liaison
