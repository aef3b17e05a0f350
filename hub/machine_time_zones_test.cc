#include "hub/machine_time_zones.h"

#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/system/posix_file_system.h"
#include "tests/fakes/memory_file_system.h"

namespace liaison {
namespace {

constexpr int64_t kAlmaty2024_s = 1709229600;  // 2024-02-29T18:00:00Z: from UTC+6 to UTC+5

TEST(MachineTimeZonesTest, ChangesOfTheLawAreWrittenOut) {
  PosixFileSystem files;
  const absl::StatusOr<TimeZones> zones =
      ReadMachineTimeZones(files, {"Asia/Almaty", "Europe/Moscow", "Europe/Berlin", "UTC"});
  ASSERT_EQ(zones.status(), absl::OkStatus());
  using Changes = std::vector<ZoneRules::Change>;
  EXPECT_EQ(zones->Find("Asia/Almaty")->changes(),
            (Changes{{0, 6 * 3600}, {kAlmaty2024_s, 5 * 3600}}));
  EXPECT_EQ(zones->Find("Europe/Moscow")->changes(), (Changes{{0, 3 * 3600}}));
  EXPECT_EQ(zones->Find("UTC")->changes(), (Changes{{0, 0}}));
  // Two a year for 23 years, although the rule has no end.
  EXPECT_EQ(zones->Find("Europe/Berlin")->changes().size(), 1 + 2 * 23);
  // What is printed is what the hub takes.
  const absl::StatusOr<TimeZones> parsed = ParseTimeZones(PrintTimeZones(*zones));
  ASSERT_EQ(parsed.status(), absl::OkStatus());
  EXPECT_EQ(parsed->database, zones->database);
  EXPECT_EQ(parsed->zones.size(), 4);
}

TEST(MachineTimeZonesTest, WhatTheMachineDoesNotHaveIsNamed) {
  PosixFileSystem files;
  EXPECT_EQ(ReasonOf(ReadMachineTimeZones(files, {"Asia/Atlantis"}).status()), "ZONE");
  EXPECT_EQ(ReasonOf(ReadMachineTimeZones(files, {"../../etc/passwd"}).status()), "ZONE");
  MemoryFileSystem nothing;
  EXPECT_EQ(ReasonOf(ReadMachineTimeZones(nothing, {"UTC"}).status()), "TZDATA");
}

}  // namespace
}  // namespace liaison
