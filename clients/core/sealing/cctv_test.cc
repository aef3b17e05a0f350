// The age test vectors of C2SP/CCTV, unmodified, each with the class of failure that it demands.
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/open.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr char kFolder[] = LIAISON_SOURCE_DIR "/tests/data/vectors/cctv-age/testdata";
constexpr size_t kMaxInflatedBytes = 32 << 20;

struct Vector {
  std::multimap<std::string, std::string> keys;
  std::string file;
  std::string Get(const std::string& key) const {
    const auto found = keys.find(key);
    return found == keys.end() ? "" : found->second;
  }
};

std::string Inflate(const std::string& packed) {
  std::string out(kMaxInflatedBytes, '\0');
  uLongf size = out.size();
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                       reinterpret_cast<const Bytef*>(packed.data()), packed.size()),
            Z_OK);
  out.resize(size);
  return out;
}

Vector ReadVector(const std::string& name) {
  std::ifstream in(absl::StrCat(kFolder, "/", name), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const size_t end = bytes.find("\n\n");
  Vector vector;
  vector.file = bytes.substr(end + 2);
  const std::vector<std::string> lines = absl::StrSplit(bytes.substr(0, end), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> pair = absl::StrSplit(line, absl::MaxSplits(": ", 1));
    vector.keys.emplace(pair.at(0), pair.at(1));
  }
  if (vector.Get("compressed") == "zlib") vector.file = Inflate(vector.file);
  return vector;
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Armor is not spoken here, and libsodium 1.0.18 has no ML-KEM.
bool NotApplicable(const std::string& name) {
  return absl::StartsWith(name, "armor_") || absl::StartsWith(name, "hybrid");
}

std::vector<std::string> Applicable() {
  std::vector<std::string> names = Names();
  std::erase_if(names, NotApplicable);
  return names;
}

std::string ClassOf(const absl::Status& status) {
  if (status.ok()) return "success";
  const std::map<std::string, std::string> classes = {{"NO_MATCH", "no match"},
                                                      {"HEADER", "header failure"},
                                                      {"HMAC", "HMAC failure"},
                                                      {"PAYLOAD", "payload failure"}};
  const auto found = classes.find(ReasonOf(status));
  return found == classes.end() ? status.ToString() : found->second;
}

// What the vector's keys open: the file key, or why not.
absl::StatusOr<Secret> FileKeyOf(const Vector& vector, const AgeHeader& header) {
  const std::string passphrase = vector.Get("passphrase");
  if (!passphrase.empty()) {
    return UnwrapFileKeyWithPassphrase(header, Secret::CopyOf(passphrase), kMaxScryptLogN);
  }
  std::vector<AgeIdentity> identities;
  const auto [begin, end] = vector.keys.equal_range("identity");
  for (auto it = begin; it != end; ++it) identities.push_back(*AgeIdentity::Parse(it->second));
  absl::StatusOr<OpenedFileKey> opened = UnwrapFileKey(header, identities);
  if (!opened.ok()) return opened.status();
  return std::move(opened->file_key);
}

// Step by step, so that what a reader of chunks would have seen before an error can be checked too.
absl::Status OpenInSteps(const Vector& vector, Sha256Stream& released) {
  const absl::StatusOr<AgeFile> file = ParseAgeFile(vector.file);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Secret> file_key = FileKeyOf(vector, file->header);
  if (!file_key.ok()) return file_key.status();
  const absl::Status mac = CheckHeaderMac(*file, *file_key);
  if (!mac.ok()) return mac;
  return OpenPayload(*file, *file_key, [&](absl::string_view chunk) { released.Update(chunk); });
}

absl::Status OpenAtOnce(const Vector& vector, std::string& sha256) {
  const std::string passphrase = vector.Get("passphrase");
  if (!passphrase.empty()) {
    const absl::StatusOr<Secret> opened =
        OpenWithPassphrase(vector.file, Secret::CopyOf(passphrase), kMaxScryptLogN);
    if (opened.ok()) sha256 = ToHex(Sha256(opened->view()));
    return opened.status();
  }
  std::vector<AgeIdentity> identities;
  const auto [begin, end] = vector.keys.equal_range("identity");
  for (auto it = begin; it != end; ++it) identities.push_back(*AgeIdentity::Parse(it->second));
  const absl::StatusOr<OpenedFile> opened = Open(vector.file, identities);
  if (opened.ok()) sha256 = ToHex(Sha256(opened->plaintext.view()));
  return opened.status();
}

class CctvAge : public testing::TestWithParam<std::string> {};

TEST_P(CctvAge, EndsInTheClassThatTheVectorDemands) {
  const Vector vector = ReadVector(GetParam());
  ASSERT_NE(vector.Get("expect"), "");
  Sha256Stream released;
  EXPECT_EQ(ClassOf(OpenInSteps(vector, released)), vector.Get("expect"));
  const std::string payload = vector.Get("payload");
  if (!payload.empty()) {
    EXPECT_EQ(ToHex(released.Finish()), payload);
  }

  std::string sha256;
  EXPECT_EQ(ClassOf(OpenAtOnce(vector, sha256)), vector.Get("expect"));
  if (vector.Get("expect") == "success") {
    EXPECT_EQ(sha256, payload);
  }
}

// Any header that is not malformed is written back as it was.
TEST_P(CctvAge, PrintsTheHeaderThatItParsed) {
  const Vector vector = ReadVector(GetParam());
  const absl::StatusOr<AgeFile> file = ParseAgeFile(vector.file);
  if (!file.ok()) {
    EXPECT_EQ(vector.Get("expect"), "header failure");
    return;
  }
  EXPECT_EQ(PrintAgeStanzas(file->header.stanzas), file->authenticated);
  EXPECT_TRUE(absl::StartsWith(absl::string_view(vector.file).substr(file->authenticated.size()),
                               PrintAgeMac(file->header.mac)));
}

INSTANTIATE_TEST_SUITE_P(Vectors, CctvAge, testing::ValuesIn(Applicable()),
                         [](const auto& param) { return param.param; });

TEST(CctvAgeSet, IsComplete) {
  const std::vector<std::string> names = Names();
  const auto count = [&](absl::string_view prefix) {
    return std::count_if(names.begin(), names.end(),
                         [&](const std::string& name) { return absl::StartsWith(name, prefix); });
  };
  EXPECT_EQ(names.size(), 143u);
  EXPECT_EQ(count("armor_"), 33);
  EXPECT_EQ(count("hybrid"), 18);
  EXPECT_EQ(Applicable().size(), 92u);
}

}  // namespace
}  // namespace liaison
