#include "hub/config.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "tests/fakes/memory_file_system.h"

namespace liaison {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kMinimal[] =
    "ns = \"levant.example\"\ndata = \"data\"\n[listen]\naddress = \"127.0.0.1:0\"\n";

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

TEST(HubConfig, SaysLineKeyAndRemedyOfEachMistake) {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(LIAISON_SOURCE_DIR "/tests/data/config")) {
    if (entry.path().extension() != ".toml") continue;
    SCOPED_TRACE(entry.path().filename());
    const std::string toml = ReadFile(entry.path());
    const size_t mark = toml.rfind("#! ");
    ASSERT_NE(mark, std::string::npos);
    const std::string expected = toml.substr(mark + 3, toml.size() - mark - 4);
    const auto config = ParseHubConfig(toml.substr(0, mark), "/etc/liaison/hub.toml");
    ASSERT_FALSE(config.ok());
    EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(config.status()), "CONFIG");
    EXPECT_THAT(std::string(config.status().message()),
                StartsWith(absl::StrCat("/etc/liaison/hub.toml:", expected)));
    ++files;
  }
  EXPECT_EQ(files, 30);
}

TEST(HubConfig, TakesTheSample) {
  const auto config =
      ParseHubConfig(ReadFile(LIAISON_SOURCE_DIR "/ops/config/hub.toml"), "/etc/liaison/hub.toml");
  ASSERT_TRUE(config.ok()) << config.status();
  // The sample shows the defaults.
  const HubOptions defaults;
  EXPECT_EQ(config->hub.group_records_max, defaults.group_records_max);
  EXPECT_EQ(config->hub.group_bytes_max, defaults.group_bytes_max);
  EXPECT_EQ(config->hub.sealed_bytes_max, defaults.sealed_bytes_max);
  EXPECT_EQ(config->hub.queue_records_max, defaults.queue_records_max);
  EXPECT_EQ(config->hub.submits_per_minute_max, defaults.submits_per_minute_max);
  EXPECT_EQ(config->hub.reserve_bytes, defaults.reserve_bytes);
  EXPECT_EQ(config->hub.blob_bytes_max, defaults.blob_bytes_max);
  EXPECT_EQ(config->hub.blobs_bytes_max, defaults.blobs_bytes_max);
  EXPECT_EQ(config->hub.blob_bytes_per_day_max, defaults.blob_bytes_per_day_max);
  EXPECT_EQ(config->hub.blob_parts_max, defaults.blob_parts_max);
  EXPECT_EQ(config->log_level, LogLevel::kInfo);
  EXPECT_EQ(config->listen.port, 7443);
}

TEST(HubConfig, SetsEachKey) {
  const auto config = ParseHubConfig(
      "ns = \"levant.example\"\ndata = \"/srv/hub\"\n"
      "[listen]\naddress = \"[::1]:7\"\ntls_name = \"hub.example\"\n"
      "[limits]\nsubmits_per_minute = 1\ngroup_records = 2\ngroup_kib = 65\nqueue_records = 4\n"
      "sealed_kib = 5\nreserve_mib = 6\nblob_mib = 7\nblobs_gib = 8\nblob_gib_per_day = 9\n"
      "blob_parts = 10\n[log]\nlevel = \"debug\"\n",
      "hub.toml");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->hub.ns, "levant.example");
  EXPECT_EQ(config->hub.data_path, "/srv/hub");
  EXPECT_EQ(config->listen.host, "::1");
  EXPECT_EQ(config->listen.ToString(), "[::1]:7");
  EXPECT_EQ(config->tls_name, "hub.example");
  EXPECT_EQ(config->hub.submits_per_minute_max, 1u);
  EXPECT_EQ(config->hub.group_records_max, 2u);
  EXPECT_EQ(config->hub.group_bytes_max, 65u * 1024);
  EXPECT_EQ(config->hub.blob_bytes_max, 7u << 20);
  EXPECT_EQ(config->hub.blobs_bytes_max, uint64_t{8} << 30);
  EXPECT_EQ(config->hub.blob_bytes_per_day_max, uint64_t{9} << 30);
  EXPECT_EQ(config->hub.blob_parts_max, 10u);
  EXPECT_EQ(config->hub.queue_records_max, 4u);
  EXPECT_EQ(config->hub.sealed_bytes_max, 5u * 1024);
  EXPECT_EQ(config->hub.reserve_bytes, 6u * 1024 * 1024);
  EXPECT_EQ(config->log_level, LogLevel::kDebug);
}

TEST(HubConfig, TakesTheDataFolderFromItsOwnFolder) {
  EXPECT_EQ(ParseHubConfig(kMinimal, "/srv/demo/hub.toml")->hub.data_path, "/srv/demo/data");
  EXPECT_EQ(ParseHubConfig(kMinimal, "hub.toml")->hub.data_path, "data");
}

TEST(HubConfig, NamesAFileThatCannotBeRead) {
  MemoryFileSystem files;
  const auto missing = ReadHubConfig(files, "/etc/liaison/hub.toml");
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("/etc/liaison/hub.toml"));
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("--config FILE"));
}

TEST(HubConfig, RefusesAFileThatIsTooLong) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.MakeDirectories("/etc").ok());
  ASSERT_TRUE(files.Write("/etc/hub.toml", std::string(70'000, '#')).ok());
  EXPECT_EQ(ReadHubConfig(files, "/etc/hub.toml").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace liaison
